//! The browser of the end-to-end tests.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::debian;
use crate::progress::Step;

const SENTENCE: &str =
    "Install Chromium or Chrome, or set CHROMIUM to its program, so that the browser tests can run.";

/// Where browsers are, besides what `$CHROMIUM` says.
const PLACES: [&str; 8] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/// The browser's program; installed first where this user may and apt can.
///
/// # Errors
/// One sentence saying what to install, when there is none and it cannot be installed from here.
pub(crate) fn ensure(step: &Step) -> anyhow::Result<PathBuf> {
    if let Some(set) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return if set.is_file() {
            Ok(set)
        } else {
            bail!("CHROMIUM is set to {}, which is no file.", set.display())
        };
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    install(step).context(SENTENCE)?;
    find().context(SENTENCE)
}

fn find() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|place| place.is_file())
}

fn install(step: &Step) -> anyhow::Result<()> {
    if !debian::can_install() {
        bail!("it can be installed automatically only by root on Debian or Ubuntu");
    }
    debian::install(step, &["chromium", "fonts-liberation"])
}
