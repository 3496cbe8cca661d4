//! The size of everything loaded before the first interaction: a promise of the product, kept by a test.

use std::fmt::Write as _;

use anyhow::bail;

use crate::frontend::Asset;

/// Brotli bytes that must not be exceeded.
const LIMIT: u64 = 335_000;
/// Brotli bytes we want.
const AIM: u64 = 210_000;

/// A table of all files and their sizes.
///
/// # Errors
/// When the initial files are over the limit, or were not compressed; the error contains the table.
pub(crate) fn check(assets: &[Asset]) -> anyhow::Result<String> {
    let initial: u64 = assets.iter().filter(|asset| asset.initial).map(|asset| asset.brotli).sum();
    let table = table(assets, initial);
    if assets.iter().any(|asset| asset.brotli == 0) {
        bail!("{table}Not every file is compressed: this is no release build.");
    }
    if initial > LIMIT {
        bail!("{table}The page loads {initial} bytes before the first interaction; the limit is {LIMIT}.");
    }
    Ok(table)
}

fn table(assets: &[Asset], initial: u64) -> String {
    let mut text = format!("  {:<34}{:>10}{:>10}{:>10}  loaded\n", "file", "plain", "gzip", "brotli");
    for asset in assets {
        let when = if asset.initial { "at once" } else { "when needed" };
        let Asset { name, plain, gzip, brotli, .. } = asset;
        // Writing to a string cannot fail.
        writeln!(text, "  {name:<34}{plain:>10}{gzip:>10}{brotli:>10}  {when}").ok();
    }
    writeln!(text, "  {:<54}{initial:>10}  limit {LIMIT}, aim {AIM}", "before the first interaction").ok();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(brotli: u64, initial: bool) -> Asset {
        Asset { name: "a.js".to_owned(), initial, plain: brotli * 3, gzip: brotli, brotli }
    }

    #[test]
    fn only_what_is_loaded_at_once_counts_and_the_limit_is_hard() {
        let cases = [
            (vec![asset(LIMIT, true), asset(LIMIT, false)], None),
            (
                vec![asset(LIMIT - 1, true), asset(2, true)],
                Some("before the first interaction; the limit is 335000"),
            ),
            (vec![asset(0, true)], Some("Not every file is compressed")),
        ];
        for (assets, problem) in cases {
            match (check(&assets), problem) {
                (Ok(table), None) => assert!(table.contains("a.js"), "{table}"),
                (Err(error), Some(problem)) => assert!(error.to_string().contains(problem), "{error}"),
                (result, problem) => panic!("{result:?} but expected {problem:?}"),
            }
        }
    }
}
