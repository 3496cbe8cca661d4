//! Lists a kind and watches it, for ever: what an API server, or something before it, can do wrong is noticed, said
//! and mended here.
//!
//! A watch is asked to end after `Timing::watch`, so that silence means something: real API servers send a bookmark
//! two seconds before. Whatever the answers are, requests are made at the pace of the [`Budget`].

use std::fmt::Debug;
use std::sync::Arc;

use futures::{StreamExt, pin_mut};
use jiff::Timestamp;
use kube::api::{Api, WatchEvent, WatchParams};
use kube::runtime::watcher::Event;
use kube::{Resource, ResourceExt};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::budget::Budget;
use super::fault::Fault;
use super::pages::pages;
use super::version::Version;
use crate::cluster::{Link, Timing};

/// Where one kind comes from.
pub(super) struct ListWatch<K> {
    api: Api<K>,
    /// Label selector; empty for all.
    labels: String,
    /// Name of the kind, for people.
    kind: String,
    link: Arc<Link>,
    timing: Timing,
    budget: Budget,
    trouble: Option<Trouble>,
    resets: watch::Receiver<u64>,
    /// When what is known was last known to be true.
    known: Timestamp,
}

/// A fault that was not mended yet.
struct Trouble {
    began: Instant,
    /// When what is known may have begun to be out of date.
    since: Timestamp,
    why: String,
    /// Nothing came over a connection that was open.
    is_silence: bool,
    is_reported: bool,
}

/// What the next request is.
enum Next {
    List,
    Watch { version: Version, relist: Instant },
}

/// Why a watch was over.
enum End {
    /// It lasted as long as was asked.
    Over,
    /// The cluster is another one by now.
    Reset,
    Fault(Fault),
}

