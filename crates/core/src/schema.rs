//! The fields of the objects Slipway makes: their names, types and, for lists, how server-side apply merges them.
//!
//! The table is Kubernetes' own OpenAPI document of the newest release Slipway supports, in a compact form
//! (`schema/types.txt`, written by `examples/schema_types.rs`). Older releases know a subset of it: `since.rs`.

mod since;
mod table;

use crate::validate::Kind;

pub(crate) use since::since;
pub use table::{ListKind, Node, Shape};

/// The type of a whole object of `kind`.
#[must_use]
pub fn root(kind: Kind) -> Node {
    Node::named(kind.as_str())
}

/// How server-side apply merges the list at `path` of an object of `kind`: `spec.containers[0].ports` or
/// `spec.containers.ports`. Nothing when there is no such field or when it is no list.
#[must_use]
pub fn list_keys(kind: Kind, path: &str) -> Option<ListKind> {
    let mut node = root(kind);
    for name in
        path.split('.').map(|part| part.split('[').next().unwrap_or(part)).filter(|name| !name.is_empty())
    {
        node = node.item().unwrap_or(node).field(name)?;
    }
    node.list()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{ListKind, list_keys};
    use crate::validate::Kind;

    /// Lists by type tag, derived from the Go types of Kubernetes by another program than our table.
    const LISTS: &str = include_str!("../tests/data/list_keys.json");
    /// Fields that came, or became maps, after the release our table is made of: the list is of the next one's beta.
    const LATER: [&str; 4] =
        ["evictionResponders", "bindMountOptions", "nodeAllocatableResourceClaimStatuses", "volumeHealth"];

    fn expected(list: &Value) -> String {
        let keys: Vec<&str> =
            list["listMapKeys"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        match list["listType"].as_str() {
            Some("map") => keys.join(","),
            Some(other) => other.to_owned(),
            None => "atomic".to_owned(),
        }
    }

    fn written(kind: ListKind) -> String {
        match kind {
            ListKind::Atomic => "atomic".to_owned(),
            ListKind::Set => "set".to_owned(),
            ListKind::Map(keys) => keys.join(","),
        }
    }

    fn check(document: &Value, section: &str, kind: Kind, prefix: &str) -> usize {
        let lists = document[section].as_array().unwrap();
        let later = |list: &&Value| LATER.iter().any(|later| list["path"].as_str().unwrap().contains(later));
        let known = lists.iter().filter(|list| !later(list));
        known
            .map(|list| {
                let path = format!("{prefix}{}", list["path"].as_str().unwrap());
                assert_eq!(list_keys(kind, &path).map(written), Some(expected(list)), "{section} {path}");
            })
            .count()
    }

    #[test]
    fn every_list_merges_by_the_keys_of_its_go_type() {
        let document: Value = serde_json::from_str(LISTS).unwrap();
        let pods = check(&document, "PodSpec", Kind::Pod, "spec.");
        let states = check(&document, "PodStatus", Kind::Pod, "status.");
        let claims = check(&document, "PersistentVolumeClaimSpec", Kind::PersistentVolumeClaim, "spec.");
        let meta = check(&document, "ObjectMeta", Kind::Secret, "metadata.");
        assert!(
            pods > 130 && states > 20 && claims == 2 && meta == 3,
            "{pods} {states} {claims} {meta} compared"
        );
    }

    #[test]
    fn what_is_no_list_has_no_keys() {
        for path in ["spec", "spec.nodeName", "spec.nosuch", "metadata.labels", ""] {
            assert_eq!(list_keys(Kind::Pod, path), None, "{path}");
        }
    }
}
