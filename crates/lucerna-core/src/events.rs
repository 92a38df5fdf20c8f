//! What Lucerna tells the log: events of `tracing` with stable names and no secret in any.
//!
//! The name is the event's message; ids of users and sessions are fields, and so is a key's provider, but not its
//! subject, which is a name or an address, and at a failed sign-in whatever was typed there.

use crate::{KeyId, SessionId, StoreError, UserId};
use tracing::{info, warn};

macro_rules! event {
    ($level:ident, $name:literal $(, $field:ident = $value:expr)*) => {
        $level!(target: "lucerna", $($field = %$value,)* $name)
    };
}

pub(crate) fn user_created(user: &UserId) {
    event!(info, "user.created", user_id = user);
}

pub(crate) fn user_updated(user: &UserId) {
    event!(info, "user.updated", user_id = user);
}

pub(crate) fn user_deleted(user: &UserId) {
    event!(info, "user.deleted", user_id = user);
}

pub(crate) fn key_created(user: &UserId, key: &KeyId) {
    event!(info, "key.created", user_id = user, provider = key.provider());
}

pub(crate) fn key_deleted(key: &KeyId) {
    event!(info, "key.deleted", provider = key.provider());
}

pub(crate) fn password_verified(user: &UserId, key: &KeyId) {
    event!(info, "password.verified", user_id = user, provider = key.provider());
}

pub(crate) fn password_refused() {
    event!(info, "password.refused");
}

pub(crate) fn password_changed(user: &UserId, key: &KeyId) {
    event!(info, "password.changed", user_id = user, provider = key.provider());
}

pub(crate) fn rehash_failed(error: &StoreError) {
    event!(warn, "password.rehash_failed", error = error);
}

pub(crate) fn session_started(user: &UserId, session: &SessionId) {
    event!(info, "session.started", user_id = user, session_id = session);
}

pub(crate) fn session_renewed(session: &SessionId) {
    event!(info, "session.renewed", session_id = session);
}

pub(crate) fn renewal_failed(session: &SessionId, error: &StoreError) {
    event!(warn, "session.renewal_failed", session_id = session, error = error);
}

pub(crate) fn session_exchanged(old: &SessionId, new: &SessionId) {
    event!(info, "session.exchanged", old_session_id = old, session_id = new);
}

pub(crate) fn session_ended(session: &SessionId) {
    event!(info, "session.ended", session_id = session);
}

pub(crate) fn user_sessions_ended(user: &UserId, count: u64) {
    event!(info, "user.sessions_ended", user_id = user, count = count);
}
