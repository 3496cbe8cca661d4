//! The kubeconfig and its contexts.

use std::io;
use std::path::PathBuf;

use kube::config::{Kubeconfig, KubeconfigError};
use slipway_core::api::{Cluster, ClusterKind, Definitions, DefinitionsState};

use super::choose::Options;

/// What the search for a context found.
pub(super) enum Found {
    /// A context to use, and why this one.
    Context { kubeconfig: Box<Kubeconfig>, context: String, reason: String },
    /// None, and why.
    Nothing { reason: String },
}

/// Finds the context the options name, or the current one.
pub(super) fn find(options: &Options) -> Result<Found, String> {
    let Some((kubeconfig, place)) = read(options)? else {
        return Ok(Found::Nothing { reason: "no kubeconfig was found".to_owned() });
    };
    if let Some(context) = &options.context {
        return named(kubeconfig, context, &place);
    }
    match kubeconfig.current_context.clone().filter(|context| !context.is_empty()) {
        Some(context) => Ok(Found::Context {
            reason: format!("the current context of {place}"),
            kubeconfig: Box::new(kubeconfig),
            context,
        }),
        None => Ok(Found::Nothing { reason: format!("{place} has no current context") }),
    }
}

/// The contexts that are not in use, for the list of clusters.
pub(super) fn others(kubeconfig: &Kubeconfig, used: &str) -> Vec<Cluster> {
    let others = kubeconfig.contexts.iter().filter(|context| context.name != used);
    others
        .map(|named| {
            let context = named.context.as_ref();
            let cluster = context.map(|context| context.cluster.as_str()).unwrap_or_default();
            let server = kubeconfig
                .clusters
                .iter()
                .find(|known| known.name == cluster)
                .and_then(|known| known.cluster.as_ref()?.server.clone());
            let namespace = context.and_then(|context| context.namespace.clone());
            other(&named.name, server.unwrap_or_default(), namespace.unwrap_or_else(|| "default".to_owned()))
        })
        .collect()
}

fn other(name: &str, server: String, namespace: String) -> Cluster {
    Cluster {
        name: name.to_owned(),
        kind: ClusterKind::Kubeconfig,
        connected: false,
        reason: format!("Start Slipway with --context {name} to use it."),
        server,
        namespace,
        kubernetes: String::new(),
        trouble: None,
        as_of: None,
        definitions: Definitions {
            state: DefinitionsState::Unknown,
            may_install: false,
            missing_rights: Vec::new(),
        },
    }
}

/// A kubeconfig error as part of a sentence: kube's own text quotes paths twice and draws the place.
pub(super) fn plain(error: &KubeconfigError) -> String {
    let text = error.to_string().replace("'\"", "\"").replace("\"'", "\"");
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn named(kubeconfig: Kubeconfig, context: &str, place: &str) -> Result<Found, String> {
    if kubeconfig.contexts.iter().any(|known| known.name == context) {
        return Ok(Found::Context {
            reason: format!("--context, from {place}"),
            kubeconfig: Box::new(kubeconfig),
            context: context.to_owned(),
        });
    }
    let known: Vec<&str> = kubeconfig.contexts.iter().map(|known| known.name.as_str()).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(format!("--context: {place} has no context \"{context}\"; it has {known}."))
}

/// Reads the file the options name, else `$KUBECONFIG`, else `~/.kube/config`. `None` when there is none.
fn read(options: &Options) -> Result<Option<(Kubeconfig, String)>, String> {
    if let Some(path) = &options.kubeconfig {
        let place = path.display().to_string();
        let kubeconfig = Kubeconfig::read_from(path).map_err(|error| unreadable(&place, &error))?;
        return Ok(Some((kubeconfig, place)));
    }
    match Kubeconfig::from_env() {
        Ok(Some(kubeconfig)) => return Ok(Some((kubeconfig, "$KUBECONFIG".to_owned()))),
        Ok(None) => {}
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(unreadable("$KUBECONFIG", &error)),
    }
    let Some(path) = home_kubeconfig() else { return Ok(None) };
    let place = path.display().to_string();
    match Kubeconfig::read_from(&path) {
        Ok(kubeconfig) => Ok(Some((kubeconfig, place))),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(unreadable(&place, &error)),
    }
}

fn home_kubeconfig() -> Option<PathBuf> {
    Some(std::env::home_dir()?.join(".kube").join("config"))
}

fn is_missing(error: &KubeconfigError) -> bool {
    matches!(error, KubeconfigError::ReadConfig(cause, _) if cause.kind() == io::ErrorKind::NotFound)
}

fn unreadable(place: &str, error: &KubeconfigError) -> String {
    let reason = if let KubeconfigError::ReadConfig(cause, path) = error {
        format!("{} cannot be read: {cause}", path.display())
    } else {
        format!("{place}: {}", plain(error))
    };
    format!("kubeconfig: {reason}; mend it, or use --cluster sandbox to try Slipway without a cluster.")
}
