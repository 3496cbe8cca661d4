//! Which of the precompressed forms of a file a browser gets (RFC 9110, section 12.5.3).

/// A form a file is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The suffix of the file that has this form.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The value of `Content-Encoding`.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// The forms a client takes, the smallest first. Identity is always last: every client can read it.
pub(super) fn accepted(header: &str) -> impl Iterator<Item = Encoding> + '_ {
    [Encoding::Brotli, Encoding::Gzip]
        .into_iter()
        .filter(move |encoding| encoding.name().is_some_and(|name| accepts(header, name)))
        .chain([Encoding::Identity])
}

fn accepts(header: &str, name: &str) -> bool {
    let quality = |wanted: &str| {
        header.split(',').map(coding).find(|(coding, _)| coding.eq_ignore_ascii_case(wanted)).map(|(_, q)| q)
    };
    quality(name).or_else(|| quality("*")).is_some_and(|q| q > 0.0)
}

fn coding(item: &str) -> (&str, f32) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
    (name, quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_accepted_form_comes_first() {
        use Encoding::{Brotli, Gzip, Identity};
        for (header, expected) in [
            ("gzip, deflate, br, zstd", vec![Brotli, Gzip, Identity]),
            ("gzip", vec![Gzip, Identity]),
            ("br;q=0, gzip;q=0.5", vec![Gzip, Identity]),
            ("*", vec![Brotli, Gzip, Identity]),
            ("*, br;q=0", vec![Gzip, Identity]),
            ("identity", vec![Identity]),
            ("brotli", vec![Identity]),
            ("", vec![Identity]),
        ] {
            assert_eq!(accepted(header).collect::<Vec<_>>(), expected, "{header}");
        }
    }
}
