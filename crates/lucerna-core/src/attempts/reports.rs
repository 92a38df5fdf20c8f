//! The events of limits. A flood of refused attempts writes few of them.

use super::Attempts;
use super::counters::CounterName;
use crate::{Event, Outcome, RatePolicy, TooManyAttempts};
use lucerna_throttle::Decision;
use std::time::Duration;

/// The time between two reports of refusals without an end.
const LOCKED_IS_REPORTED_EVERY: Duration = Duration::from_secs(60 * 60);

impl Attempts {
    /// Reports a refusal, once per delay or window and process.
    pub(super) fn report_refused(&self, name: &CounterName, refused: TooManyAttempts) {
        let once = RatePolicy::new(1, refused.retry_after.unwrap_or(LOCKED_IS_REPORTED_EVERY));
        let reported = &self.limits().reported;
        let first = reported.count(&name.purpose.key(), &name.subject, &once, self.now());
        if matches!(first, Decision::Allowed(_)) {
            let is_network = name.purpose.is_of_networks();
            self.emit(if is_network { "attempts.network_limited" } else { "attempts.limited" }, name, None);
        }
    }

    /// Reports a failure that starts a delay or locks the account.
    pub(super) fn report_failed(&self, event: &'static str, name: &CounterName, failures: u32) {
        self.emit(event, name, Some(u64::from(failures)));
    }

    fn emit(&self, event: &'static str, name: &CounterName, count: Option<u64>) {
        let network = self.network();
        let event = Event::new(event, Outcome::Refused).purpose(name.purpose.name());
        self.services.emit(Event { network, count, user_id: self.user.clone(), ..event });
    }
}
