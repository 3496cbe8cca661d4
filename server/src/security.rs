//! What stands between the internet and a server without a login: it listens on loopback, answers only to its own
//! names, and takes state changes only from its own pages.

mod headers;
mod hosts;
mod listen;
mod origin;

pub use headers::{CONTENT_SECURITY_POLICY, HEADERS, harden};
pub use hosts::{Hosts, check_host};
pub use listen::check_address;
pub use origin::check_origin;
