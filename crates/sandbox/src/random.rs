//! Uids and name suffixes: the only random things in the sandbox.

use uuid::Uuid;

/// The alphabet of generated names: no vowels and no look-alikes (`k8s.io/apimachinery/pkg/util/rand`).
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// A new object uid.
pub(crate) fn uid() -> String {
    Uuid::new_v4().to_string()
}

/// The five characters that follow `metadata.generateName`.
pub(crate) fn suffix() -> String {
    Uuid::new_v4().as_bytes().iter().take(5).filter_map(|byte| letter(*byte)).collect()
}

/// 64 hexadecimal digits: a container or image id.
pub(crate) fn hex64() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// 16 hexadecimal digits: the end of an event's name.
pub(crate) fn hex16() -> String {
    Uuid::new_v4().simple().to_string().chars().take(16).collect()
}

fn letter(byte: u8) -> Option<char> {
    ALPHABET.get(usize::from(byte) % ALPHABET.len()).map(|letter| char::from(*letter))
}
