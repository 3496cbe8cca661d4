use std::time::Duration;

/// Most connections at a time: each costs some 30 KiB, and a thousand people have two tabs open.
const MOST: usize = 3000;

/// Descriptors the server keeps for itself: files, listeners, six watches, the passes of the controller, connections
/// that are just being refused.
const RESERVE: usize = 128;

/// Descriptors that a connection may come to: its own, the one to the API server that its request is passed on by, and
/// where that is the sandbox, the other end of that one.
const EACH: usize = 3;

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
    /// Descriptors that the most connections need.
    pub(super) const DESCRIPTORS: usize = MOST * EACH + RESERVE;

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

    /// With as many connections as so many descriptors serve.
    #[must_use]
    pub fn within(descriptors: usize) -> Self {
        // Where even the reserve is more than there is, half of it still answers somebody.
        let reserve = RESERVE.min(descriptors / 2);
        Self::of((descriptors.saturating_sub(reserve) / EACH).clamp(EACH, MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_server_itself() {
        for (descriptors, connections) in
            [(0, 3), (64, 10), (256, 42), (1024, 298), (Limits::DESCRIPTORS, MOST), (1 << 20, MOST)]
        {
            let limits = Limits::within(descriptors);
            assert_eq!(limits.connections, connections, "{descriptors}");
            assert!(limits.streams < limits.connections, "{descriptors}");
        }
    }
}
