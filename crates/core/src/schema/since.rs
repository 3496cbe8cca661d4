//! Fields that came after 1.28, the oldest release Slipway was tried with.

use crate::target::KubernetesVersion;

/// Type, field, and the minor version whose `k8s.io/api/core/v1` has it first. Types that only these lead to are left
/// out.
const SINCE: [(&str, &str, u32); 23] = [
    ("Container", "restartPolicyRules", 34),
    ("EnvVarSource", "fileKeyRef", 34),
    ("EphemeralContainer", "restartPolicyRules", 34),
    ("Lifecycle", "stopSignal", 33),
    ("LifecycleHandler", "sleep", 29),
    ("PersistentVolumeClaimSpec", "volumeAttributesClassName", 29),
    ("PodAffinityTerm", "matchLabelKeys", 29),
    ("PodAffinityTerm", "mismatchLabelKeys", 29),
    ("PodCertificateProjection", "userAnnotations", 35),
    ("PodResourceClaim", "resourceClaimName", 31),
    ("PodResourceClaim", "resourceClaimTemplateName", 31),
    ("PodSecurityContext", "appArmorProfile", 30),
    ("PodSecurityContext", "seLinuxChangePolicy", 32),
    ("PodSecurityContext", "supplementalGroupsPolicy", 31),
    ("PodSpec", "hostnameOverride", 34),
    ("PodSpec", "resources", 32),
    ("PodSpec", "schedulingGroup", 36),
    ("ResourceClaim", "request", 31),
    ("SecurityContext", "appArmorProfile", 30),
    ("Volume", "image", 31),
    ("VolumeMount", "recursiveReadOnly", 30),
    ("VolumeProjection", "clusterTrustBundle", 29),
    ("VolumeProjection", "podCertificate", 34),
];

/// The version a field of a named type came with, where that is newer than the oldest.
pub(crate) fn since(owner: &str, field: &str) -> Option<KubernetesVersion> {
    let (_, _, minor) = SINCE.iter().find(|(name, known, _)| (*name, *known) == (owner, field))?;
    Some(KubernetesVersion { major: 1, minor: *minor })
}
