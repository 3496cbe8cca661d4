//! Which lines stay.

/// Beyond this the comparison would take longer than drawing everything anew.
const MOST_CELLS: usize = 1 << 22;

/// For each line of `new` the line of `old` it stays, such that as many as possible stay.
pub(crate) fn pairs<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Option<usize>> {
    let head = old.iter().zip(new).take_while(|(a, b)| same(a, b)).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let old_middle = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let middle = longest_common(old_middle, new_middle, &same);
    let after = old.len() - tail;
    (0..head)
        .map(Some)
        .chain(middle.into_iter().map(|at| at.map(|at| head + at)))
        .chain((after..old.len()).map(Some))
        .collect()
}

/// Longest common subsequence by the table of its lengths, from the end.
fn longest_common<T>(old: &[T], new: &[T], same: &impl Fn(&T, &T) -> bool) -> Vec<Option<usize>> {
    let mut kept = vec![None; new.len()];
    if old.is_empty() || new.is_empty() || old.len() * new.len() > MOST_CELLS {
        return kept;
    }
    let width = new.len() + 1;
    let lengths = common_lengths(old, new, same);
    let at = |i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if same(a, b) {
            if let Some(kept) = kept.get_mut(j) {
                *kept = Some(i);
            }
            i += 1;
            j += 1;
        } else if at(i + 1, j) >= at(i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

/// In row `i`, column `j`: how many lines of `old` from `i` on and of `new` from `j` on can stay.
fn common_lengths<T>(old: &[T], new: &[T], same: &impl Fn(&T, &T) -> bool) -> Vec<u16> {
    let width = new.len() + 1;
    let mut lengths = vec![0_u16; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let at = |i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
            let length = if same(a, b) { at(i + 1, j + 1) + 1 } else { at(i + 1, j).max(at(i, j + 1)) };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::pairs;

    fn check(old: &str, new: &str, expected: &[Option<usize>]) {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        assert_eq!(pairs(&old, &new, |a, b| a == b), expected, "{old:?} {new:?}");
    }

    #[test]
    fn as_many_lines_as_possible_stay_in_their_order() {
        check("", "", &[]);
        check("", "ab", &[None, None]);
        check("ab", "", &[]);
        check("abc", "abc", &[Some(0), Some(1), Some(2)]);
        check("abc", "axc", &[Some(0), None, Some(2)]);
        check("abc", "abxyc", &[Some(0), Some(1), None, None, Some(2)]);
        check("abxc", "abc", &[Some(0), Some(1), Some(3)]);
        check("xaybz", "ab", &[Some(1), Some(3)]);
        check("aa", "a", &[Some(0)]);
        check("ab", "ba", &[Some(1), None]);
    }
}