impl<K> ListWatch<K>
where
    K: Resource + Clone + DeserializeOwned + Debug,
{
    /// Where objects of a kind come from; not asked yet.
    pub(super) fn new(link: Arc<Link>, api: Api<K>, kind: &str, labels: &str) -> Self {
        let timing = link.timing;
        Self {
            api,
            labels: labels.to_owned(),
            kind: kind.to_owned(),
            timing,
            budget: Budget::new(timing.request, Instant::now()),
            trouble: None,
            resets: link.resets(),
            known: Timestamp::now(),
            link,
        }
    }

    /// Hands every change to `take`, for ever.
    pub(super) async fn follow(mut self, mut take: impl FnMut(Event<K>)) {
        let mut next = Next::List;
        loop {
            self.pause().await;
            next = match next {
                Next::List => self.list(&mut take).await,
                Next::Watch { version, relist } if Instant::now() >= relist => {
                    match self.list(&mut take).await {
                        // Its watch can go on meanwhile.
                        Next::List => Next::Watch { version, relist: Instant::now() + self.timing.silence },
                        listed @ Next::Watch { .. } => listed,
                    }
                }
                Next::Watch { version, relist } => self.watch(version, relist, &mut take).await,
            };
        }
    }

    /// Waits until a request may be made: at once when the last one was answered well, else at the pace of the budget,
    /// or when the cluster works again.
    async fn pause(&mut self) {
        let wait = sleep(self.budget.wait(Instant::now()));
        pin_mut!(wait);
        let link = self.link.clone();
        let recovered = link.recovered();
        pin_mut!(recovered);
        loop {
            let due = self.trouble.as_ref().filter(|trouble| !trouble.is_reported);
            let due = due.map(|trouble| trouble.began + self.timing.report_after);
            tokio::select! {
                () = &mut wait => break,
                () = &mut recovered => {
                    sleep(self.timing.request.mul_f64(fastrand::f64() / 10.0)).await;
                    self.budget.grant(Instant::now());
                    break;
                }
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.report(),
            }
        }
        self.until_it_works().await;
        self.budget.spend(Instant::now());
    }

    /// A cluster that does not answer is asked by its monitor alone; what that cannot see is tried now and then.
    async fn until_it_works(&mut self) {
        let health = self.link.health();
        if health.works() {
            return;
        }
        let working = self.link.working();
        if health.has_definitions() {
            let _ = timeout(self.timing.request, working).await;
        } else {
            working.await;
        }
        if self.link.health().works() {
            self.budget.grant(Instant::now());
        }
    }

    async fn list(&mut self, take: &mut impl FnMut(Event<K>)) -> Next {
        self.resets.mark_unchanged();
        match pages(&self.api, &self.labels, self.timing.answer).await {
            Ok((objects, version)) => {
                self.known = Timestamp::now();
                take(Event::Init);
                objects.into_iter().for_each(|object| take(Event::InitApply(object)));
                take(Event::InitDone);
                let spread = self.timing.relist.mul_f64(0.7 + 0.3 * fastrand::f64());
                Next::Watch { version, relist: Instant::now() + spread }
            }
            Err(fault) => {
                self.failed(&fault);
                Next::List
            }
        }
    }

    async fn watch(
        &mut self,
        mut version: Version,
        relist: Instant,
        take: &mut impl FnMut(Event<K>),
    ) -> Next {
        let end = match self.open(&version).await {
            Ok(stream) => self.take_all(stream, &mut version, take).await,
            Err(fault) => End::Fault(fault),
        };
        match end {
            End::Over => {
                self.works();
                Next::Watch { version, relist }
            }
            End::Reset => {
                self.budget.grant(Instant::now());
                Next::List
            }
            End::Fault(fault) => {
                self.failed(&fault);
                if fault.needs_list() { Next::List } else { Next::Watch { version, relist } }
            }
        }
    }

    async fn open(
        &self,
        version: &Version,
    ) -> Result<impl futures::Stream<Item = kube::Result<WatchEvent<K>>> + use<K>, Fault> {
        let seconds = Timing::spread(self.timing.watch).as_secs_f64().round().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "seconds of a short time"
        )]
        let params = WatchParams::default().labels(&self.labels).timeout(seconds as u32);
        let opened = timeout(self.timing.answer, self.api.watch(&params, version.as_str())).await;
        opened.map_err(|_| Fault::Late(self.timing.answer))?.map_err(Fault::of)
    }

    /// Takes what a watch tells until it ends.
    async fn take_all(
        &mut self,
        stream: impl futures::Stream<Item = kube::Result<WatchEvent<K>>>,
        version: &mut Version,
        take: &mut impl FnMut(Event<K>),
    ) -> End {
        pin_mut!(stream);
        let opened = Instant::now();
        let mut heard = opened;
        // One that stays open works; but after a silence only one that tells something.
        let mut is_proven = self.trouble.as_ref().is_some_and(|trouble| trouble.is_silence);
        loop {
            let until =
                if is_proven { heard + self.timing.silence } else { opened + self.timing.report_after };
            let event = tokio::select! {
                event = stream.next() => event,
                _ = self.resets.changed() => return End::Reset,
                () = sleep_until(until) => {
                    if is_proven {
                        return End::Fault(Fault::Silent(self.timing.silence));
                    }
                    is_proven = true;
                    self.works();
                    continue;
                }
            };
            heard = Instant::now();
            match event {
                None if opened.elapsed() >= self.timing.report_after => return End::Over,
                None => return End::Fault(Fault::Closed),
                Some(event) => match taken(event, version) {
                    Ok(event) => {
                        event.into_iter().for_each(&mut *take);
                        is_proven = true;
                        self.works();
                    }
                    Err(fault) => return End::Fault(fault),
                },
            }
        }
    }

    fn works(&mut self) {
        self.known = Timestamp::now();
        if self.trouble.take().is_some_and(|trouble| trouble.is_reported) {
            self.link.watch_works(&self.kind);
        }
    }

    fn failed(&mut self, fault: &Fault) {
        let why = fault.sentence();
        tracing::debug!("watching {}: {why}", self.kind);
        if fault.is_forbidden() {
            self.link.doubt_rights();
        }
        if self.trouble.is_none() {
            // Once for each trouble: the monitor asks again by itself.
            self.link.raise_alarm();
        }
        let trouble = self.trouble.get_or_insert_with(|| Trouble {
            began: Instant::now(),
            since: self.known,
            why: String::new(),
            is_silence: false,
            is_reported: false,
        });
        trouble.why = why;
        trouble.is_silence = matches!(fault, Fault::Silent(_));
        // Silence lasted long enough already, and a trouble that was told may have another reason by now.
        if trouble.is_silence || trouble.is_reported || trouble.began.elapsed() >= self.timing.report_after {
            self.report();
        }
    }

    fn report(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.is_reported = true;
            self.link.watch_fails(&self.kind, trouble.since, &trouble.why);
        }
    }
}

/// What an event of a watch is to whoever follows; `None` for a bookmark and for what was told before.
fn taken<K: Resource>(
    event: kube::Result<WatchEvent<K>>,
    version: &mut Version,
) -> Result<Option<Event<K>>, Fault> {
    let (now, event) = match event.map_err(Fault::of)? {
        WatchEvent::Added(object) | WatchEvent::Modified(object) => {
            (object.resource_version(), Some(Event::Apply(object)))
        }
        WatchEvent::Deleted(object) => (object.resource_version(), Some(Event::Delete(object))),
        WatchEvent::Bookmark(bookmark) => (Some(bookmark.metadata.resource_version), None),
        WatchEvent::Error(status) => return Err(Fault::of(kube::Error::Api(status))),
    };
    let now = Version::new(now.unwrap_or_default());
    if now.is_before(version) {
        return Err(Fault::Back);
    }
    let is_repeated = event.is_some() && now == *version;
    *version = now;
    Ok(event.filter(|_| !is_repeated))
}

#[cfg(test)]
mod tests;
