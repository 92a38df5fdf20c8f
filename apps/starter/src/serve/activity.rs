//! The activity of a connection, and the time at which it has to end.

use crate::limits::ClientTimeouts;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The time that the server waits for a client once it shuts down.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(3);

/// The state of one connection, which its stream and its requests write and its timer reads.
#[derive(Debug)]
pub(crate) struct Activity(Mutex<ActivityState>);

#[derive(Clone, Copy, Debug)]
struct ActivityState {
    phase: ConnectionPhase,
    /// The time since which answers wait for the client to read.
    blocked: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
enum ConnectionPhase {
    /// The head of a request is arriving.
    Head(Instant),
    /// All requests are answered.
    Idle(Instant),
    /// The application has a request, whose body it may be waiting for.
    Request { begun: Instant, awaits_body: bool },
}

impl Activity {
    /// Begins a connection, whose first head is expected.
    pub(crate) fn new(now: Instant) -> Self {
        Self(Mutex::new(ActivityState { phase: ConnectionPhase::Head(now), blocked: None }))
    }

    fn state(&self) -> MutexGuard<'_, ActivityState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that bytes arrived. On an idle connection they begin a head.
    pub(crate) fn received(&self) {
        let mut state = self.state();
        if let ConnectionPhase::Idle(_) = state.phase {
            state.phase = ConnectionPhase::Head(Instant::now());
        }
    }

    /// Notes that a head is complete and the application has the request.
    pub(crate) fn request_begun(&self) {
        self.state().phase = ConnectionPhase::Request { begun: Instant::now(), awaits_body: false };
    }

    /// Notes whether the application waits for more of the body.
    pub(crate) fn set_awaits_body(&self, waits: bool) {
        if let ConnectionPhase::Request { awaits_body, .. } = &mut self.state().phase {
            *awaits_body = waits;
        }
    }

    /// Notes that the application has answered. The answer has not been sent.
    pub(crate) fn answered(&self) {
        self.state().phase = ConnectionPhase::Idle(Instant::now());
    }

    /// Notes that the client took bytes of an answer, of which there may be more.
    pub(crate) fn sent(&self) {
        let mut state = self.state();
        if let ConnectionPhase::Idle(since) = &mut state.phase {
            *since = Instant::now();
        }
    }

    /// Notes that the client has to read before more can be sent.
    pub(crate) fn write_blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// Notes that the client, or the kernel on its behalf, has taken all answers.
    pub(crate) fn flushed(&self) {
        self.state().blocked = None;
    }

    /// Returns the time since which the connection waits for its client. `None` while the application works.
    pub(crate) fn waiting_since(&self) -> Option<Instant> {
        let ActivityState { phase, blocked } = *self.state();
        blocked.or(match phase {
            ConnectionPhase::Head(since) | ConnectionPhase::Idle(since) => Some(since),
            ConnectionPhase::Request { begun, awaits_body } => awaits_body.then_some(begun),
        })
    }

    /// Returns the time at which the server stops waiting for the client. In a shutdown that is soon. `None` while the
    /// application has a request, whose time it limits itself.
    pub(crate) fn deadline(&self, timeouts: &ClientTimeouts, shutdown: Option<Instant>) -> Option<Instant> {
        let ActivityState { phase, blocked } = *self.state();
        let (since, limit) = match (blocked, phase) {
            (Some(since), _) => (since, timeouts.write),
            (None, ConnectionPhase::Head(since)) => (since, timeouts.head),
            (None, ConnectionPhase::Idle(since)) => (since, timeouts.keep_alive),
            (None, ConnectionPhase::Request { .. }) => return None,
        };
        let deadline = since + limit;
        Some(shutdown.map_or(deadline, |begun| deadline.min(since.max(begun) + SHUTDOWN_GRACE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUTS: ClientTimeouts = ClientTimeouts {
        head: Duration::from_secs(10),
        keep_alive: Duration::from_secs(75),
        write: Duration::from_secs(30),
    };

    /// Returns the seconds that the server waits from now on.
    fn seconds(activity: &Activity, shutdown: Option<Instant>) -> Option<u64> {
        let deadline = activity.deadline(&TIMEOUTS, shutdown)?;
        Some((deadline - Instant::now()).as_secs_f64().round() as u64)
    }

    #[test]
    fn each_thing_that_a_client_does_has_its_limit() {
        let activity = Activity::new(Instant::now());
        assert_eq!(seconds(&activity, None), Some(10));
        activity.request_begun();
        assert_eq!(seconds(&activity, None), None);
        activity.answered();
        assert_eq!(seconds(&activity, None), Some(75));
        activity.write_blocked();
        assert_eq!(seconds(&activity, None), Some(30));
        activity.flushed();
        activity.received();
        assert_eq!(seconds(&activity, None), Some(10));
    }

    #[test]
    fn a_shutdown_waits_for_applications_and_hardly_for_clients() {
        let activity = Activity::new(Instant::now());
        assert_eq!(seconds(&activity, Some(Instant::now())), Some(3));
        activity.request_begun();
        assert_eq!(seconds(&activity, Some(Instant::now())), None);
    }

    #[test]
    fn bytes_that_trickle_in_or_out_move_no_deadline() {
        let begun = Instant::now() - Duration::from_secs(5);
        let activity = Activity::new(begun);
        activity.received();
        assert_eq!((activity.waiting_since(), seconds(&activity, None)), (Some(begun), Some(5)));
        activity.answered();
        activity.write_blocked();
        let blocked = activity.waiting_since();
        activity.sent();
        activity.write_blocked();
        assert_eq!(activity.waiting_since(), blocked);
    }

    #[test]
    fn a_connection_waits_for_its_client_unless_the_application_works() {
        let activity = Activity::new(Instant::now());
        assert!(activity.waiting_since().is_some());
        activity.request_begun();
        assert!(activity.waiting_since().is_none());
        activity.set_awaits_body(true);
        assert!(activity.waiting_since().is_some());
        activity.set_awaits_body(false);
        assert!(activity.waiting_since().is_none());
    }
}
