//! Paths to fields, sets of them, and their `fieldsV1` form.

use std::{cmp::Ordering, collections::BTreeSet, fmt};

use serde_json::{Map, Value};

/// One step, in `fieldsV1` notation: `f:name` for a field or map entry, `k:{"name":"agent"}` for an item of a list
/// map, `v:"x"` for an item of a set.
pub(crate) type Step = String;

/// The way from the root of an object to a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Path(pub(crate) Vec<Step>);

impl Path {
    pub(crate) fn join(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    fn message_order(&self, other: &Self) -> Ordering {
        let differ = self.0.iter().zip(&other.0).take_while(|(left, right)| left == right).count();
        let goes_on = |path: &Self| path.0.len() > differ + 1;
        goes_on(self).cmp(&goes_on(other)).then_with(|| self.cmp(other))
    }

    pub(crate) fn starts_with(&self, prefix: &Path) -> bool {
        self.0.starts_with(&prefix.0)
    }
}

impl fmt::Display for Path {
    /// `.spec.containers[name="agent"].image`, as conflicts name a field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| match step.split_once(':') {
            Some(("k", keys)) => write!(f, "[{}]", shown_keys(keys)),
            Some(("v", value)) => write!(f, "[={value}]"),
            Some((_, field)) => write!(f, ".{field}"),
            None => Ok(()),
        })
    }
}

fn shown_keys(keys: &str) -> String {
    let keys: Map<String, Value> = serde_json::from_str(keys).unwrap_or_default();
    keys.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// A set of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FieldSet(BTreeSet<Path>);

impl FieldSet {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths as messages list them: at every place those that end there before those that go on.
    pub(crate) fn listed(&self) -> Vec<&Path> {
        let mut paths: Vec<&Path> = self.0.iter().collect();
        paths.sort_by(|left, right| left.message_order(right));
        paths
    }

    pub(crate) fn contains(&self, path: &Path) -> bool {
        self.0.contains(path)
    }

    /// Whether some path is the given one or below it.
    pub(crate) fn touches(&self, path: &Path) -> bool {
        self.0.range(path.clone()..).next().is_some_and(|next| next.starts_with(path))
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect())
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).cloned().collect())
    }

    pub(crate) fn both(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).cloned().collect())
    }

    /// Reads `fieldsV1`.
    pub(crate) fn from_fields(fields: &Value) -> Self {
        let mut set = BTreeSet::new();
        collect(&Path::default(), fields, &mut set);
        Self(set)
    }

    /// Writes `fieldsV1`: a member that has members below it is marked by `.`.
    pub(crate) fn to_fields(&self) -> Value {
        let mut root = Map::new();
        for path in &self.0 {
            insert(&mut root, &path.0);
        }
        Value::Object(root)
    }
}

impl FromIterator<Path> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Path>>(paths: I) -> Self {
        Self(paths.into_iter().collect())
    }
}

fn collect(path: &Path, fields: &Value, set: &mut BTreeSet<Path>) {
    for (step, below) in fields.as_object().into_iter().flatten() {
        if step == "." {
            set.insert(path.clone());
            continue;
        }
        let path = path.join(step.clone());
        if below.as_object().is_none_or(Map::is_empty) {
            set.insert(path);
        } else {
            collect(&path, below, set);
        }
    }
}

fn insert(node: &mut Map<String, Value>, steps: &[Step]) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    let leaf = !node.contains_key(first);
    let Value::Object(below) = node.entry(first.clone()).or_insert_with(|| Value::Object(Map::new())) else {
        return;
    };
    if rest.is_empty() {
        // Paths arrive in order, so a path that exists already was made by a longer one only when steps sort before
        // nothing, which they do not; this keeps the notation right even then.
        if !leaf {
            below.insert(".".to_owned(), Value::Object(Map::new()));
        }
        return;
    }
    if !leaf && below.is_empty() {
        below.insert(".".to_owned(), Value::Object(Map::new()));
    }
    insert(below, rest);
}
