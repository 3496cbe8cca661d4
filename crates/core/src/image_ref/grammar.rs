//! The grammar of `distribution/reference`, by hand:
//!
//! ```text
//! reference := [domain "/"] component ("/" component)* [":" tag] ["@" digest]
//! component := [a-z0-9]+ (("." | "_" | "__" | "-"+) [a-z0-9]+)*
//! ```

use super::Fault;

const NAME_LIMIT: usize = 255;

/// The parts of a reference as they stand, nothing filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'t> {
    /// What stands before the first slash, when it could be a host.
    pub domain: Option<&'t str>,
    /// The whole name, domain included.
    pub name: &'t str,
    /// The tag.
    pub tag: Option<&'t str>,
    /// The digest.
    pub digest: Option<&'t str>,
}

/// Splits a reference by its grammar.
///
/// # Errors
/// The rule it breaks.
pub fn split(text: &str) -> Result<Parts<'_>, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    let Some(parts) = match_grammar(text) else {
        let lower = text.to_ascii_lowercase();
        let only_case_is_wrong = match_grammar(&lower).is_some();
        return Err(if only_case_is_wrong { Fault::UpperCase } else { Fault::Format });
    };
    let path_length = parts.name.len() - parts.domain.map_or(0, |domain| domain.len() + 1);
    if path_length > NAME_LIMIT {
        return Err(Fault::TooLong);
    }
    if let Some(digest) = parts.digest {
        check_digest(digest)?;
    }
    Ok(parts)
}

fn match_grammar(text: &str) -> Option<Parts<'_>> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let last_component = rest.rfind('/').map_or(0, |slash| slash + 1);
    let colon = rest.get(last_component..)?.find(':').map(|at| at + last_component);
    let (name, tag) = match colon {
        Some(at) => (rest.get(..at)?, rest.get(at + 1..)),
        None => (rest, None),
    };
    let domain = match_name(name)?;
    let fits = tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    fits.then_some(Parts { domain, name, tag, digest })
}

/// Whether it is a name, and its domain.
fn match_name(name: &str) -> Option<Option<&str>> {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest)) if is_domain(first) => (Some(first), rest),
        Some(_) | None => (None, name),
    };
    path.split('/').all(is_component).then_some(domain)
}

fn is_domain(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('[') {
        return inner.split_once(']').is_some_and(|(address, port)| {
            let is_address =
                !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            is_address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number))
        });
    }
    match text.split_once(':') {
        Some((host, port)) => host.split('.').all(is_host_part) && is_number(port),
        None => text.split('.').all(is_host_part),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_host_part(part: &str) -> bool {
    let framed = !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
    framed && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_component(component: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = component.as_bytes();
    let framed = bytes.first().copied().is_some_and(is_plain) && bytes.last().copied().is_some_and(is_plain);
    framed && component.split(|c: char| c.is_ascii() && is_plain(c as u8)).all(is_separator)
}

fn is_separator(text: &str) -> bool {
    matches!(text, "" | "." | "_" | "__") || text.bytes().all(|b| b == b'-')
}

fn is_tag(tag: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let head = tag.bytes().next().is_some_and(is_word);
    head && tag.len() <= 128 && tag.bytes().all(|b| is_word(b) || b == b'.' || b == b'-')
}

/// `algorithm ":" hex{32,}`.
fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let named = algorithm
            .split(['-', '_', '+', '.'])
            .all(|part| part.bytes().next().is_some_and(|b| b.is_ascii_alphabetic()));
        let charset = algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+.".contains(&b));
        named && charset && hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn check_digest(digest: &str) -> Result<(), Fault> {
    let Some(hex) = digest.strip_prefix("sha256:") else { return Err(Fault::DigestUnsupported) };
    let right = hex.len() == 64 && !hex.bytes().any(|b| b.is_ascii_uppercase());
    if right { Ok(()) } else { Err(Fault::DigestFormat) }
}
