//! Generated objects: the core's rules against the API server's.

use cluster_suite::{Place, Random, cases, shrink};
use futures::{StreamExt, stream};
use serde_json::Value;
use slipway_core::schema;
use slipway_core::target::Target;
use slipway_core::validate::Kind;

use super::api::{ask, plural};
use super::base::base;
use super::change::change;
use super::verdict::{Verdict, agree};

/// So many requests at once.
const AT_ONCE: usize = 8;
/// So many differences are made small and shown.
const SHOWN: usize = 5;

/// The object of a case.
fn object(case: u64, target: &Target) -> (Kind, Value) {
    let mut random = Random::new(case);
    let (kind, mut object) = base(&mut random, target);
    change(schema::root(kind), &mut object, &mut random);
    (kind, object)
}

/// Every case; what differs is shown as small as it gets.
pub(super) async fn check(place: &Place) {
    let target = place.cluster.target().await;
    let asked = stream::iter(cases()).map(async |case| {
        let (kind, object) = object(case, &target);
        let server = ask(place, plural(kind), &object).await;
        (case, agree(&Verdict::of_core(kind, &object, &target), &server, &target), server)
    });
    let answers: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
    let wrong: Vec<u64> = answers.iter().filter(|(_, agreed, _)| !agreed).map(|(case, _, _)| *case).collect();
    let mut shown = Vec::new();
    for case in wrong.iter().take(SHOWN) {
        shown.push(smallest(place, *case, &target).await);
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), answers.len(), shown.join("\n"));
    let count = |is: fn(&Verdict) -> bool| answers.iter().filter(|(_, _, verdict)| is(verdict)).count();
    let right = count(|verdict| *verdict == Verdict::Right);
    let wrong = count(|verdict| matches!(verdict, Verdict::Wrong(_)));
    let unreadable = count(|verdict| matches!(verdict, Verdict::Unreadable(_)));
    let total = answers.len();
    eprintln!(
        "{total} objects on {}: {right} right, {wrong} wrong, {unreadable} unreadable",
        place.cluster.name
    );
    // Otherwise it would show nothing.
    assert!(total < 100 || (right > total / 5 && wrong > total / 5 && unreadable > total / 50));
}

async fn smallest(place: &Place, case: u64, target: &Target) -> String {
    let (kind, object) = object(case, target);
    let smallest = shrink(object, async |object| {
        object.is_object()
            && !agree(
                &Verdict::of_core(kind, object, target),
                &ask(place, plural(kind), object).await,
                target,
            )
    })
    .await;
    let (core, server) =
        (Verdict::of_core(kind, &smallest, target), ask(place, plural(kind), &smallest).await);
    format!(
        "SLIPWAY_TEST_SEED={case} SLIPWAY_TEST_CASES=1\n  {smallest}\n  core   {core:?}\n  server {server:?}"
    )
}
