//! What a halted pass leaves behind: a sentence where somebody should read one, and a time for the next pass.

use std::time::Duration;

use kube::ResourceExt;
use kube::runtime::controller::Action;
use slipway_core::api::Current;

use super::asked::Asked;
use super::context::Context;
use super::halt::Halt;
use super::outcome::Outcome;
use super::pauses::Fault;
use super::requests::PATIENCE;
use super::seen::Seen;
use super::{backoff, status};
use crate::cluster::Health;
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::errors;
use crate::view::{self, Gathered};
use crate::work::Undone;

/// A fault of the cluster is shown when so many passes in a row halted by it: most pass.
const REPEATED: u32 = 2;

/// The wait before an instance that is gone, but not for the store, is looked at again.
const GONE: Duration = Duration::from_secs(30);

/// What follows from a halt.
struct Sequel {
    fault: Fault,
    wait: Duration,
    /// What the instance shows.
    told: Option<Told>,
}

struct Told {
    sentence: String,
    /// The API server's own words, when it refused.
    answer: Option<String>,
}

/// Shows what halted a pass that had `seen` before it, and says when the next one is due.
pub(super) async fn settle(context: &Context, instance: &AgentInstance, seen: Seen, halt: Halt) -> Action {
    let halts = context.pauses.halts(instance).saturating_add(1);
    raise_alarm(context, &halt);
    log(instance, &halt, halts);
    let Sequel { mut fault, mut wait, told } = sequel(halt, halts, &context.link.health());
    if let Some(told) = told
        && let Err(halt) = show(context, instance, told).await
    {
        tracing::debug!(instance = instance.name_any(), %halt, "a halt was not shown");
        let is_silent = fault == Fault::Silence || matches!(halt, Halt::Silence(_));
        fault = if is_silent { Fault::Silence } else { Fault::Cluster };
        wait = wait.min(backoff::failure(halts));
    }
    context.pauses.begin(instance, seen, fault, wait);
    Action::requeue(wait)
}

fn sequel(halt: Halt, halts: u32, health: &Health) -> Sequel {
    // What keeps the whole cluster from working is told as such.
    let is_alone = halts >= REPEATED && health.works() && health.trouble.is_none();
    let fault = if matches!(halt, Halt::Silence(_)) { Fault::Silence } else { Fault::Cluster };
    let of_cluster = |sentence: Option<String>| Sequel {
        fault,
        wait: backoff::failure(halts),
        told: sentence.filter(|_| is_alone).map(Told::new),
    };
    match halt {
        Halt::Stuck { sentence, retry } => {
            Sequel { fault: Fault::Instance, wait: backoff::spread(retry), told: Some(Told::new(sentence)) }
        }
        Halt::Refused { sentence, answer } => Sequel {
            fault: Fault::Instance,
            wait: backoff::refusal(halts),
            told: Some(Told { sentence, answer: Some(answer) }),
        },
        Halt::Undone(undone) => Sequel {
            fault: Fault::Instance,
            wait: backoff::refusal(halts),
            told: Some(Told::new(sentence(&undone))),
        },
        // The status that says so would be the next one that is not stored.
        Halt::Cluster { asked: Asked::WriteStatus, .. } | Halt::Silence(Asked::WriteStatus) => {
            of_cluster(None)
        }
        Halt::Cluster { asked, error } => of_cluster(Some(format!(
            "{} That came of {asked}; Slipway tries again.",
            errors::sentence(&error)
        ))),
        Halt::Silence(asked) => of_cluster(Some(format!(
            "The API server did not answer {asked} within {} seconds; Slipway tries again.",
            PATIENCE.as_secs()
        ))),
        Halt::Overtaken => of_cluster(None),
        Halt::Gone => Sequel { fault: Fault::Cluster, wait: GONE, told: None },
    }
}

/// What an instance says whose manifests were not made.
fn sentence(undone: &Undone) -> String {
    match undone {
        Undone::Panicked(_) => {
            "An internal error of Slipway stopped the work on it, which the server's log describes; it is tried again."
                .to_owned()
        }
        Undone::Full | Undone::Late(_) => {
            "Making its manifests took too long and is tried again; make its settings, or those of its image, smaller."
                .to_owned()
        }
    }
}

impl Told {
    fn new(sentence: String) -> Self {
        Self { sentence, answer: None }
    }
}

