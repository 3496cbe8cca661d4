//! The server as a client sees it, against a sandbox of its own for every test. The modules mirror the routes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

mod assets;
mod astray;
mod clusters;
mod connections;
mod credentials;
mod cross_site;
mod dry_run;
mod events;
mod failures;
mod faults;
mod forgiving;
mod framing;
mod images;
mod instances;
mod lifecycle;
mod logs;
mod recovery;
mod rights;
mod security;
mod stream;
mod support;
mod trouble;
mod writes;
