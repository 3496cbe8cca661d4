//! Randomness of the browser.

use super::window;

/// Letters and digits that cannot be taken for one another and make no words.
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// The suffix of a new instance's name: five random characters.
pub(crate) fn suffix() -> String {
    let mut bytes = [0_u8; 32];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    pick(&bytes)
}

/// Takes five characters. Bytes that would make some characters likelier than others are skipped.
fn pick(bytes: &[u8]) -> String {
    let even = 256 / ALPHABET.len() * ALPHABET.len();
    bytes
        .iter()
        .map(|byte| usize::from(*byte))
        .filter(|byte| *byte < even)
        .filter_map(|byte| ALPHABET.get(byte % ALPHABET.len()))
        .take(5)
        .map(|letter| char::from(*letter))
        .collect()
}
