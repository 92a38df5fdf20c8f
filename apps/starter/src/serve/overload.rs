//! The line in the log about too many connections.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The shortest time between two lines, however many connections are closed.
const INTERVAL: Duration = Duration::from_secs(60);

/// Counts connections that were closed or refused because there were too many.
#[derive(Debug, Default)]
pub(crate) struct Overload(Mutex<Count>);

#[derive(Debug, Default)]
struct Count {
    unreported: u64,
    reported: Option<Instant>,
}

impl Overload {
    /// Notes one connection, for which another was closed or which was refused, and writes a line if there was none in the
    /// last minute.
    pub(crate) fn note(&self, peer: IpAddr) {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        count.unreported += 1;
        if count.reported.is_none_or(|it| it.elapsed() >= INTERVAL) {
            tracing::warn!(%peer, count = count.unreported, "connections.too_many");
            *count = Count { unreported: 0, reported: Some(Instant::now()) };
        }
    }
}
