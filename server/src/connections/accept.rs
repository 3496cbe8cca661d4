use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tower::ServiceExt;

use super::Limits;
use super::full::refuse;
use super::register::{Register, Seat};
use super::tracked::Tracked;
use super::watched::Watched;
use crate::shutdown::Shutdown;

/// Largest head of a request in bytes, and what a connection keeps of an answer that its client has not taken yet,
/// beside the piece it is in.
const BUFFER: usize = 64 << 10;

/// What the system keeps of an answer for a client that has not taken it, in bytes. By default it grows to 4 MiB for
/// each; this lets one that is 100 ms away still have a megabyte a second.
const SEND_BUFFER: usize = 128 << 10;

/// How often connections are looked at for those that took too long.
const LOOK: Duration = Duration::from_secs(1);

/// The wait after the system refused a connection for want of descriptors or memory: asked again at once, it would
/// refuse again at once.
const PAUSE: Duration = Duration::from_millis(100);

/// Refusals under way at a time; beyond them connections are closed without a word.
const REFUSALS: usize = 16;

/// Answers connections until the server ends, then lets those that are answered end.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, shutdown: Shutdown) {
    let door = Door {
        router,
        limits,
        register: Arc::default(),
        refusals: Arc::new(Semaphore::new(REFUSALS)),
        shutdown: shutdown.clone(),
    };
    let mut tasks = JoinSet::new();
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.wait() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => door.admit(stream, &mut tasks),
                Err(error) if is_the_clients(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    door.register.make_room(Instant::now(), &Limits { connections: 0, ..limits });
                    sleep(PAUSE).await;
                }
            },
            Some(_) = tasks.join_next() => {}
            _ = look.tick() => door.register.end_overdue(Instant::now(), &limits),
        }
    }
    drop(listener);
    end(&door.register, &limits, tasks).await;
}

/// Lets what is under way end, but waits for clients no longer than a moment.
async fn end(register: &Register, limits: &Limits, mut tasks: JoinSet<()>) {
    register.end_waiting();
    if all_end(&mut tasks, limits.farewell).await {
        return;
    }
    register.end_held_up(Instant::now(), limits);
    if !all_end(&mut tasks, limits.last).await {
        tracing::debug!("some connections did not end in time");
        tasks.shutdown().await;
    }
}

/// Whether all end within so long.
async fn all_end(tasks: &mut JoinSet<()>, limit: Duration) -> bool {
    let all = async { while tasks.join_next().await.is_some() {} };
    timeout(limit, all).await.is_ok()
}

/// Whether accepting failed by the connection's own doing.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

struct Door {
    router: Router,
    limits: Limits,
    register: Arc<Register>,
    refusals: Arc<Semaphore>,
    shutdown: Shutdown,
}

impl Door {
    /// Gives a connection a task, where there is room for it.
    fn admit(&self, stream: TcpStream, tasks: &mut JoinSet<()>) {
        let now = Instant::now();
        if self.register.make_room(now, &self.limits) {
            let (number, seat) = self.register.enter(now);
            let task = tasks.spawn(answer(stream, seat, self.router.clone(), self.shutdown.clone()));
            self.register.set_task(number, task);
        } else if let Ok(place) = self.refusals.clone().try_acquire_owned() {
            tasks.spawn(async move {
                refuse(stream).await;
                drop(place);
            });
        }
    }
}

/// Answers one connection until it ends, or the server does.
async fn answer(stream: TcpStream, seat: Seat, router: Router, shutdown: Shutdown) {
    prepare(&stream);
    let activity = seat.activity.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let activity = activity.clone();
        activity.asked(Instant::now());
        let request = request.map(|body| Body::new(Tracked::asked(body, activity.clone())));
        let answered = router.clone().oneshot(request);
        async move {
            let response: Response<Body> = answered.await?;
            Ok::<_, Infallible>(response.map(|body| Tracked::answer(body, activity)))
        }
    });
    let mut builder = http1::Builder::new();
    // Time limits are the register's: hyper's own would be one for the head and for idle connections.
    builder.max_buf_size(BUFFER).header_read_timeout(None);
    let io = TokioIo::new(Watched::new(stream, seat.activity.clone()));
    let mut connection = std::pin::pin!(builder.serve_connection(io, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.wait() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection broke off");
    }
}

/// What the system is told about a connection. Where it does not listen the connection works all the same.
fn prepare(stream: &TcpStream) {
    // A message of the live stream must not wait for the next one.
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(stream).set_send_buffer_size(SEND_BUFFER);
}
