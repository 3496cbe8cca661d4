//! The Slipway server: REST API, live stream, controller, command line and the console, in one binary.
//!
//! One request, from the top: [`router`] is every route on one page, each handled in `routes/`; what all of them share
//! is [`app::App`]; what fails becomes a problem in [`errors`]. [`watch`] knows the cluster's state, [`controller`]
//! changes it, [`live`] tells the browsers.

pub mod app;
pub mod apply;
pub mod assets;
pub mod cli;
pub mod cluster;
pub mod connections;
pub mod controller;
pub mod crd;
pub mod docker_config;
pub mod editing;
pub mod errors;
pub mod extract;
pub mod images;
pub mod live;
pub mod middleware;
pub mod objects;
pub mod rights;
pub mod router;
pub mod routes;
pub mod security;
pub mod serve;
pub mod shutdown;
pub mod view;
pub mod watch;
pub mod work;
