//! The time as Kubernetes writes it. The only place that reads the clock of the wall.

use jiff::Timestamp;

/// RFC 3339 with whole seconds: `metadata.creationTimestamp` and most others.
pub(crate) fn now() -> String {
    seconds(Timestamp::now())
}

/// RFC 3339 with microseconds: `eventTime`, `renewTime`.
pub(crate) fn now_micro() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// RFC 3339 with nanoseconds: the timestamps of log lines.
pub(crate) fn nano(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// Formats an instant with whole seconds.
pub(crate) fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Seconds from now until `delay` seconds later, formatted.
pub(crate) fn in_seconds(delay: i64) -> String {
    let at = Timestamp::now();
    seconds(at.checked_add(jiff::SignedDuration::from_secs(delay)).unwrap_or(at))
}

/// Seconds since the given RFC 3339 time; `None` when it cannot be read.
pub(crate) fn age(time: &str) -> Option<i64> {
    let then: Timestamp = time.parse().ok()?;
    Some(Timestamp::now().as_second() - then.as_second())
}
