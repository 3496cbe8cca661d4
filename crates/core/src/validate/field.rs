//! The path of a field, as the API server writes it: `spec.containers[0].resources.limits[memory]`.

use crate::finding::shown;

/// A place in an object. Of a long key it has the beginning: a path is copied into everything that is said of the place.
#[derive(Clone, Debug)]
pub(super) struct Field(String);

impl Field {
    pub(super) fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn child(&self, name: &str) -> Self {
        let name = shown(name);
        if self.0.is_empty() { Self::new(&name) } else { Self(format!("{}.{name}", self.0)) }
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    pub(super) fn key(&self, key: &str) -> Self {
        Self(format!("{}[{}]", self.0, shown(key)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part, which names the field for people. The keys of maps may hold dots of their own.
    pub(super) fn leaf(&self) -> &str {
        let mut inside = false;
        let start = self.0.char_indices().fold(0, |start, (at, letter)| {
            inside = (inside || letter == '[') && letter != ']';
            if letter == '.' && !inside { at + 1 } else { start }
        });
        self.0.get(start..).unwrap_or_default()
    }
}
