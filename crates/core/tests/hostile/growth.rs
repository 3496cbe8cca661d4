//! Four times the input is four times the work, not sixteen times: counted in bytes that are allocated, since whatever
//! is read, cloned or said again allocates.
//!
//! What only compares (`contains`, `position`, `==`) allocates nothing and is not seen here. There the limit on the items of
//! a list holds: a thousand (`ITEMS`) compared with a thousand are a million comparisons, which take milliseconds.

use allocation_counter::measure;
use serde_json::{Value, json};
use slipway_core::config::{self, Config};
use slipway_core::merge::{Root, strategic};
use slipway_core::render::render;
use slipway_core::target::Target;
use slipway_core::yaml::{self, Limits};

fn check(name: &str, work: impl Fn(usize)) {
    // What is made once, such as tables, is not counted.
    work(10);
    let took = |count| measure(|| work(count)).bytes_total;
    let (less, more) = (took(200), took(800));
    assert!(more < 6 * less, "{name}: {less} bytes for 200, {more} for 800");
}

fn of(count: usize, item: &str) -> String {
    (0..count).map(|n| item.replace('@', &n.to_string())).collect::<Vec<_>>().join(",")
}

fn overlay(text: String) {
    let mut config = Config::default();
    config.instance.overlay = text;
    let rendered = render(&config, &Target::default());
    assert!(rendered.manifests.is_some(), "{:?}", rendered.findings.first());
}

fn document(config: Value) {
    let read = config::from_value(config);
    let _ = render(&read.config, &Target::default());
}

#[test]
fn lists_of_an_overlay_cost_what_they_hold() {
    for (name, item, around) in [
        ("containers", "{name: c@, image: 'a:1'}", "containers: [#]"),
        ("sidecars under containers", "{name: c@, image: 'a:1'}", "{initContainers: [#], containers: [#]}"),
        ("variables", "{name: N@, value: v}", "containers: [{name: c, image: 'a:1', env: [#]}]"),
        ("equal variables", "{name: N, value: v}", "containers: [{name: c, image: 'a:1', env: [#]}]"),
        ("volumes", "{name: v@, emptyDir: {}}", "volumes: [#]"),
        ("deletions", "{name: v@, $patch: delete}", "volumes: [#]"),
        ("ports", "{containerPort: 8@}", "containers: [{name: c, image: 'a:1', ports: [#]}]"),
        (
            "mounts of nothing",
            "{name: v@, mountPath: m@}",
            "containers: [{name: c, image: 'a:1', volumeMounts: [#]}]",
        ),
        (
            "claims of nothing",
            "{name: c@}",
            "{resourceClaims: [{name: x}], containers: [{name: c, image: 'a:1', resources: {claims: [#]}}]}",
        ),
        ("unknown fields", "{name: v@, emptyDri: {}}", "volumes: [#]"),
        (
            "owners",
            "{apiVersion: v1, kind: a, name: n@, uid: u@, controller: true}",
            "metadata: {ownerReferences: [#]}",
        ),
        ("tolerations", "{key: k@, operator: Exists}", "tolerations: [#]"),
        (
            "spread",
            "{topologyKey: k@, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}",
            "topologySpreadConstraints: [#]",
        ),
    ] {
        check(name, |count| overlay(around.replace('#', &of(count, item))));
    }
}

#[test]
fn lists_of_a_configuration_cost_what_they_hold() {
    let list = |count: usize, item: fn(usize) -> Value| Value::Array((0..count).map(item).collect());
    check("variables", |count| {
        document(json!({"instance": {"env": list(count, |n| json!({"name": format!("N{n}")}))}}))
    });
    check("numbers among variables", |count| {
        let items = list(count, |n| if n % 2 == 0 { json!({}) } else { json!(n) });
        document(json!({"instance": {"env": items}}));
    });
    check("unknown fields", |count| {
        document(json!({"instance": {"env": list(count, |n| json!({format!("f{n}"): 1}))}}))
    });
    check("libraries", |count| {
        let libraries = list(count, |n| json!(format!("/l{n}")));
        document(
            json!({"image": {"docker": {"mode": "host-socket", "hostSocket": {"dockerBinary": "/d", "libraries": libraries}}}}),
        );
    });
}

#[test]
fn merging_and_reading_cost_what_they_hold() {
    let volumes = |count: usize, from: usize| -> Vec<Value> {
        (from..from + count).map(|n| json!({"name": format!("v{n}"), "emptyDir": {}})).collect()
    };
    check("volumes", |count| {
        let (original, patch) = (volumes(count, 0), volumes(count, count / 2));
        let merge =
            |patch: Value| strategic(&json!({"spec": {"volumes": original}}), &patch, Root::Pod).unwrap();
        merge(json!({"spec": {"volumes": patch}}));
        merge(json!({"spec": {"$setElementOrder/volumes": patch, "volumes": patch}}));
    });
    check("finalizers", |count| {
        let names = |prefix: &str| -> Vec<String> { (0..count).map(|n| format!("{prefix}/{n}")).collect() };
        let original = json!({"metadata": {"finalizers": names("a")}});
        strategic(&original, &json!({"metadata": {"finalizers": names("b")}}), Root::Pod).unwrap();
    });
    check("documents", |count| {
        let limits = Limits { documents: 1000, ..Limits::default() };
        assert_eq!(yaml::read_all(&"---\na: 1\n".repeat(count), &limits).unwrap().len(), count);
    });
    check("places", |count| {
        let text: String = (0..count).map(|n| format!("k{n}: v\n")).collect();
        let paths: Vec<_> =
            (0..count).map(|n| slipway_core::path::Path::root().join(format!("k{n}").as_str())).collect();
        let places = yaml::places(&text, &paths.iter().collect::<Vec<_>>());
        assert_eq!(places.last().unwrap().unwrap().line, count);
    });
    check("surprises", |count| {
        assert_eq!(yaml::yaml11_surprises(&format!("a: [{}]", vec!["yes"; count].join(","))).len(), count);
    });
}
