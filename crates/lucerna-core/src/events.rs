//! What happened: typed events for observers, and for the log by default.

mod dispatch;
mod log;

pub(crate) use dispatch::Observers;
pub use log::LogObserver;

use crate::{Client, KeyId, Method, Methods, SessionId, Timestamp, UserId};
use std::net::IpAddr;

/// Something that happened: who, what, by which method, from where, and how it ended. No field holds a secret, and none the
/// name or the address with which somebody signs in.
///
/// | name | when |
/// |---|---|
/// | `user.created`, `user.updated`, `user.renamed`, `user.deleted` | a user was written |
/// | `key.created`, `key.renamed`, `key.deleted` | a key was written |
/// | `password.verified`, `password.refused` | a password was checked |
/// | `password.changed`, `password.removed` | a password was replaced or taken away |
/// | `password.rehash_failed` | a hash of an older policy could not be replaced |
/// | `session.started`, `session.renewed`, `session.ended`, `user.sessions_ended` | a session began, went on, ended |
/// | `session.verified` | the user of a session was verified again |
/// | `session.exchanged` | a session of Lucia's got a token of ours |
/// | `session.renewal_failed`, `session.end_failed`, `sessions.sweep_failed` | the store failed, and the visitor did not notice |
/// | `second_factor.needed`, `second_factor.shown`, `second_factor.refused` | a sign-in was halted, went on, could not go on |
/// | `verification.stale`, `state.refused` | a proof was too old; a one-time state was unknown, used or expired |
///
/// Features add names of their own.
///
/// ```
/// use lucerna_core::{Event, Outcome, Services, UserId};
///
/// fn accepted(services: &Services, user: &UserId) {
///     services.emit(Event::new("invitation.accepted", Outcome::Succeeded).user(user));
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The stable name.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// The user whom it is about.
    pub user_id: Option<UserId>,
    /// The session that it is about.
    pub session_id: Option<SessionId>,
    /// The provider of the key that it is about.
    pub provider: Option<String>,
    /// The methods by which the user was verified.
    pub methods: Option<Methods>,
    /// The caller's address.
    pub peer: Option<IpAddr>,
    /// What the caller says it is.
    pub user_agent: Option<String>,
    /// The number of things that it is about.
    pub count: Option<u64>,
    /// The error that was the cause, without any value that was written.
    pub error: Option<String>,
}

/// How something ended.
///
/// ```
/// use lucerna_core::{Event, Outcome};
///
/// fn is_worth_an_alarm(event: &Event) -> bool {
///     event.outcome == Outcome::Failed
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    Succeeded,
    /// It was refused: a wrong password, a proof that is too old.
    Refused,
    /// Something under Lucerna failed.
    Failed,
}

/// Receives events.
///
/// Observers run on a thread of their own, one after the other: a slow one delays no answer, and one that panics is called
/// again for the next event. They receive events in their order. Where 4,096 events wait, further ones are dropped, and the log says so
/// (`events.dropped`); those that wait when the program ends are lost.
///
/// ```
/// use lucerna_core::{AuthBuilder, Event, Observer};
///
/// struct Alarm;
///
/// impl Observer for Alarm {
///     fn observe(&self, event: &Event) {
///         if event.name == "password.refused" {
///             eprintln!("a wrong password from {:?}", event.peer);
///         }
///     }
/// }
///
/// fn observed(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
///     builder.observer(Alarm)
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Takes note of an event.
    fn observe(&self, event: &Event);
}

impl Event {
    /// An event with this stable name, such as `invitation.accepted`.
    #[must_use]
    pub fn new(name: &'static str, outcome: Outcome) -> Self {
        Self {
            name,
            outcome,
            at: None,
            user_id: None,
            session_id: None,
            provider: None,
            methods: None,
            peer: None,
            user_agent: None,
            count: None,
            error: None,
        }
    }

    /// The same about this user.
    #[must_use]
    pub fn user(self, id: &UserId) -> Self {
        Self { user_id: Some(id.clone()), ..self }
    }

    /// The same about this session.
    #[must_use]
    pub fn session(self, id: &SessionId) -> Self {
        Self { session_id: Some(*id), ..self }
    }

    /// The same about this key, of which the event has the provider alone.
    #[must_use]
    pub fn key(self, id: &KeyId) -> Self {
        Self { provider: Some(id.provider().to_owned()), ..self }
    }

    /// The same by this method.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        self.methods(method.into())
    }

    /// The same by these methods.
    #[must_use]
    pub fn methods(self, methods: Methods) -> Self {
        Self { methods: Some(methods), ..self }
    }

    /// The same about this many things.
    #[must_use]
    pub fn count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// The same with its cause. The text must not have a value that somebody typed.
    #[must_use]
    pub fn error(self, error: &dyn std::fmt::Display) -> Self {
        Self { error: Some(error.to_string()), ..self }
    }

    pub(crate) fn by(self, client: &Client, at: Timestamp) -> Self {
        let user_agent = client.user_agent().map(str::to_owned);
        Self { at: Some(at), peer: client.address(), user_agent, ..self }
    }
}
