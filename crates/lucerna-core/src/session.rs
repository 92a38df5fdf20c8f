//! Sessions and their lifetimes.

use crate::cookie::LONGEST;
use crate::verified::SKEW;
use crate::{Methods, SessionId, SessionRecord, Timestamp, User};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The most by which a session's start may lie in the future. No clock is off by more than this.
const MAX_START_AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

/// A session: a browser or device in which a user is signed in. `U` and `S` are the application's attributes of the
/// user and of the session.
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
    /// The session's id in the store, which is not secret.
    pub id: SessionId,
    /// The user of the session.
    pub user: User<U>,
    /// The application's own attributes of the session.
    pub attributes: S,
    /// The session's limits.
    pub expiry: Expiry,
    /// The start, the verification and the carrier of the session.
    pub details: SessionDetails,
    /// True if this request renewed the session.
    pub renewed: bool,
}

/// A session in a list of a user's sessions.
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
    /// The session's id in the store, which is not secret.
    pub id: SessionId,
    /// The application's own attributes of the session.
    pub attributes: S,
    /// The session's limits.
    pub expiry: Expiry,
    /// The session's state.
    pub state: SessionState,
    /// The start, the verification and the carrier of the session.
    pub details: SessionDetails,
    /// The time of the last renewal, or else of the start. The session may have been used up to one active period
    /// later.
    pub last_seen: Timestamp,
}

/// The start, the verification and the carrier of a session. They are unknown if the session started before Lucerna
/// recorded them, or was adopted from Lucia.
///
/// ```
/// use lucerna_core::{Carrier, SessionDetails};
///
/// let adopted = SessionDetails::default();
/// assert_eq!((adopted.started, adopted.carrier), (None, Carrier::Any));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct SessionDetails {
    /// The time of the start.
    pub started: Option<Timestamp>,
    /// The time of the user's last verification.
    pub verified: Option<Timestamp>,
    /// The methods of the verification.
    pub methods: Methods,
    /// The carrier of the token.
    pub carrier: Carrier,
}

/// The carrier of a session's token. A token is accepted only from its own carrier.
///
/// ```
/// use lucerna_core::Carrier;
///
/// assert_eq!(Carrier::parse(Carrier::Bearer.name()), Some(Carrier::Bearer));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "stores keep it and must handle each carrier")]
pub enum Carrier {
    /// A cookie that outlives the browser.
    Cookie,
    /// A cookie that the browser forgets when it closes.
    BrowserCookie,
    /// The header `Authorization: Bearer …`.
    Bearer,
    /// A cookie or that header. Lucia's sessions allowed both with one token.
    #[default]
    Any,
}

impl Carrier {
    /// Returns the name under which a store keeps the carrier.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::BrowserCookie => "browser_cookie",
            Self::Bearer => "bearer",
            Self::Any => "any",
        }
    }

    /// Parses the name from a store.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Cookie, Self::BrowserCookie, Self::Bearer, Self::Any].into_iter().find(|it| it.name() == name)
    }

    pub(crate) fn is_cookie(self) -> bool {
        self != Self::Bearer
    }

    pub(crate) fn is_bearer(self) -> bool {
        matches!(self, Self::Bearer | Self::Any)
    }
}

/// Options of a session to start.
///
/// ```
/// use lucerna_core::{SessionOptions, SessionPolicy};
/// use std::time::Duration;
///
/// // The visitor has not chosen "remember me".
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
    pub(crate) any_carrier: bool,
}

impl<S> SessionOptions<S> {
    /// Creates options with these attributes and otherwise the defaults.
    pub fn new(attributes: S) -> Self {
        Self { attributes, policy: None, until_browser_closes: false, any_carrier: false }
    }

    /// Accepts the token both as a cookie and as a bearer token. Use it only for an interface that has to work as
    /// Lucia's did. An attacker who reads a token that a script keeps can then plant it as a cookie.
    pub fn danger_any_carrier(mut self) -> Self {
        self.any_carrier = true;
        self
    }

