//! Typed security events for observers and for the log.

mod change_id;
mod dispatch;
mod log;

pub use change_id::ChangeId;
pub(crate) use dispatch::Observers;
pub use log::LogObserver;

use crate::{Client, Error, KeyId, Method, Methods, Network, Services, SessionId, Timestamp, UserId};
use std::net::IpAddr;
use std::pin::Pin;

/// A security event: its user, method, caller and outcome. No field holds a secret, or a sign-in name or e-mail address.
///
/// | name | when |
/// |---|---|
/// | `user.created`, `user.updated`, `user.renamed`, `user.deleted` | a user was written |
/// | `key.created`, `key.renamed`, `key.deleted` | a key was written |
/// | `password.verified`, `password.refused` | a password was checked |
/// | `password.changed`, `password.removed` | a password was replaced or removed |
/// | `password.unverifiable` | a stored hash has an unknown format or too high a cost, so that its user cannot sign in |
/// | `password.breach_check_failed` | a new password could not be compared with those of data breaches, and was accepted |
/// | `password.rehash_failed` | a hash of an older policy could not be replaced |
/// | `session.started`, `session.renewed`, `session.ended`, `user.sessions_ended` | a session started, was renewed, ended |
/// | `session.verified` | the user of a session was verified again |
/// | `session.exchanged` | an adopted Lucia session got a Lucerna token |
/// | `session.renewal_failed`, `session.end_failed`, `sessions.sweep_failed` | the store failed, but the request succeeded |
/// | `second_factor.needed`, `second_factor.shown`, `second_factor.refused` | a sign-in was halted, completed, refused |
/// | `proxy.not_trusted` | `X-Forwarded-For` came from a private address that is not a trusted proxy; once |
/// | `address.unknown` | a request had no address, so that no limit of networks applied; once |
/// | `device.new` | a session started in a browser that is no known device of the user; not right after a sign-up |
/// | `device.not_remembered`, `device.not_forgotten` | the store failed to write a known device, but the request succeeded |
/// | `attempts.delayed`, `attempts.locked` | a wrong password starts a delay; it is the last one until the count is cleared |
/// | `attempts.limited`, `attempts.network_limited` | attempts beyond a limit are refused: one event per delay or window |
/// | `attempts.cleared` | an administrator cleared the counts of an account |
/// | `attempts.not_cleared` | the store failed to clear the counts of an account, but the request succeeded |
/// | `verification.stale`, `state.refused` | a proof was too old; a one-time state was unknown, used or expired |
///
/// Features add events of their own.
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
    /// The outcome.
    pub outcome: Outcome,
    /// The time of the event.
    pub at: Option<Timestamp>,
    /// The user concerned.
    pub user_id: Option<UserId>,
    /// The session concerned.
    pub session_id: Option<SessionId>,
    /// The provider of the key concerned.
    pub provider: Option<String>,
    /// The methods by which the user was verified.
    pub methods: Option<Methods>,
    /// The caller's address.
    pub peer: Option<IpAddr>,
    /// The caller's user agent.
    pub user_agent: Option<String>,
    /// The caller's network, in which attempts are counted.
    pub network: Option<Network>,
    /// The purpose of the limit concerned, such as `name`, `device`, `account`, `network`, `sign_up`,
    /// `second_factor` or a feature's.
    pub purpose: Option<&'static str>,
    /// The number of items concerned, such as sessions.
    pub count: Option<u64>,
    /// The text of the error that was the cause, without user input.
    pub error: Option<String>,
    /// The id of a change of an account, with which [`Observer::prepare`] was called before it.
    pub change: Option<ChangeId>,
}

/// The outcome of an action.
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
    /// The action succeeded.
    Succeeded,
    /// The action was refused, such as a wrong password or an outdated proof.
    Refused,
    /// The action failed, such as for a database that did not answer.
    Failed,
}

/// Receives events.
///
/// Observers run one after the other on a separate thread, and receive events in order. A slow observer delays no
/// response. One that panics is called again for the next event. At most 4,096 events wait; further ones are dropped
/// and logged as `events.dropped`. Events that still wait when the program ends are lost.
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
    /// Handles an event.
    fn observe(&self, event: &Event);

    /// Prepares for a change of an account that is about to be made. The default does nothing.
    ///
    /// An event may be lost: the program may be killed after the change. An observer that must miss no change writes a record here.
    /// The record has the id [`Event::change`], and the observer deletes it when the event with this id arrives. A record that
    /// stays belongs to a change whose end is unknown, or to an event that was lost.
    ///
    /// `Auth` calls it before `device.new`, `key.created`, `key.renamed`, `key.deleted`, `password.changed`, `password.removed` and
    /// `user.renamed`, and waits for it.
    ///
    /// # Errors
    /// [`Error`] if the observer could not prepare. The change is not made then, as after a panic.
    fn prepare<'a>(&'a self, event: &'a Event, services: &'a Services) -> PrepareFuture<'a> {
        let _ = (event, services);
        Box::pin(std::future::ready(Ok(())))
    }

    /// Learns that a change was refused for which it had prepared, such as a name that another user has. The default does nothing.
    ///
    /// Delete the record of [`prepare`](Self::prepare) here. `Auth` calls it with the same [`Event::change`]. It does not call it after an
    /// outage, since the change may have been made.
    ///
    /// # Errors
    /// [`Error`] if the observer failed. It is logged as `events.observer_failed`, and the answer to the caller stays.
    fn abandon<'a>(&'a self, event: &'a Event, services: &'a Services) -> PrepareFuture<'a> {
        let _ = (event, services);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// The future of [`Observer::prepare`] and [`Observer::abandon`].
///
/// ```
/// fn prepared() -> lucerna_core::PrepareFuture<'static> {
///     Box::pin(async { Ok(()) })
/// }
/// ```
pub type PrepareFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

impl Event {
    /// Creates an event with this stable name, such as `invitation.accepted`.
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
            network: None,
            purpose: None,
            count: None,
            error: None,
            change: None,
        }
    }

    /// Sets the user.
    #[must_use]
    pub fn user(self, id: &UserId) -> Self {
        Self { user_id: Some(id.clone()), ..self }
    }

    /// Sets the session.
    #[must_use]
    pub fn session(self, id: &SessionId) -> Self {
        Self { session_id: Some(*id), ..self }
    }

    /// Sets the key. The event stores only its provider.
    #[must_use]
    pub fn key(self, id: &KeyId) -> Self {
        Self { provider: Some(id.provider().to_owned()), ..self }
    }

    /// Sets the method.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        self.methods(method.into())
    }

    /// Sets the methods.
    #[must_use]
    pub fn methods(self, methods: Methods) -> Self {
        Self { methods: Some(methods), ..self }
    }

    /// Sets the purpose of the limit concerned.
    #[must_use]
    pub fn purpose(self, purpose: &'static str) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// Sets the number of items concerned.
    #[must_use]
    pub fn count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Sets the cause. The text must not contain user input.
    #[must_use]
    pub fn error(self, error: &dyn std::fmt::Display) -> Self {
        Self { error: Some(error.to_string()), ..self }
    }

    pub(crate) fn by(self, client: &Client, at: Timestamp) -> Self {
        let user_agent = client.user_agent().map(str::to_owned);
        Self { at: Some(at), peer: client.address(), user_agent, ..self }
    }
}
