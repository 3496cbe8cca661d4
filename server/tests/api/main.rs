//! The server as a client sees it, against a sandbox of its own for every test. The modules mirror the routes.

mod assets;
mod clusters;
mod credentials;
mod dry_run;
mod events;
mod failures;
mod images;
mod instances;
mod lifecycle;
mod logs;
mod recovery;
mod security;
mod stream;
mod support;
mod trouble;