    /// Sets a policy for this session: its periods and limit, also for renewals. The window of a recent verification
    /// stays that of all sessions.
    pub fn policy(mut self, policy: SessionPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Sets the cookie without `Max-Age`. The browser forgets it when it closes, unless it restores the previous
    /// session's tabs.
    pub fn until_browser_closes(mut self) -> Self {
        self.until_browser_closes = true;
        self
    }
}

/// The lifetimes of sessions.
///
/// A session is *active* at first, then *idle*. The next request renews an idle session, so a regular visitor stays
/// signed in. The store is written to at most once per active period. A session expires after its idle period without
/// use, and always at its absolute limit (ASVS 5.0 7.3.1 and 7.3.2, NIST SP 800-63B-4 §5.2).
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
    /// The active period, from the start or the last renewal. Default: 1 day, as in Lucia.
    pub active: Duration,
    /// The idle period after it, until the session expires. Default: 14 days, as in Lucia.
    pub idle: Duration,
    /// The maximum lifetime, however often the session is used. Default: 90 days, so that a stolen token does not work
    /// forever. NIST's AAL1 asks for 30 days.
    pub absolute: Duration,
    /// The time for which a verification counts as recent. Default: 15 minutes, as in most products with a "sudo mode".
    pub recent: Duration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self { active: DAY, idle: 14 * DAY, absolute: 90 * DAY, recent: Duration::from_secs(15 * 60) }
    }
}

impl SessionPolicy {
    /// Returns the limits of a session that starts now.
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

    /// Returns a row's limits, reduced to what this policy allows. A shorter policy applies to earlier sessions too,
    /// unless they have periods of their own. If the start is unknown, as in adopted databases, the row's limits apply,
    /// up to the lifetime of a cookie from now. A session that starts more than a day in the future is expired.
    pub(crate) fn clamp(&self, row: &SessionRecord, now: Timestamp) -> Expiry {
        let longest = LONGEST.max(self.absolute);
        let last = match (row.details.started, row.periods) {
            (Some(started), _) if started > now.after(MAX_START_AHEAD) => {
                Timestamp::from_unix_millis(i64::MIN)
            }
            // A bearer token may be issued for years. No cookie lives that long.
            (Some(_), Some(_)) if row.details.carrier == Carrier::Bearer => return row.expiry,
            (Some(started), Some(_)) => started.after(longest),
            (Some(started), None) => started.after(self.absolute),
            (None, _) => now.after(longest),
        };
        let Expiry { active, idle, absolute } = row.expiry;
        Expiry { active: active.min(last), idle: idle.min(last), absolute: absolute.min(last) }
    }

    /// Returns true if a verification at this time counts as recent.
    pub(crate) fn is_recent(&self, verified: Timestamp, now: Timestamp) -> bool {
        verified <= now.after(SKEW) && now <= verified.after(self.recent)
    }

    /// Returns the periods of the policy.
    #[must_use]
    pub fn periods(&self) -> SessionPeriods {
        SessionPeriods { active: self.active, idle: self.idle }
    }
}

/// The active and idle periods of one session.
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
    /// The active period: see [`SessionPolicy::active`].
    pub active: Duration,
    /// The idle period: see [`SessionPolicy::idle`].
    pub idle: Duration,
}

impl SessionPeriods {
    /// Returns the limits of a session that is renewed now. The absolute limit stays.
    #[must_use]
    pub fn renew(&self, expiry: Expiry, now: Timestamp) -> Expiry {
        self.limits(now, expiry.absolute)
    }

    fn limits(&self, now: Timestamp, absolute: Timestamp) -> Expiry {
        let active = now.after(self.active).min(absolute);
        Expiry { active, idle: active.after(self.idle).min(absolute), absolute }
    }
}

