//! The two ways everything is built.

/// Quick to build, or quick to run and small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// `Release` when asked for.
    pub(crate) fn new(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// The folder cargo puts programs of this profile into.
    pub(crate) fn native_directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }

    /// The profile's name for the wasm module (root `Cargo.toml`).
    pub(crate) fn wasm_name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }

    /// Arguments that build the server this way.
    pub(crate) fn server_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &["build", "--package", "slipway"],
            Self::Release => &["build", "--package", "slipway", "--release"],
        }
    }
}
