use std::time::Duration;

/// How often the cluster is asked, and how long an answer may take. Tests have a cluster that plays faster than real,
/// and other times with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The wait between two questions whether a cluster that answers still does. It is asked for its version, which
    /// costs an API server next to nothing.
    pub heartbeat: Duration,
    /// How long the answer to a question about the cluster itself may take.
    pub patience: Duration,
    /// The wait between two looks at everything that is known of the cluster: definitions, identity, revision.
    pub look: Duration,
    /// The longest wait between two questions to a cluster that does not answer.
    pub retry: Duration,
    /// How long the API server is asked to keep a watch open, in whole seconds. Real ones send a bookmark two seconds
    /// before they end it, and the end is a sign of life too.
    pub watch: Duration,
    /// A watch without a byte for this long is broken, though its connection is open: longer than `watch`.
    pub silence: Duration,
    /// How long the start of a watch or a page of a list may take.
    pub answer: Duration,
    /// A list older than this is made anew, whatever its watch told since.
    pub relist: Duration,
    /// A watch may make three requests at once, and then one in each of these: by default at most ten in any minute.
    pub request: Duration,
    /// A watch that failed for this long is reported as trouble of the cluster.
    pub report_after: Duration,
}

/// Ten requests in a minute, three of them at once, are one in 8.6 seconds; with a spread of a twentieth to both sides.
const NINE: Duration = Duration::from_millis(9100);

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(2),
            patience: Duration::from_secs(3),
            look: Duration::from_secs(15),
            retry: Duration::from_secs(4),
            watch: Duration::from_secs(25),
            silence: Duration::from_secs(30),
            answer: Duration::from_secs(10),
            relist: Duration::from_secs(600),
            request: NINE,
            report_after: Duration::from_secs(3),
        }
    }
}

impl Timing {
    /// `of`, up to a twentieth longer or shorter at random, so that what began together does not stay together.
    #[must_use]
    pub fn spread(of: Duration) -> Duration {
        of.mul_f64(0.95 + 0.1 * fastrand::f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_wrong_is_told_within_five_seconds_and_mended_within_ten() {
        let Timing {
            heartbeat, patience, look, retry, watch, silence, relist, request, report_after, ..
        } = Timing::default();
        let at_most = |time: Duration| time.mul_f64(1.05);
        assert!(heartbeat + patience <= Duration::from_secs(5), "a cluster that does not answer");
        assert!(report_after <= Duration::from_secs(5), "a watch that fails");
        assert!(at_most(request) <= Duration::from_secs(10), "a watch is tried again");
        assert!(at_most(retry) + patience <= Duration::from_secs(10), "a cluster is asked again");
        assert!(at_most(watch) < silence && silence <= Duration::from_secs(30), "silence is a fault");
        assert!(look < silence && relist <= Duration::from_secs(600), "nothing is believed for ever");
    }
}
