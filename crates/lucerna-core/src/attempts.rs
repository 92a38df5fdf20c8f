//! Limits on attempts: who may try how often, counted before the attempt is checked.

mod counters;
mod limits;
mod password;
mod reports;
mod second_factor;
mod sign_up;
mod stored;

pub(crate) use counters::Counters;
pub(crate) use limits::AttemptLimits;
pub(crate) use stored::ATTEMPTS;

use crate::{
    AttemptError, AttemptPolicy, Error, Event, Network, Outcome, RatePolicy, Services, TooManyAttempts,
    UserId,
};
use counters::{CountedAction, CounterName};
use limits::CountPurpose;
use lucerna_throttle::Decision;
use std::fmt;
use std::sync::atomic::Ordering;

/// The advice about requests without an address.
const UNKNOWN_ADDRESS: &str = "a request has no address, so that no limit of networks applies: serve axum's router with \
                               `into_make_service_with_connect_info::<SocketAddr>()`, or insert a `PeerAddress`";

/// Counts of attempts for features, with limits of their own: see [`Services::attempts`].
///
/// The counts are where those of sign-ins are: in the memory of the process, or
/// [in the store](crate::AuthBuilder::attempts_in_store). A purpose and a subject name a count. The store keeps only
/// their hash, since people type passwords into the fields for names.
///
/// ```
/// # use lucerna_core::*;
/// # use std::time::Duration;
/// /// Checks a code of a user, at most five times in a row without a delay.
/// async fn check(services: &Services, user: &UserId, is_right: bool) -> Result<bool, AttemptError> {
///     let attempts = services.attempts();
///     attempts.try_account("pin", user.as_str(), &AttemptPolicy::default()).await?; // before the check
///     if is_right {
///         attempts.clear("pin", user.as_str()).await?;
///     }
///     Ok(is_right)
/// }
///
/// /// Sends at most three codes in a quarter of an hour, and none that no address asked for.
/// async fn may_send(services: &Services, address: &str) -> Result<(), AttemptError> {
///     let policy = RatePolicy::new(3, Duration::from_secs(15 * 60));
///     services.attempts().try_rate("mail", address, &policy).await
/// }
/// ```
#[derive(Clone)]
pub struct Attempts {
    services: Services,
    /// The user whose account is known to be concerned, for events.
    user: Option<UserId>,
}

impl Attempts {
    pub(crate) fn new(services: Services) -> Self {
        Self { services, user: None }
    }

    /// Counts an attempt as a failure, before it is checked. Call [`clear`](Self::clear) after a success.
    ///
    /// Of concurrent callers, no more than the policy allows succeed. If the caller is dropped or fails in between, the
    /// attempt stays counted.
    ///
    /// # Errors
    /// [`AttemptError`]: the limit is reached, or the store of the counts failed. Do not check the attempt then.
    pub async fn try_account(
        &self,
        purpose: &'static str,
        subject: &str,
        policy: &AttemptPolicy,
    ) -> Result<(), AttemptError> {
        self.try_failure(CountPurpose::of_feature(purpose), subject, policy).await
    }

    /// Counts an action in its window, such as a message to an address.
    ///
    /// # Errors
    /// As [`try_account`](Self::try_account).
    pub async fn try_rate(
        &self,
        purpose: &'static str,
        subject: &str,
        policy: &RatePolicy,
    ) -> Result<(), AttemptError> {
        self.try_action(CountPurpose::of_feature(purpose), subject, policy).await.map(drop)
    }

    /// Clears a count, after a success or by an administrator.
    ///
    /// # Errors
    /// [`Error`] if the store of the counts failed.
    pub async fn clear(&self, purpose: &'static str, subject: &str) -> Result<(), Error> {
        self.clear_count(&CounterName::new(CountPurpose::of_feature(purpose), subject)).await
    }

    async fn try_failure(
        &self,
        purpose: CountPurpose,
        subject: &str,
        policy: &AttemptPolicy,
    ) -> Result<(), AttemptError> {
        let name = CounterName::new(purpose, subject);
        let seen = self.peek(&name, policy).await?;
        let counted = self.count_failure(&name, policy, seen).await?;
        Ok(self.allowed(&name, counted).map(drop)?)
    }

    async fn try_action(
        &self,
        purpose: CountPurpose,
        subject: &str,
        policy: &RatePolicy,
    ) -> Result<CountedAction, AttemptError> {
        let name = CounterName::new(purpose, subject);
        let counted = self.count_action(&name, policy).await?;
        let window = self.allowed(&name, counted)?;
        Ok(CountedAction { name, window })
    }

    /// Returns these counts for attempts at the account of a user.
    pub(crate) fn about(self, user: Option<&UserId>) -> Self {
        Self { user: user.cloned(), ..self }
    }

    /// Returns the value of an allowed attempt, and reports a refused one.
    fn allowed<T>(&self, name: &CounterName, decision: Decision<T>) -> Result<T, TooManyAttempts> {
        let refused = match decision {
            Decision::Allowed(value) => return Ok(value),
            Decision::Wait(wait) => TooManyAttempts::until_after(wait),
            Decision::Locked => TooManyAttempts::locked(),
        };
        self.report_refused(name, refused);
        Err(refused)
    }

    fn limits(&self) -> &AttemptLimits {
        &self.services.inner.limits
    }

    /// Returns the network of the caller. If a request has no address, says so once, since no limit of networks applies.
    fn network(&self) -> Option<Network> {
        let client = &self.services.client;
        let network = client.address().map(Network::of);
        if network.is_none() && client.is_of_request() {
            self.warn_of_unknown_address();
        }
        network
    }

    fn warn_of_unknown_address(&self) {
        if !self.limits().unknown_address.swap(true, Ordering::Relaxed) {
            self.services.emit(Event::new("address.unknown", Outcome::Failed).error(&UNKNOWN_ADDRESS));
        }
    }

    fn now(&self) -> i64 {
        self.services.now().unix_millis()
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts").finish_non_exhaustive()
    }
}
