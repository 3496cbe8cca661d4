//! Which lists merge, and by which key.
//!
//! Source: `patchStrategy` and `patchMergeKey` tags of `k8s.io/api/core/v1` and `meta/v1` types. A field that is not
//! listed replaces a list whole and merges a mapping key by key; no field of these types replaces a mapping.

use super::Root;

/// The types that have a merging list in them somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Pod,
    PodSpec,
    PodStatus,
    ContainerStatus,
    Container,
    Volume,
    EphemeralVolumeSource,
    ClaimTemplate,
    Claim,
    ClaimStatus,
    Secret,
    ObjectMeta,
    /// Any other, with no merging list in it.
    Other,
}

/// How a field is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// The type of its value, or of the items of its list.
    pub(super) inner: Type,
    /// Its list merges, by the key of its items; by the items themselves when the key is empty.
    pub(super) merge_key: Option<&'static str>,
}

const fn mapping(inner: Type) -> Field {
    Field { inner, merge_key: None }
}

const fn list(inner: Type, merge_key: &'static str) -> Field {
    Field { inner, merge_key: Some(merge_key) }
}

impl Type {
    pub(super) fn of_root(root: Root) -> Self {
        match root {
            Root::Pod => Type::Pod,
            Root::PodSpec => Type::PodSpec,
            Root::PersistentVolumeClaim => Type::Claim,
            Root::Secret => Type::Secret,
        }
    }

    pub(super) fn field(self, name: &str) -> Field {
        use Type::{
            Claim, ClaimStatus, ClaimTemplate, Container, ContainerStatus, EphemeralVolumeSource, ObjectMeta,
            Other, Pod, PodSpec, PodStatus, Secret, Volume,
        };
        match (self, name) {
            (Pod | Claim | Secret | ClaimTemplate, "metadata") => mapping(ObjectMeta),
            (ObjectMeta, "ownerReferences") => list(Other, "uid"),
            (ObjectMeta, "finalizers") => list(Other, ""),
            (Pod, "spec") => mapping(PodSpec),
            (PodSpec, "containers" | "initContainers" | "ephemeralContainers") => list(Container, "name"),
            (PodSpec, "volumes") => list(Volume, "name"),
            (PodSpec, "imagePullSecrets" | "schedulingGates" | "resourceClaims" | "evictionResponders") => {
                list(Other, "name")
            }
            (PodSpec, "hostAliases") => list(Other, "ip"),
            (PodSpec, "topologySpreadConstraints") => list(Other, "topologyKey"),
            (Container, "ports") => list(Other, "containerPort"),
            (Container, "env") => list(Other, "name"),
            (Container, "volumeMounts") => list(Other, "mountPath"),
            (Container, "volumeDevices") => list(Other, "devicePath"),
            (Volume, "ephemeral") => mapping(EphemeralVolumeSource),
            (EphemeralVolumeSource, "volumeClaimTemplate") => mapping(ClaimTemplate),
            (Pod, "status") => mapping(PodStatus),
            (PodStatus, "conditions") => list(Other, "type"),
            (PodStatus, "hostIPs" | "podIPs") => list(Other, "ip"),
            (PodStatus, "resourceClaimStatuses") => list(Other, "name"),
            (PodStatus, "containerStatuses" | "initContainerStatuses" | "ephemeralContainerStatuses") => {
                mapping(ContainerStatus)
            }
            (ContainerStatus, "volumeMounts") => list(Other, "mountPath"),
            (ContainerStatus, "allocatedResourcesStatus") => list(Other, "name"),
            (Claim, "status") => mapping(ClaimStatus),
            (ClaimStatus, "conditions") => list(Other, "type"),
            _ => mapping(Other),
        }
    }
}