/// The limits of a session. The last millisecond of each still counts, as in Lucia.
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
    /// The end of the active period. Until then using the session writes nothing.
    pub active: Timestamp,
    /// The end of the idle period. Until then using the session renews it.
    pub idle: Timestamp,
    /// The end of the session, used or not.
    pub absolute: Timestamp,
}

impl Expiry {
    /// Returns the session's state at this time.
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

/// The state of a session.
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
#[expect(clippy::exhaustive_enums, reason = "callers must handle each state")]
pub enum SessionState {
    /// The session is valid, and using it writes nothing.
    Active,
    /// The session is valid, and using it renews it.
    Idle,
    /// The session has expired.
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
    fn rt_066_every_limit_is_exact_to_the_millisecond() {
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

    fn row(started: Option<i64>, periods: Option<SessionPeriods>, absolute: i64) -> SessionRecord {
        let expiry = Expiry { active: at(absolute), idle: at(absolute), absolute: at(absolute) };
        let details = SessionDetails { started: started.map(at), ..SessionDetails::default() };
        let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        let attributes = crate::Row::new();
        SessionRecord { id, user_id: "u1".into(), expiry, periods, details, attributes }
    }

    #[test]
    fn rt_066_a_row_lasts_no_longer_than_the_current_policy() {
        let policy = SessionPolicy::default();
        let day = 86_400_000;
        let century = 36_525 * day;
        let judge = |row: &SessionRecord| policy.clamp(row, at(0)).judge(at(0));
        assert_eq!(policy.clamp(&row(Some(0), None, century), at(0)).absolute, at(90 * day));
        assert_eq!(judge(&row(Some(-91 * day), None, century)), SessionState::Dead);
        assert_eq!(policy.clamp(&row(None, None, century), at(day)).absolute, at(401 * day));
        assert_eq!(judge(&row(None, None, 400 * day)), SessionState::Active);
        // A start in the future must not give a limit that moves with the clock.
        assert_eq!(judge(&row(Some(century), None, 2 * century)), SessionState::Dead);
        for now in [at(0), at(day)] {
            assert_eq!(policy.clamp(&row(Some(day), None, century), now).absolute, at(91 * day));
        }
        let own = row(Some(0), Some(policy.periods()), century);
        assert_eq!(policy.clamp(&own, at(0)).absolute, at(400 * day));
        let mut bearer = own.clone();
        bearer.details.carrier = Carrier::Bearer;
        assert_eq!(policy.clamp(&bearer, at(0)), bearer.expiry);
        let longer = SessionPolicy { absolute: Duration::from_secs(2 * 365 * 86_400), ..policy };
        assert_eq!(longer.clamp(&row(None, None, 700 * day), at(0)).absolute, at(700 * day));
    }

    #[test]
    fn each_carrier_is_accepted_only_as_itself() {
        for (carrier, cookie, bearer) in [
            (Carrier::Cookie, true, false),
            (Carrier::BrowserCookie, true, false),
            (Carrier::Bearer, false, true),
            (Carrier::Any, true, true),
        ] {
            assert_eq!((carrier.is_cookie(), carrier.is_bearer()), (cookie, bearer), "{carrier:?}");
        }
    }

    #[test]
    fn a_session_expires_at_its_absolute_limit_before_the_others() {
        let expiry = Expiry { active: at(10), idle: at(20), absolute: at(5) };
        assert_eq!(expiry.judge(at(5)), SessionState::Active);
        assert_eq!(expiry.judge(at(6)), SessionState::Dead);
    }

    proptest! {
        #[test]
        fn limits_are_ordered_and_renewal_keeps_the_absolute_one(
            active in 0u64..1 << 40, idle in 0u64..1 << 40, absolute in 0u64..1 << 40, used in 0i64..1 << 41,
        ) {
            let [active, idle, absolute] = [active, idle, absolute].map(Duration::from_millis);
            let policy = SessionPolicy { active, idle, absolute, ..SessionPolicy::default() };
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
