//! The default observer: the log.

use super::{Event, Observer, Outcome};
use tracing::{info, warn};

/// Writes every event to the log of `tracing`, with the target `lucerna` and the event's name as the message. Failures
/// are warnings, other events are information. It is always active and runs on the caller's thread.
///
/// ```
/// use lucerna_core::{Event, LogObserver, Observer, Outcome};
///
/// LogObserver::default().observe(&Event::new("invitation.accepted", Outcome::Succeeded));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct LogObserver;

macro_rules! write_event {
    ($level:ident, $event:ident) => {
        $level!(
            target: "lucerna",
            user_id = $event.user_id.as_ref().map(display),
            session_id = $event.session_id.as_ref().map(display),
            provider = $event.provider.as_deref(),
            methods = $event.methods.as_ref().map(display),
            peer = $event.peer.as_ref().map(display),
            user_agent = $event.user_agent.as_deref(),
            network = $event.network.as_ref().map(display),
            purpose = $event.purpose,
            count = $event.count,
            error = $event.error.as_deref(),
            "{}",
            $event.name
        )
    };
}

impl Observer for LogObserver {
    fn observe(&self, event: &Event) {
        match event.outcome {
            Outcome::Succeeded | Outcome::Refused => write_event!(info, event),
            Outcome::Failed => write_event!(warn, event),
        }
    }
}
