//! Where base64 text stops being it, counted as Go's decoder does.

/// The byte from which on the text is no base64 with padding; line ends count, but are no part of it.
pub(super) fn first_wrong(text: &str) -> Option<usize> {
    let mut rest = text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    loop {
        let mut group = 0;
        let (end, padded) = loop {
            match rest.next() {
                None if group == 0 => return None,
                None => return Some(text.len() - group),
                Some((at, b'=')) => break (at, true),
                Some((_, byte)) if is_digit(byte) => group += 1,
                Some((at, _)) => return Some(at),
            }
            if group == 4 {
                break (0, false);
            }
        };
        if padded {
            return after_padding(end, group, text.len(), &mut rest);
        }
    }
}

/// The padding of a group with two or three digits is as long as what it misses, and nothing follows.
fn after_padding(
    at: usize,
    digits: usize,
    length: usize,
    rest: &mut impl Iterator<Item = (usize, u8)>,
) -> Option<usize> {
    match digits {
        0 | 1 => return Some(at),
        2 => match rest.next() {
            None => return Some(length),
            Some((_, b'=')) => {}
            Some((at, _)) => return Some(at - 1),
        },
        _ => {}
    }
    rest.next().map(|(at, _)| at)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use super::first_wrong;

    /// Go 1.26's `base64.StdEncoding` says so.
    #[test]
    fn the_place_is_the_one_go_names() {
        for (text, expected) in [
            ("", None),
            ("YQ==", None),
            ("YWI=", None),
            ("YWJj", None),
            ("YWJj\nYWJj", None),
            ("YQ", Some(0)),
            ("YQ=", Some(3)),
            ("YQ==x", Some(4)),
            ("not base64!", Some(3)),
            ("abc def", Some(3)),
            ("{}", Some(0)),
            ("YWJjY", Some(4)),
            ("a===", Some(1)),
        ] {
            assert_eq!(first_wrong(text), expected, "{text:?}");
        }
    }
}
