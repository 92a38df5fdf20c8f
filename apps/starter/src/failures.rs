//! The lines in the log about requests that were answered with an error of ours: one in a while, however many there are.

use axum::http::StatusCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tower_http::classify::ServerErrorsFailureClass;
use tracing::Span;

/// The shortest time between two lines about one status.
const INTERVAL: Duration = Duration::from_secs(10);

/// Returns what `TraceLayer` calls for each answer of 500 and above. The first of each status is logged at once, and the
/// next line says how many there were since. Their causes are in Lucerna's event `auth.failed`.
pub(crate) fn log() -> impl Fn(ServerErrorsFailureClass, Duration, &Span) + Clone {
    let counts = Arc::new(Mutex::new(FailureCounts::default()));
    move |class: ServerErrorsFailureClass, _: Duration, _: &Span| {
        let ServerErrorsFailureClass::StatusCode(status) = class else { return };
        let count = counts.lock().unwrap_or_else(PoisonError::into_inner).note(status, Instant::now());
        match (count, status) {
            (None, _) => {}
            (Some(count), StatusCode::SERVICE_UNAVAILABLE) => {
                tracing::warn!(status = status.as_u16(), count, "requests.failed");
            }
            (Some(count), _) => tracing::error!(status = status.as_u16(), count, "requests.failed"),
        }
    }
}

/// The answers of each status since its last line.
#[derive(Default)]
struct FailureCounts(HashMap<StatusCode, (u64, Option<Instant>)>);

impl FailureCounts {
    /// Counts an answer. If a line is due, returns the number of answers since the last one.
    fn note(&mut self, status: StatusCode, now: Instant) -> Option<u64> {
        let (unreported, reported) = self.0.entry(status).or_default();
        *unreported += 1;
        let is_due = reported.is_none_or(|it| now.duration_since(it) >= INTERVAL);
        is_due.then(|| {
            *reported = Some(now);
            std::mem::take(unreported)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_one_line_in_an_interval() {
        let (mut counts, start) = (FailureCounts::default(), Instant::now());
        assert_eq!(counts.note(StatusCode::SERVICE_UNAVAILABLE, start), Some(1));
        assert_eq!(counts.note(StatusCode::INTERNAL_SERVER_ERROR, start), Some(1));
        for _ in 0..9280 {
            assert_eq!(counts.note(StatusCode::SERVICE_UNAVAILABLE, start + INTERVAL / 2), None);
        }
        assert_eq!(counts.note(StatusCode::SERVICE_UNAVAILABLE, start + INTERVAL), Some(9281));
        assert_eq!(counts.note(StatusCode::INTERNAL_SERVER_ERROR, start + INTERVAL), Some(1));
    }
}
