//! The users of a kept database, with keys and sessions of every kind.

use crate::expected::{KeptKey, KeptState};
use lucerna::SessionPolicy;
use std::time::Duration;

pub(crate) struct PlannedUser {
    /// An id that the application chose.
    pub(crate) id: Option<&'static str>,
    pub(crate) keys: Vec<KeptKey>,
    pub(crate) sessions: Vec<PlannedSession>,
}

/// A session to start. Durations count back from the present.
pub(crate) struct PlannedSession {
    pub(crate) started: Duration,
    pub(crate) used: Vec<Duration>,
    /// The session's own periods.
    pub(crate) policy: Option<SessionPolicy>,
    pub(crate) is_bearer: bool,
    pub(crate) is_ended: bool,
    pub(crate) state: KeptState,
}

/// Returns the users, which are the same in every database.
pub(crate) fn planned_users() -> Vec<PlannedUser> {
    let mut users = by_name();
    users.extend(by_keys());
    users.extend(by_sessions());
    users
}

fn by_name() -> Vec<PlannedUser> {
    let text = "x".repeat(240);
    [
        ("alice", "correct horse battery"),
        ("GRACE Hopper", "nanoseconds of wire"),
        ("Zoë Åström", "smörgåsbord på bordet"),
        ("李小龍", "像水一樣,我的朋友吧"),
        ("Дмитрий", "девять долгих зим"),
        ("مريم", "مفتاح طويل بما يكفي"),
        ("🦀 Ferris", "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀"),
        (r#"O'Brien \ "Bob"; --"#, r#"quote ' and " and \ and %"#),
        (text.as_str(), "a very long name has a password"),
    ]
    .map(|(typed, password)| user([key("username", typed, Some(password), None)], [active(), idle()]))
    .into()
}

fn by_keys() -> Vec<PlannedUser> {
    let three = [
        key("username", "erin", Some("three ways to sign in"), None),
        key("email", "Erin.Müller@Example.com", Some("another for the address"), None),
        key("github", "1234567", None, None),
    ];
    let changed = key("username", "dave", Some("the later password"), Some("the earlier password"));
    let removed = key("email", "frank@example.com", None, Some("it was removed later"));
    vec![
        user(three, [active(), idle()]),
        user([key("github", "MDQ6VXNlcjE=", None, None)], [active(), idle().bearer()]),
        user([changed], [active(), idle()]),
        user([removed], [active()]),
        user([], [active()]),
        PlannedUser {
            id: Some("member}17:ü ✓"),
            ..user(
                [key("email", "own-id@example.com", Some("an id of the application"), None)],
                [active(), idle()],
            )
        },
    ]
}

fn by_sessions() -> Vec<PlannedUser> {
    let weekly = |days: [u64; 12]| days.map(days_ago).into();
    let to_the_limit = weekly([84, 77, 70, 63, 56, 49, 42, 35, 28, 21, 14, 3]);
    let beyond_the_limit = weekly([84, 77, 70, 63, 56, 49, 42, 35, 28, 21, 14, 2]);
    let [short, long] = [(1, 2, 8), (60 * 24, 300 * 24, 400 * 24)].map(|(active, idle, absolute)| {
        let mut policy = SessionPolicy::default();
        [policy.active, policy.idle, policy.absolute] = [active, idle, absolute].map(hours_ago);
        policy
    });
    let with = |name, sessions: Vec<PlannedSession>| {
        user([key("username", name, Some("the same for these three"), None)], sessions)
    };
    vec![
        with(
            "heidi",
            vec![
                started(Duration::ZERO, KeptState::Active),
                // These are at the last millisecond of each period.
                started(days_ago(1), KeptState::Active),
                started(days_ago(15), KeptState::Idle),
                PlannedSession { used: vec![days_ago(10)], ..started(days_ago(20), KeptState::Idle) },
                PlannedSession { used: to_the_limit, ..started(days_ago(89), KeptState::Idle) },
            ],
        ),
        with(
            "ivan",
            vec![
                started(days_ago(15) + Duration::from_millis(1), KeptState::Over),
                started(days_ago(16), KeptState::Over).bearer(),
                PlannedSession { used: beyond_the_limit, ..started(days_ago(91), KeptState::Over) },
                PlannedSession { is_ended: true, ..started(hours_ago(1), KeptState::Over) },
            ],
        ),
        with(
            "judy",
            vec![
                started(hours_ago(1), KeptState::Active).with(short),
                started(hours_ago(2), KeptState::Idle).with(short),
                PlannedSession {
                    used: vec![hours_ago(3)],
                    ..started(hours_ago(5), KeptState::Idle).with(short)
                },
                started(hours_ago(4), KeptState::Over).with(short),
                started(days_ago(50), KeptState::Active).with(long).bearer(),
                started(days_ago(200), KeptState::Idle).with(long),
                started(days_ago(361), KeptState::Over).with(long),
            ],
        ),
    ]
}

fn user(keys: impl Into<Vec<KeptKey>>, sessions: impl Into<Vec<PlannedSession>>) -> PlannedUser {
    PlannedUser { id: None, keys: keys.into(), sessions: sessions.into() }
}

fn key(provider: &str, typed: &str, password: Option<&str>, former: Option<&str>) -> KeptKey {
    KeptKey {
        provider: provider.to_owned(),
        typed: typed.to_owned(),
        password: password.map(str::to_owned),
        former: former.map(str::to_owned),
    }
}

fn active() -> PlannedSession {
    started(hours_ago(1), KeptState::Active)
}

fn idle() -> PlannedSession {
    started(days_ago(3), KeptState::Idle)
}

fn started(started: Duration, state: KeptState) -> PlannedSession {
    PlannedSession { started, used: Vec::new(), policy: None, is_bearer: false, is_ended: false, state }
}

impl PlannedSession {
    fn bearer(self) -> Self {
        Self { is_bearer: true, ..self }
    }

    fn with(self, policy: SessionPolicy) -> Self {
        Self { policy: Some(policy), ..self }
    }
}

const fn hours_ago(hours: u64) -> Duration {
    Duration::from_secs(hours * 60 * 60)
}

const fn days_ago(days: u64) -> Duration {
    hours_ago(days * 24)
}
