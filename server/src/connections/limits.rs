use std::time::Duration;

use slipway_sandbox::CONNECTIONS as SANDBOX;

/// Most connections at a time: each costs some 30 KiB, and a thousand people have two tabs open.
const MOST: usize = 3000;

/// Descriptors the server keeps for itself: files, listeners, six watches, the passes of the controller, connections
/// that are just being refused.
const RESERVE: usize = 128;

/// Descriptors that a connection may come to: its own, and the one to the API server that its request is passed on by.
const EACH: usize = 2;

/// Connections in any case, however few descriptors there are.
const FEWEST: usize = 3;

/// Of four connections so many may be streams; the rest answers requests, which end soon, and probes.
const STREAMS_OF_FOUR: usize = 3;

/// What connections may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Streams (live pages, logs) at a time.
    pub streams: usize,
    /// From the first byte of a request (of a new connection: from its beginning) to the end of its head. Browsers and
    /// proxies send it at once.
    pub head: Duration,
    /// Between two requests. Longer than proxies keep an idle connection (60 s), so that it is they who close it: a
    /// request cannot be on its way then.
    pub idle: Duration,
    /// Without the client taking anything of what waits for it.
    pub stalled: Duration,
    /// Waiting for it so long, a client may be given up for another one.
    pub slow: Duration,
    /// For streams, and for clients to send the rest of a request or to take something, when the server ends.
    pub farewell: Duration,
    /// After that, for requests that are answered: a change that is with the cluster takes a second or two, and whoever
    /// asked for it wants to know.
    pub last: Duration,
}

impl Limits {
    /// Descriptors that the most connections need, those of the sandbox included.
    pub(super) const DESCRIPTORS: usize = MOST * EACH + RESERVE + SANDBOX;

    /// With this many connections at a time.
    #[must_use]
    pub fn of(connections: usize) -> Self {
        Self {
            connections,
            streams: connections * STREAMS_OF_FOUR / 4,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stalled: Duration::from_secs(60),
            slow: Duration::from_secs(5),
            farewell: Duration::from_secs(1),
            last: Duration::from_secs(3),
        }
    }

    /// With as many connections as so many descriptors serve; whether the sandbox runs in this process too.
    #[must_use]
    pub fn within(descriptors: usize, with_sandbox: bool) -> Self {
        let reserve = if with_sandbox { RESERVE + SANDBOX } else { RESERVE };
        // Where even the reserve is more than there is, a quarter of it still answers somebody.
        let reserve = reserve.min(descriptors / 4 * 3);
        Self::of((descriptors.saturating_sub(reserve) / EACH).clamp(FEWEST, MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_server_itself() {
        for (descriptors, with_sandbox, connections) in [
            (0, false, 3),
            (64, false, 8),
            (256, false, 64),
            (256, true, 32),
            (1024, false, 448),
            (1024, true, 192),
            (Limits::DESCRIPTORS, true, MOST),
            (1 << 20, true, MOST),
        ] {
            let limits = Limits::within(descriptors, with_sandbox);
            assert_eq!(limits.connections, connections, "{descriptors} {with_sandbox}");
            assert!(limits.streams < limits.connections, "{descriptors} {with_sandbox}");
        }
    }
}
