use serde_json::Value;
use slipway_core::quantity::{Format, Quantity};

const VECTORS: &str = include_str!("../vectors/quantities.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

/// `value * 10^exp` in nanos.
fn nanos(case: &Value) -> i128 {
    if case["value"] == "max(2^63-1)" {
        return i128::from(i64::MAX) * 1_000_000_000;
    }
    let value: i128 = case["value"].as_str().unwrap().parse().unwrap();
    let exponent = u32::try_from(case["exp10"].as_i64().unwrap() + 9).unwrap();
    value * 10_i128.pow(exponent)
}

#[test]
fn quantities_read_as_in_apimachinery() {
    for case in vectors()["parse"].as_array().unwrap() {
        let input = case["input"].as_str().unwrap();
        let quantity = Quantity::parse(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(quantity.nanos(), nanos(case), "{input}");
        let format = match case["format"].as_str().unwrap() {
            "DecimalSI" => Format::DecimalSi,
            "BinarySI" => Format::BinarySi,
            "DecimalExponent" => Format::DecimalExponent,
            other => panic!("the vectors have a new format: {other}"),
        };
        assert_eq!(quantity.format(), format, "{input}");
    }
}

#[test]
fn what_is_no_quantity_is_refused() {
    for input in vectors()["invalid"].as_array().unwrap() {
        let input = input.as_str().unwrap();
        assert!(Quantity::parse(input).is_err(), "{input}");
    }
}

#[test]
fn quantities_are_written_canonically() {
    let vectors = vectors();
    let recorded = vectors["canonical"].as_array().unwrap().iter();
    let recorded = recorded.map(|case| (case["input"].as_str().unwrap(), case["output"].as_str().unwrap()));
    let more = [
        ("0.5", "500m"),
        ("1.5Gi", "1536Mi"),
        ("0", "0"),
        ("0Mi", "0"),
        ("1000Mi", "1000Mi"),
        ("1500m", "1500m"),
        ("2000m", "2"),
        ("-1.5Gi", "-1536Mi"),
        ("1e3", "1e3"),
        ("12e4", "120e3"),
        ("1023Ki", "1023Ki"),
        ("512", "512"),
        ("0.5Ki", "512"),
        ("1E", "1E"),
        ("5000E", "5000E"),
        // Recorded from apimachinery: more digits than a machine word holds.
        ("4.0898540958228691677633679Pi", "4604766345486892606273724n"),
        (".4083004907405909621440403Ti", "448931137195926784544n"),
        ("188500.0955817968311489710809530P", "188500095581796831148971080953n"),
    ];
    for (input, output) in recorded.chain(more) {
        assert_eq!(Quantity::parse(input).unwrap().to_string(), output, "{input}");
    }
}

#[test]
fn the_sentence_says_what_would_be_right() {
    let cases = [
        ("", "a quantity is needed, for example 500m or 1Gi"),
        ("1gi", "\"1gi\" is not a quantity: write 1Gi"),
        ("1 Gi", "\"1 Gi\" is not a quantity: write 1Gi"),
        ("4GB", "\"4GB\" is not a quantity: write 4G"),
        ("512MiB", "\"512MiB\" is not a quantity: write 512Mi"),
        ("100K", "\"100K\" is not a quantity: write 100k"),
        (
            "lots",
            "\"lots\" is not a quantity: write a number and a unit, as 500m or 2 for CPU, 512Mi or 4Gi for memory",
        ),
        ("1e30", "1e30 is more than any resource can be"),
    ];
    for (text, sentence) in cases {
        assert_eq!(Quantity::parse(text).unwrap_err().0, sentence);
    }
}

#[test]
fn amounts_are_compared_added_and_shared_exactly() {
    let of = |text: &str| Quantity::parse(text).unwrap();
    assert_eq!(of("1Gi"), of("1024Mi"));
    assert!(of("999Mi") < of("1Gi") && of("1G") < of("1Gi") && of("1500m") > of("1"));
    assert_eq!(of("1Gi").checked_add(of("512Mi")).unwrap().to_string(), "1536Mi");
    assert_eq!(Quantity::ZERO.checked_add(of("512Mi")).unwrap().to_string(), "512Mi");
    assert_eq!(of("4Gi").scale(3, 4).unwrap().to_string(), "3Gi");
    assert_eq!(of("500m").scale(1, 4).unwrap().to_string(), "125m");
    assert_eq!(of("1Gi").scale(2, 3).unwrap().round_down(of("1Mi")).to_string(), "682Mi");
    assert_eq!(of("1").scale(1, 0), None);
    assert_eq!(of("1Gi").checked_sub(of("256Mi")).unwrap().to_string(), "768Mi");
    assert_eq!((of("1Gi").bytes(), of("1500m").millis(), of("1500m").bytes()), (1 << 30, 1500, 2));
    assert!(!of("400m").is_whole() && of("2").is_whole() && of("-1").is_negative());
    assert_eq!(Quantity::from_millis(250).to_string(), "250m");
    assert_eq!(Quantity::from_bytes(1 << 20).to_string(), "1Mi");
}
