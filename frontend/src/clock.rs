//! Times: how long ago, ticking, and when exactly.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Milliseconds since 1970, ticking every second. A handle for a context.
#[derive(Clone, Copy)]
struct Now(RwSignal<f64>);

/// Starts the clock for everything below. For the application's root, once.
pub(crate) fn provide() {
    let now = Now(RwSignal::new(js_sys::Date::now()));
    provide_context(now);
    // Runs as long as the page; a browser that refuses it shows ages that stand still.
    drop(set_interval_with_handle(move || now.0.set(js_sys::Date::now()), Duration::from_secs(1)));
}

/// Milliseconds since 1970; following it means to hear from it every second.
#[must_use]
pub(crate) fn use_now() -> Signal<f64> {
    use_context::<Now>().map_or_else(|| Signal::stored(js_sys::Date::now()), |now| now.0.into())
}

/// Milliseconds since 1970 of an RFC 3339 time; `None` when it is none.
#[must_use]
pub(crate) fn parse(time: &str) -> Option<f64> {
    let at = js_sys::Date::parse(time);
    at.is_finite().then_some(at)
}

/// How long ago `time` is, for a column: `42 s`, `12 min`, `5 h`, `3 d`. Empty when `time` is no time.
#[must_use]
pub(crate) fn age(time: &str, now: f64) -> String {
    parse(time).map(|at| duration_text(now - at)).unwrap_or_default()
}

/// `time` in the reader's own zone and language, to the second. Empty when `time` is no time.
#[must_use]
pub(crate) fn absolute(time: &str) -> String {
    parse(time).map(whole).unwrap_or_default()
}

/// The time of day of `at`, milliseconds since 1970, in the reader's own zone and language, to the second.
#[must_use]
pub(crate) fn time_of_day(at: f64) -> String {
    js_sys::Date::new(&JsValue::from_f64(at)).to_locale_time_string("default").into()
}

/// Date and time of `at`, milliseconds since 1970, in the reader's own zone and language, to the second.
#[must_use]
pub(crate) fn whole(at: f64) -> String {
    js_sys::Date::new(&JsValue::from_f64(at)).to_locale_string("default", &JsValue::UNDEFINED).into()
}

/// A duration in milliseconds by its largest unit. A clock that is ahead of ours is no time ago.
#[must_use]
pub(crate) fn duration_text(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0).max(0.0) as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A duration in milliseconds to the tenth of a second while it is short, for timelines: `0.4 s`, `12 s`, `3 min 20 s`.
#[must_use]
pub(crate) fn lap_text(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0).max(0.0);
    let whole = seconds as u64;
    match whole {
        0..10 if seconds.fract() > 0.05 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_by_their_largest_unit() {
        let cases = [
            (-5_000.0, "0 s"),
            (0.0, "0 s"),
            (59_999.0, "59 s"),
            (60_000.0, "1 min"),
            (3_599_000.0, "59 min"),
            (3_600_000.0, "1 h"),
            (172_799_000.0, "47 h"),
            (172_800_000.0, "2 d"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(duration_text(milliseconds), expected);
        }
    }

    #[test]
    fn laps_are_exact_while_short() {
        let cases = [
            (400.0, "0.4 s"),
            (3_000.0, "3 s"),
            (12_340.0, "12 s"),
            (200_000.0, "3 min 20 s"),
            (7_260_000.0, "2 h 1 min"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(lap_text(milliseconds), expected);
        }
    }
}
