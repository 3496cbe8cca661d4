//! The built-in resources, one line each.

use super::Resource;

/// Cluster- or namespace-scoped, and what is special about the resource.
struct Row {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
    short: &'static [&'static str],
    namespaced: bool,
    status: bool,
    generation: bool,
    storage: &'static str,
    all: bool,
}

const fn row(group: &'static str, version: &'static str, kind: &'static str, plural: &'static str) -> Row {
    let short: &'static [&'static str] = &[];
    Row {
        group,
        version,
        kind,
        plural,
        short,
        namespaced: true,
        status: false,
        generation: false,
        storage: plural,
        all: false,
    }
}

impl Row {
    const fn short(mut self, short: &'static [&'static str]) -> Self {
        self.short = short;
        self
    }

    const fn cluster(mut self) -> Self {
        self.namespaced = false;
        self
    }

    const fn status(mut self) -> Self {
        self.status = true;
        self
    }

    const fn generation(mut self) -> Self {
        self.generation = true;
        self
    }

    const fn in_all(mut self) -> Self {
        self.all = true;
        self
    }

    fn resource(&self) -> Resource {
        Resource {
            group: self.group.to_owned(),
            version: self.version.to_owned(),
            kind: self.kind.to_owned(),
            list_kind: format!("{}List", self.kind),
            plural: self.plural.to_owned(),
            singular: self.kind.to_lowercase(),
            short_names: self.short.iter().map(|&name| name.to_owned()).collect(),
            categories: if self.all { vec!["all".to_owned()] } else { Vec::new() },
            namespaced: self.namespaced,
            status: self.status,
            generation: self.generation,
            storage: self.storage.to_owned(),
            custom: None,
        }
    }
}

const ROWS: &[Row] = &[
    row("", "v1", "ConfigMap", "configmaps").short(&["cm"]),
    row("", "v1", "Event", "events").short(&["ev"]),
    row("", "v1", "LimitRange", "limitranges").short(&["limits"]),
    row("", "v1", "Namespace", "namespaces").short(&["ns"]).cluster().status(),
    row("", "v1", "Node", "nodes").short(&["no"]).cluster().status(),
    row("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims").short(&["pvc"]).status(),
    row("", "v1", "PersistentVolume", "persistentvolumes").short(&["pv"]).cluster().status(),
    row("", "v1", "Pod", "pods").short(&["po"]).status().generation().in_all(),
    row("", "v1", "ResourceQuota", "resourcequotas").short(&["quota"]).status(),
    row("", "v1", "Secret", "secrets"),
    row("", "v1", "ServiceAccount", "serviceaccounts").short(&["sa"]),
    row("", "v1", "Service", "services").short(&["svc"]).status().in_all(),
    row("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions")
        .short(&["crd", "crds"])
        .cluster()
        .status()
        .generation(),
    row("coordination.k8s.io", "v1", "Lease", "leases"),
    row("events.k8s.io", "v1", "Event", "events").short(&["ev"]),
    row("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses").cluster(),
    row("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings").cluster(),
    row("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles").cluster(),
    row("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
    row("rbac.authorization.k8s.io", "v1", "Role", "roles"),
    row("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses").short(&["pc"]).cluster(),
    row("storage.k8s.io", "v1", "StorageClass", "storageclasses").short(&["sc"]).cluster(),
];

/// All built-in resources.
pub(crate) fn resources() -> Vec<Resource> {
    ROWS.iter().map(Row::resource).collect()
}
