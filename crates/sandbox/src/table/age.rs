//! Ages as kubectl writes them (`k8s.io/apimachinery/pkg/util/duration`).

use serde_json::Value;

use crate::{clock, object};

/// The age of an object.
pub(crate) fn of(object: &Value) -> String {
    since(object::text(object, "/metadata/creationTimestamp"))
}

/// The time since an RFC 3339 time; `<unknown>` when there is none.
pub(crate) fn since(time: &str) -> String {
    clock::age(time).map_or_else(|| "<unknown>".to_owned(), human)
}

/// `5s`, `3m20s`, `14m`, `5h10m`, `3d`, `2y10d`.
pub(crate) fn human(seconds: i64) -> String {
    let (minutes, hours, days, years) =
        (seconds / 60, seconds / 3600, seconds / 86_400, seconds / 31_536_000);
    let pair = |big: i64, unit: &str, small: i64, small_unit: &str| {
        if small == 0 { format!("{big}{unit}") } else { format!("{big}{unit}{small}{small_unit}") }
    };
    match seconds {
        ..=-2 => "<invalid>".to_owned(),
        -1..=0 => "0s".to_owned(),
        1..120 => format!("{seconds}s"),
        120..600 => pair(minutes, "m", seconds % 60, "s"),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => pair(hours, "h", minutes % 60, "m"),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => pair(days, "d", hours % 24, "h"),
        691_200..63_072_000 => format!("{days}d"),
        63_072_000..252_288_000 => pair(years, "y", days % 365, "d"),
        _ => format!("{years}y"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ages_are_written_as_kubectl_does() {
        for (seconds, expected) in [
            (0, "0s"),
            (59, "59s"),
            (119, "119s"),
            (120, "2m"),
            (125, "2m5s"),
            (600, "10m"),
            (7200, "120m"),
            (10_800, "3h"),
            (11_000, "3h3m"),
            (36_000, "10h"),
            (200_000, "2d7h"),
            (864_000, "10d"),
            (-10, "<invalid>"),
        ] {
            assert_eq!(super::human(seconds), expected);
        }
    }
}
