//! A session's life: active, idle, dead.

use crate::cookie::LONGEST;
use crate::verified::SKEW;
use crate::{Methods, SessionId, SessionRecord, Timestamp, User};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// No cookie lives longer (RFC 6265bis §5.5), and so no session of a browser.
/// A row that claims to start later is none of ours: no clock is that wrong.
const AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

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
    /// When it started, how its user was verified, and for which callers it was made.
    pub details: SessionDetails,
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
    /// When it started, how its user was verified, and for which callers it was made.
    pub details: SessionDetails,
    /// When it was last renewed, or else started. It was used at that time, and perhaps for one active period after it.
    pub last_seen: Timestamp,
}

/// What a session's row knows of its beginning. Everything is unknown for a session that started before Lucerna recorded it,
/// or was adopted from Lucia.
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
    /// When it started.
    pub started: Option<Timestamp>,
    /// When its user was last verified.
    pub verified: Option<Timestamp>,
    /// By which methods.
    pub methods: Methods,
    /// What carries its token.
    pub carrier: Carrier,
}

/// What carries a session's token. A session made for one is never accepted from the other.
///
/// ```
/// use lucerna_core::Carrier;
///
/// assert_eq!(Carrier::parse(Carrier::Bearer.name()), Some(Carrier::Bearer));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "stores keep it; another must not pass one unseen")]
pub enum Carrier {
    /// A cookie that outlives the browser.
    Cookie,
    /// A cookie that the browser forgets when it is closed.
    BrowserCookie,
    /// The header `Authorization: Bearer …`.
    Bearer,
    /// A cookie or that header: sessions of Lucia's, where one token was both.
    #[default]
    Any,
}

impl Carrier {
    /// The name under which a store keeps it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::BrowserCookie => "browser_cookie",
            Self::Bearer => "bearer",
            Self::Any => "any",
        }
    }

    /// Reads the name that a store kept.
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
    pub(crate) any_carrier: bool,
}

impl<S> SessionOptions<S> {
    /// A session with these attributes and everything else as usual.
    pub fn new(attributes: S) -> Self {
        Self { attributes, policy: None, until_browser_closes: false, any_carrier: false }
    }

    /// The token counts as a cookie and as a bearer token. Only for an interface that promises what Lucia's did: whoever
    /// reads a token that a script keeps can then plant it as a cookie.
    pub fn danger_any_carrier(mut self) -> Self {
        self.any_carrier = true;
        self
    }

    /// Its own periods and limit. Renewals keep to them. What counts as recent stays as it is for all sessions.
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
    /// How long a verification counts as recent, for what asks for a recent one. Default: 15 minutes, the window that most
    /// products with such a "sudo mode" have.
    pub recent: Duration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self { active: DAY, idle: 14 * DAY, absolute: 90 * DAY, recent: Duration::from_secs(15 * 60) }
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

    /// The limits of a session that a row has, as far as this policy allows them: a policy that was made shorter holds for
    /// sessions that started before, unless they have periods of their own. Where the start is unknown, as in
    /// adopted databases, the row's own limits hold, of which each reading believes no more than a cookie lives. A session that
    /// is said to start more than a day from now is over.
    pub(crate) fn clamp(&self, row: &SessionRecord, now: Timestamp) -> Expiry {
        let longest = LONGEST.max(self.absolute);
        let last = match (row.details.started, row.periods) {
            (Some(started), _) if started > now.after(AHEAD) => Timestamp::from_unix_millis(i64::MIN),
            // A bearer token may have been given for years; no cookie lives so long.
            (Some(_), Some(_)) if row.details.carrier == Carrier::Bearer => return row.expiry,
            (Some(started), Some(_)) => started.after(longest),
            (Some(started), None) => started.after(self.absolute),
            (None, _) => now.after(longest),
        };
        let Expiry { active, idle, absolute } = row.expiry;
        Expiry { active: active.min(last), idle: idle.min(last), absolute: absolute.min(last) }
    }

    /// Whether a verification at that time counts as recent.
    pub(crate) fn is_recent(&self, verified: Timestamp, now: Timestamp) -> bool {
        verified <= now.after(SKEW) && now <= verified.after(self.recent)
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

    fn row(started: Option<i64>, periods: Option<SessionPeriods>, absolute: i64) -> SessionRecord {
        let expiry = Expiry { active: at(absolute), idle: at(absolute), absolute: at(absolute) };
        let details = SessionDetails { started: started.map(at), ..SessionDetails::default() };
        let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        let attributes = crate::Row::new();
        SessionRecord { id, user_id: "u1".into(), expiry, periods, details, attributes }
    }

    #[test]
    fn rt_066_a_row_lasts_no_longer_than_the_policy_of_today() {
        let policy = SessionPolicy::default();
        let day = 86_400_000;
        let century = 36_525 * day;
        let judge = |row: &SessionRecord| policy.clamp(row, at(0)).judge(at(0));
        assert_eq!(policy.clamp(&row(Some(0), None, century), at(0)).absolute, at(90 * day));
        assert_eq!(judge(&row(Some(-91 * day), None, century)), SessionState::Dead);
        assert_eq!(policy.clamp(&row(None, None, century), at(day)).absolute, at(401 * day));
        assert_eq!(judge(&row(None, None, 400 * day)), SessionState::Active);
        // A start in the future makes no limit that moves ahead with time.
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
    fn a_carrier_counts_as_what_it_is() {
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