/// Lets the cluster be asked how it is, when the halt can have to do with that.
fn raise_alarm(context: &Context, halt: &Halt) {
    match halt {
        // Rights that are known to be missing are asked for again as it is.
        Halt::Refused { answer, .. }
            if is_about_rights(answer) && context.link.health().trouble.is_none() =>
        {
            context.link.doubt_rights();
            context.link.raise_alarm();
        }
        Halt::Cluster { error, .. } if errors::answer(error).is_none_or(|status| status.code == 401) => {
            context.link.raise_alarm();
        }
        Halt::Silence(_) => context.link.raise_alarm(),
        Halt::Refused { .. }
        | Halt::Cluster { .. }
        | Halt::Stuck { .. }
        | Halt::Overtaken
        | Halt::Gone
        | Halt::Undone(_) => {}
    }
}

/// A defect, and a status that is not stored, are shown nowhere else.
fn log(instance: &AgentInstance, halt: &Halt, halts: u32) {
    let instance = instance.name_any();
    match halt {
        Halt::Undone(_) if halts == 1 => tracing::error!(instance, %halt, "a pass is tried again"),
        Halt::Cluster { asked: Asked::WriteStatus, .. } | Halt::Silence(Asked::WriteStatus)
            if halts == REPEATED =>
        {
            tracing::warn!(instance, %halt, "its status is not stored, which is tried again");
        }
        Halt::Undone(_)
        | Halt::Cluster { .. }
        | Halt::Silence(_)
        | Halt::Stuck { .. }
        | Halt::Refused { .. }
        | Halt::Overtaken
        | Halt::Gone => {}
    }
}

/// Writes it into the status, beside what is known of the activation and the pod.
async fn show(context: &Context, instance: &AgentInstance, told: Told) -> Result<AgentInstanceStatus, Halt> {
    let before = context.known(instance).await?.status.unwrap_or_default();
    let (sentence, refusal) = match told.answer {
        Some(answer) => match view::kept(&before.conditions, &answer) {
            Some(kept) => (before.sentence.clone(), Some(kept.to_owned())),
            None => (told.sentence, Some(answer)),
        },
        None => (told.sentence, None),
    };
    let pod = Gathered::from_stores(&context.stores, instance).pod;
    let activation = before.activation;
    let outcome = Outcome { activation, pod, refusal, ..Outcome::new(Current::Error, sentence) };
    status::write(context, instance, &outcome).await
}

/// Whether the account may not do it at all: then the cluster's trouble names every right that is missing.
fn is_about_rights(answer: &str) -> bool {
    slipway_core::diagnosis::refusal(answer).is_some_and(|diagnosis| diagnosis.code == "rights-missing")
}

#[cfg(test)]
mod tests {
    use kube::core::Status;
    use slipway_core::api::{Definitions, DefinitionsState};

    use super::*;
    use crate::objects::Kind;

    fn health(trouble: Option<&str>) -> Health {
        let definitions = Definitions { state: DefinitionsState::Installed, ..Health::unknown().definitions };
        Health { reachable: true, trouble: trouble.map(str::to_owned), definitions, ..Health::unknown() }
    }

    fn conflict(asked: Asked) -> Halt {
        let answer = Status::failure("the object has been modified", "Conflict").with_code(409);
        Halt::of(asked, kube::Error::Api(Box::new(answer)))
    }

    #[test]
    fn a_fault_of_the_cluster_is_told_when_it_repeats_and_is_no_trouble_of_the_whole_cluster() {
        let pod = Asked::Write(Kind::Pod);
        let check = |halt: Halt, halts: u32, trouble: Option<&str>, expected: &str| {
            let words = format!("{halt:?} {halts} {trouble:?}");
            let told =
                sequel(halt, halts, &health(trouble)).told.map(|told| told.sentence).unwrap_or_default();
            assert_eq!(told, expected, "{words}");
        };
        let silence =
            "The API server did not answer the write of the Pod within 10 seconds; Slipway tries again.";
        check(Halt::Silence(pod), 1, None, "");
        check(Halt::Silence(pod), 2, None, silence);
        check(Halt::Silence(pod), 2, Some("It does not answer."), "");
        check(Halt::Silence(Asked::WriteStatus), 2, None, "");
        let lost = "the object has been modified. That came of the write of the Pod; Slipway tries again.";
        check(conflict(pod), 1, None, "");
        check(conflict(pod), 2, None, lost);
        check(conflict(Asked::WriteStatus), 9, None, "");
        check(Halt::Overtaken, 9, None, "");
        check(Halt::Gone, 9, None, "");
        check(Halt::stuck("It is wrong."), 1, Some("It does not answer."), "It is wrong.");
        let mistake = "An internal error of Slipway stopped the work on it, which the server's log describes; it is \
                       tried again.";
        check(Halt::Undone(Undone::Panicked("at 7".to_owned())), 1, None, mistake);
    }
}
