//! The messages that are read, from the `generated.proto` files of `kubernetes/api` and `kubernetes/apimachinery`.
//! Fields that no client sends (managed fields, statuses) are left out.

/// A field of a message.
pub(super) struct Field {
    pub(super) number: u8,
    pub(super) name: &'static str,
    pub(super) kind: Type,
    pub(super) repeated: bool,
}

/// The type of a field.
pub(super) enum Type {
    Text,
    Bytes,
    Number,
    Flag,
    Quantity,
    Message(&'static [Field]),
    /// From text to values of a type.
    Map(&'static Type),
}

const fn one(number: u8, name: &'static str, kind: Type) -> Field {
    Field { number, name, kind, repeated: false }
}

const fn many(number: u8, name: &'static str, kind: Type) -> Field {
    Field { number, name, kind, repeated: true }
}

/// Kind and message.
pub(super) const MESSAGES: &[(&str, &[Field])] = &[
    (
        "ConfigMap",
        &[
            METADATA,
            one(2, "data", Type::Map(&Type::Text)),
            one(3, "binaryData", Type::Map(&Type::Bytes)),
            one(4, "immutable", Type::Flag),
        ],
    ),
    (
        "DeleteOptions",
        &[
            one(1, "gracePeriodSeconds", Type::Number),
            one(
                2,
                "preconditions",
                Type::Message(&[one(1, "uid", Type::Text), one(2, "resourceVersion", Type::Text)]),
            ),
            one(3, "orphanDependents", Type::Flag),
            one(4, "propagationPolicy", Type::Text),
            many(5, "dryRun", Type::Text),
        ],
    ),
    ("Namespace", &[METADATA, one(2, "spec", Type::Message(&[many(1, "finalizers", Type::Text)]))]),
    (
        "PriorityClass",
        &[
            METADATA,
            one(2, "value", Type::Number),
            one(3, "globalDefault", Type::Flag),
            one(4, "description", Type::Text),
            one(5, "preemptionPolicy", Type::Text),
        ],
    ),
    (
        "ResourceQuota",
        &[
            METADATA,
            one(
                2,
                "spec",
                Type::Message(&[one(1, "hard", Type::Map(&Type::Quantity)), many(2, "scopes", Type::Text)]),
            ),
        ],
    ),
    (
        "Secret",
        &[
            METADATA,
            one(2, "data", Type::Map(&Type::Bytes)),
            one(3, "type", Type::Text),
            one(4, "stringData", Type::Map(&Type::Text)),
            one(5, "immutable", Type::Flag),
        ],
    ),
    ("SelfSubjectAccessReview", &[METADATA, one(2, "spec", Type::Message(ACCESS))]),
    ("SelfSubjectReview", &[METADATA]),
    (
        "SelfSubjectRulesReview",
        &[METADATA, one(2, "spec", Type::Message(&[one(1, "namespace", Type::Text)]))],
    ),
    (
        "ServiceAccount",
        &[
            METADATA,
            many(3, "imagePullSecrets", Type::Message(&[one(1, "name", Type::Text)])),
            one(4, "automountServiceAccountToken", Type::Flag),
        ],
    ),
];

/// Version and kind, beside every message.
pub(super) const TYPE_META: &[Field] = &[one(1, "apiVersion", Type::Text), one(2, "kind", Type::Text)];

/// A quantity.
pub(super) const QUANTITY: &[Field] = &[one(1, "string", Type::Text)];

const METADATA: Field = one(
    1,
    "metadata",
    Type::Message(&[
        one(1, "name", Type::Text),
        one(2, "generateName", Type::Text),
        one(3, "namespace", Type::Text),
        one(5, "uid", Type::Text),
        one(6, "resourceVersion", Type::Text),
        one(7, "generation", Type::Number),
        one(11, "labels", Type::Map(&Type::Text)),
        one(12, "annotations", Type::Map(&Type::Text)),
        many(
            13,
            "ownerReferences",
            Type::Message(&[
                one(1, "kind", Type::Text),
                one(3, "name", Type::Text),
                one(4, "uid", Type::Text),
                one(5, "apiVersion", Type::Text),
                one(6, "controller", Type::Flag),
                one(7, "blockOwnerDeletion", Type::Flag),
            ]),
        ),
        many(14, "finalizers", Type::Text),
    ]),
);

const ACCESS: &[Field] = &[
    one(
        1,
        "resourceAttributes",
        Type::Message(&[
            one(1, "namespace", Type::Text),
            one(2, "verb", Type::Text),
            one(3, "group", Type::Text),
            one(4, "version", Type::Text),
            one(5, "resource", Type::Text),
            one(6, "subresource", Type::Text),
            one(7, "name", Type::Text),
        ]),
    ),
    one(2, "nonResourceAttributes", Type::Message(&[one(1, "path", Type::Text), one(2, "verb", Type::Text)])),
];
