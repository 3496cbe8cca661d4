use kube::ResourceExt;
use kube::runtime::reflector::{ObjectRef, Store};

use super::context::Context;
use crate::crd::AgentInstance;
use crate::editing;

/// What a pass has before it, by versions: a pass that halted comes to the same end while this is the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) wish: Wish,
    /// The versions of the objects of the instance: others change them too, and often.
    objects: [Option<String>; 3],
}

/// What people ask for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wish {
    /// The settings of the instance.
    instance: String,
    restarted_at: String,
    is_going: bool,
    /// The settings of its image.
    image: Option<String>,
    /// The registry credentials of its image.
    credentials: Option<String>,
    /// The version of Kubernetes.
    kubernetes: String,
}

impl Seen {
    pub(super) fn of(context: &Context, instance: &AgentInstance) -> Self {
        let stores = &context.stores;
        let name = instance.name_any();
        let image = stores.image(&instance.spec.image);
        let credentials = image.as_ref().map(|image| image.spec.0.registry_credentials.as_str());
        let wish = Wish {
            instance: editing::version(instance),
            restarted_at: instance.restarted_at().to_owned(),
            is_going: instance.metadata.deletion_timestamp.is_some(),
            image: image.as_ref().map(|image| editing::version(&**image)),
            credentials: credentials.and_then(|name| version(&stores.secrets, &stores.namespace, name)),
            kubernetes: context.link.health().target().kubernetes.to_string(),
        };
        let objects = [
            version(&stores.pods, &stores.namespace, &name),
            version(&stores.claims, &stores.namespace, &name),
            version(&stores.secrets, &stores.namespace, &name),
        ];
        Self { wish, objects }
    }
}

/// The version of an object in a store.
fn version<K>(store: &Store<K>, namespace: &str, name: &str) -> Option<String>
where
    K: kube::Resource<DynamicType = ()> + Clone,
{
    store.get(&ObjectRef::new(name).within(namespace)).and_then(|object| object.resource_version())
}
