//! Reading a `CustomResourceDefinition`, and its status.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Served;
use crate::{clock, cluster::Cluster, object, resource::Resource, status::Cause, store::Key};

/// The finalizer that keeps a definition until its objects are gone.
pub(crate) const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";

/// Fills in the names that may be left out.
pub(crate) fn complete_definition(definition: &mut Value) {
    let kind = object::text(definition, "/spec/names/kind").to_owned();
    object::put_default(definition, "/spec/names/singular", kind.to_lowercase());
    object::put_default(definition, "/spec/names/listKind", format!("{kind}List"));
    object::put_default(definition, "/spec/conversion", json!({ "strategy": "None" }));
}

/// What is wrong with a definition: its name, or a version without schema.
pub(crate) fn definition_causes(definition: &Value) -> Vec<Cause> {
    let versions = object::items(definition, "/spec/versions").iter().enumerate();
    let bare = versions.filter(|(_, version)| object::at(version, "/schema/openAPIV3Schema").is_null());
    let bare =
        bare.map(|(index, _)| Cause::required(format!("spec.versions[{index}].schema.openAPIV3Schema"), ""));
    name_causes(definition).into_iter().chain(bare).collect()
}

fn name_causes(definition: &Value) -> Vec<Cause> {
    let expected = format!(
        "{}.{}",
        object::text(definition, "/spec/names/plural"),
        object::text(definition, "/spec/group")
    );
    if object::name(definition) == expected {
        return Vec::new();
    }
    let name = object::at(definition, "/metadata/name");
    vec![Cause::invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group")]
}

/// Serves what a definition defines, and says so in its status.
pub(crate) fn establish(cluster: &Cluster, definition: &Value) {
    let name = object::name(definition);
    let known = cluster.registry.stored_as(name).and_then(|it| it.custom.as_ref().map(|served| served.since));
    let now = object::text(definition, "/metadata/resourceVersion").parse().unwrap_or_default();
    cluster.registry.define(name, resources(definition, known.unwrap_or(now)));
    let key = Key::new("customresourcedefinitions", "", object::name(definition));
    cluster.change("kube-apiserver", "status", &key, |definition| {
        if object::deleting(definition) {
            return;
        }
        if !object::has_finalizer(definition, CLEANUP) && object::at(definition, "/status").is_null() {
            object::list_mut(definition, "/metadata/finalizers").push(CLEANUP.into());
        }
        let status = status(definition);
        object::put(definition, "/status", status);
    });
}

/// Serves exactly what the definitions in the store define.
pub(crate) fn serve_all(cluster: &Cluster) {
    let definitions = cluster.list("customresourcedefinitions", None);
    cluster.registry.keep(|name| definitions.iter().any(|it| object::name(it) == name));
    definitions.iter().for_each(|definition| establish(cluster, definition));
}

fn status(definition: &Value) -> Value {
    let stored: Vec<&Value> = object::items(definition, "/spec/versions")
        .iter()
        .filter(|version| object::flag(version, "/storage"))
        .map(|version| object::at(version, "/name"))
        .collect();
    json!({
        "acceptedNames": object::at(definition, "/spec/names"),
        "storedVersions": stored,
        "conditions": [
            condition(definition, "NamesAccepted", "NoConflicts", "no conflicts found"),
            condition(definition, "Established", "InitialNamesAccepted", "the initial names have been accepted"),
        ],
    })
}

fn condition(definition: &Value, kind: &str, reason: &str, message: &str) -> Value {
    let known =
        object::items(definition, "/status/conditions").iter().find(|it| object::text(it, "/type") == kind);
    known.cloned().unwrap_or_else(|| {
        json!({
            "type": kind, "status": "True", "reason": reason, "message": message,
            "lastTransitionTime": clock::now(),
        })
    })
}

fn resources(definition: &Value, since: u64) -> Vec<Resource> {
    let versions = object::items(definition, "/spec/versions").iter();
    versions
        .filter(|version| object::flag(version, "/served"))
        .map(|version| resource(definition, version, since))
        .collect()
}

fn resource(definition: &Value, version: &Value, since: u64) -> Resource {
    let owned = |pointer: &str| object::text(definition, pointer).to_owned();
    let list = |pointer: &str| object::texts(definition, pointer).into_iter().map(str::to_owned).collect();
    let served = Served {
        schema: object::at(version, "/schema/openAPIV3Schema").clone(),
        columns: object::items(version, "/additionalPrinterColumns").to_vec(),
        since,
    };
    Resource {
        group: owned("/spec/group"),
        version: object::text(version, "/name").to_owned(),
        kind: owned("/spec/names/kind"),
        list_kind: owned("/spec/names/listKind"),
        plural: owned("/spec/names/plural"),
        singular: owned("/spec/names/singular"),
        short_names: list("/spec/names/shortNames"),
        categories: list("/spec/names/categories"),
        namespaced: object::text(definition, "/spec/scope") == "Namespaced",
        status: version.pointer("/subresources/status").is_some(),
        generation: true,
        storage: object::name(definition).to_owned(),
        custom: Some(Arc::new(served)),
    }
}
