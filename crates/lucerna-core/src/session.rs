//! A session's life: active, idle, dead.

use crate::{SessionId, Timestamp, User};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A browser or device in which a user is signed in. `U` and `S` are the application's attributes of the user and
/// of the session.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, request: impl RequestHead) -> Result<(), AuthenticateError> {
/// if let Some(session) = auth.authenticate(&request).await? {
///     println!("{} is signed in until {:?}", session.user.id, session.expiry.absolute);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session<U, S = ()> {
    /// The name of the session in the store; not secret.
    pub id: SessionId,
    /// Whose session it is.
    pub user: User<U>,
    /// The application's own attributes of the session.
    pub attributes: S,
    /// Until when it lasts.
    pub expiry: Expiry,
    /// Whether this very request renewed it.
    pub renewed: bool,
}

/// One of a user's sessions, in a list of them.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, current: Session<()>) -> Result<(), Error> {
/// for session in auth.user_sessions(&current.user.id).await? {
///     println!("{}{}", session.id, if session.id == current.id { " (this one)" } else { "" });
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSession<S = ()> {
    /// The name of the session in the store; not secret.
    pub id: SessionId,
    /// The application's own attributes of the session.
    pub attributes: S,
    /// Until when it lasts.
    pub expiry: Expiry,
    /// Where in its life it is.
    pub state: SessionState,
}

/// What is particular about a session that is to start.
///
/// ```
/// use lucerna_core::{SessionOptions, SessionPolicy};
/// use std::time::Duration;
///
/// // A visitor who does not want to be remembered.
/// let mut policy = SessionPolicy::default();
/// policy.absolute = Duration::from_secs(8 * 60 * 60);
/// let options = SessionOptions::<()>::default().policy(policy).until_browser_closes();
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "options do nothing until a session starts with them"]
pub struct SessionOptions<S = ()> {
    pub(crate) attributes: S,
    pub(crate) policy: Option<SessionPolicy>,
    pub(crate) until_browser_closes: bool,
}

impl<S> SessionOptions<S> {
    /// A session with these attributes and everything else as usual.
    pub fn new(attributes: S) -> Self {
        Self { attributes, policy: None, until_browser_closes: false }
    }

    /// Its own periods and limit. Renewals keep to them.
    pub fn policy(mut self, policy: SessionPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// A cookie without `Max-Age`, which browsers forget when they are closed, unless they restore what was open.
    pub fn until_browser_closes(mut self) -> Self {
        self.until_browser_closes = true;
        self
    }
}

/// How long sessions last.
///
/// A session is *active* at first. After that it is *idle*: the next request renews it, so that a visitor who keeps
/// coming stays signed in while the store is written to once per active period at most. A session nobody used
/// through its idle period is dead, and so is every session at its absolute limit (ASVS 5.0 7.3.1 and 7.3.2, NIST
/// SP 800-63B-4 §5.2).
///
/// ```
/// use lucerna_core::SessionPolicy;
/// use std::time::Duration;
///
/// let mut policy = SessionPolicy::default();
/// policy.absolute = Duration::from_secs(30 * 24 * 60 * 60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionPolicy {
    /// How long a session stays active, from its start or its renewal. Default: 1 day, as in Lucia.
    pub active: Duration,
    /// How long it then stays idle before it dies. Default: 14 days, as in Lucia.
    pub idle: Duration,
    /// How long it lasts at most, however much it is used. Default: 90 days, so that a stolen token does not serve
    /// for ever. NIST's AAL1 wants 30 days.
    pub absolute: Duration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self { active: DAY, idle: 14 * DAY, absolute: 90 * DAY }
    }
}

impl SessionPolicy {
    /// The limits of a session that starts now.
    ///
    /// ```
    /// use lucerna_core::{Clock, SessionPolicy, SystemClock};
    ///
    /// let policy = SessionPolicy::default();
    /// let now = SystemClock::default().now();
    /// assert_eq!(policy.start(now).active, now.after(policy.active));
    /// ```
    #[must_use]
    pub fn start(&self, now: Timestamp) -> Expiry {
        self.periods().limits(now, now.after(self.absolute))
    }

    /// The periods of the policy.
    #[must_use]
    pub fn periods(&self) -> SessionPeriods {
        SessionPeriods { active: self.active, idle: self.idle }
    }
}

/// How long one session stays active, and idle after it.
///
/// ```
/// use lucerna_core::{SessionPolicy, Timestamp};
/// use std::time::Duration;
///
/// let policy = SessionPolicy::default();
/// let started = policy.start(Timestamp::from_unix_millis(0));
/// let a_day_later = started.active.after(Duration::from_secs(3600));
/// let renewed = policy.periods().renew(started, a_day_later);
/// assert_eq!(renewed.active, a_day_later.after(policy.active));
/// assert_eq!(renewed.absolute, started.absolute);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a session's row holds these two; stores build it")]
pub struct SessionPeriods {
    /// See [`SessionPolicy::active`].
    pub active: Duration,
    /// See [`SessionPolicy::idle`].
    pub idle: Duration,
}

