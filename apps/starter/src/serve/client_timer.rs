//! The timer of a connection: it ends when the client is late.

use super::activity::Activity;
use crate::limits::ClientTimeouts;
use std::fmt::Display;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use tokio::time::{Instant, sleep_until};

/// Polls a connection until it ends by itself or its client is late. One timer is enough, since all that moves the deadline
/// happens while the connection is polled.
pub(crate) async fn limit<E: Display>(
    connection: impl Future<Output = Result<(), E>>,
    activity: Arc<Activity>,
    timeouts: ClientTimeouts,
    shutdown: Arc<OnceLock<Instant>>,
) {
    let mut connection = pin!(connection);
    let mut timer = pin!(sleep_until(Instant::now()));
    let end = poll_fn(|cx| {
        if let Poll::Ready(result) = connection.as_mut().poll(cx) {
            return Poll::Ready(result.map_err(Some));
        }
        let Some(deadline) = activity.deadline(&timeouts, shutdown.get().copied()) else {
            return Poll::Pending;
        };
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx).map(|()| Err(None))
    });
    match end.await {
        Ok(()) => {}
        Err(Some(error)) => tracing::debug!(%error, "connection.broken"),
        Err(None) => tracing::debug!("connection.timed_out"),
    }
}
