use std::borrow::Cow;
use std::sync::Arc;

use rust_embed::RustEmbed;

/// The built console. Missing while it was never built: the server then says how to build it.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
pub struct Embedded;

/// One file of the console.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// Where files come from: inside the binary, or a test's.
pub trait Files: Send + Sync {
    /// The file at `path`, relative and without a leading slash.
    fn get(&self, path: &str) -> Option<File>;
}

/// The files in use.
pub type Assets = Arc<dyn Files>;

impl Files for Embedded {
    fn get(&self, path: &str) -> Option<File> {
        let file = <Self as RustEmbed>::get(path)?;
        Some(File { sha256: file.metadata.sha256_hash(), bytes: file.data })
    }
}