impl SessionPeriods {
    /// The limits of a session that is used now; its absolute limit stays.
    #[must_use]
    pub fn renew(&self, expiry: Expiry, now: Timestamp) -> Expiry {
        self.limits(now, expiry.absolute)
    }

    fn limits(&self, now: Timestamp, absolute: Timestamp) -> Expiry {
        let active = now.after(self.active).min(absolute);
        Expiry { active, idle: active.after(self.idle).min(absolute), absolute }
    }
}

/// The limits of one session. The last millisecond of each still counts, as in Lucia.
///
/// ```
/// use lucerna_core::{Expiry, SessionState, Timestamp};
///
/// let [active, idle, absolute] = [100, 200, 900].map(Timestamp::from_unix_millis);
/// let expiry = Expiry { active, idle, absolute };
/// assert_eq!(expiry.judge(Timestamp::from_unix_millis(150)), SessionState::Idle);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "these three limits are what a session's row holds; stores build it"
)]
pub struct Expiry {
    /// Until then nothing is written when the session is used.
    pub active: Timestamp,
    /// Until then using the session renews it.
    pub idle: Timestamp,
    /// Then it ends, used or not.
    pub absolute: Timestamp,
}

impl Expiry {
    /// What the session is at this moment.
    ///
    /// ```
    /// use lucerna_core::{SessionPolicy, SessionState, Timestamp};
    /// use std::time::Duration;
    ///
    /// let start = Timestamp::from_unix_millis(0);
    /// let expiry = SessionPolicy::default().start(start);
    /// assert_eq!(expiry.judge(start.after(Duration::from_secs(3600))), SessionState::Active);
    /// assert_eq!(expiry.judge(expiry.idle), SessionState::Idle);
    /// assert_eq!(expiry.judge(expiry.absolute), SessionState::Dead);
    /// ```
    #[must_use]
    pub fn judge(&self, now: Timestamp) -> SessionState {
        if now > self.idle || now > self.absolute {
            SessionState::Dead
        } else if now > self.active {
            SessionState::Idle
        } else {
            SessionState::Active
        }
    }
}

/// Where in its life a session is.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, user: UserId) -> Result<(), Error> {
/// let sessions = auth.user_sessions(&user).await?;
/// let in_use = sessions.iter().filter(|it| it.state == SessionState::Active).count();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a session's life has these three states; a fourth would be a new design"
)]
pub enum SessionState {
    /// Valid; using it writes nothing.
    Active,
    /// Valid; using it renews it.
    Idle,
    /// Over.
    Dead,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis)
    }

    #[test]
    fn rt_066_every_limit_is_a_step_of_the_clock() {
        let expiry = SessionPolicy::default().start(at(0));
        let day = 86_400_000;
        assert_eq!(expiry, Expiry { active: at(day), idle: at(15 * day), absolute: at(90 * day) });
        assert_eq!(expiry.judge(at(day)), SessionState::Active);
        assert_eq!(expiry.judge(at(day + 1)), SessionState::Idle);
        assert_eq!(expiry.judge(at(15 * day)), SessionState::Idle);
        assert_eq!(expiry.judge(at(15 * day + 1)), SessionState::Dead);
    }

    #[test]
    fn a_visitor_who_comes_every_week_is_signed_in_for_ninety_days() {
        let policy = SessionPolicy::default();
        let week = 7 * DAY;
        let (mut now, mut expiry) = (at(0), policy.start(at(0)));
        while now.after(week) <= expiry.absolute {
            now = now.after(week);
            assert_ne!(expiry.judge(now), SessionState::Dead);
            expiry = policy.periods().renew(expiry, now);
        }
        assert_eq!(expiry.absolute, at(0).after(90 * DAY));
        assert_eq!(expiry.judge(now.after(week)), SessionState::Dead);
    }

    #[test]
    fn a_session_is_over_at_its_absolute_limit_whatever_a_row_says_of_the_others() {
        let expiry = Expiry { active: at(10), idle: at(20), absolute: at(5) };
        assert_eq!(expiry.judge(at(5)), SessionState::Active);
        assert_eq!(expiry.judge(at(6)), SessionState::Dead);
    }

    proptest! {
        #[test]
        fn limits_stand_in_order_and_the_absolute_one_never_moves(
            active in 0u64..1 << 40, idle in 0u64..1 << 40, absolute in 0u64..1 << 40, used in 0i64..1 << 41,
        ) {
            let [active, idle, absolute] = [active, idle, absolute].map(Duration::from_millis);
            let policy = SessionPolicy { active, idle, absolute };
            let start = policy.start(at(0));
            let renewed = policy.periods().renew(start, at(used));
            for expiry in [start, renewed] {
                prop_assert!(expiry.active <= expiry.idle && expiry.idle <= expiry.absolute);
                prop_assert_eq!(expiry.judge(expiry.absolute.after(Duration::from_millis(1))), SessionState::Dead);
            }
            prop_assert_eq!(renewed.absolute, start.absolute);
        }
    }
}
