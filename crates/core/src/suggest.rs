//! The known word nearest to a mistyped one.

/// Bytes of a word that nobody mistyped.
const LONGEST: usize = 256;

/// The candidate with the fewest edits away, when that is few enough to be a slip of the fingers.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count().div_ceil(3);
    let word = word.to_lowercase();
    candidates
        .filter(|_| word.len() < LONGEST)
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance by two rows.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        for (b, cell) in right.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            let substituted = diagonal + usize::from(a != *b);
            *cell = substituted.min(above + 1).min(previous + 1);
            diagonal = above;
            previous = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_does_not() {
        let words = ["imagePullPolicy", "image", "name"];
        for (word, expected) in [
            ("imagePullPolice", Some("imagePullPolicy")),
            ("imgae", Some("image")),
            ("imag", Some("image")),
            ("Name", Some("name")),
            ("volumes", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, words.into_iter()), expected, "{word}");
        }
    }
}
