//! The time, the limits and the tokens of all tests.

use lucerna_core::{SessionId, Timestamp};

/// The current time: after the dead sessions expired and before all others do.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// The limits of a dead session, and those of an idle one.
pub(crate) const DEAD: [i64; 2] = [1_600_000_000_000, 1_600_000_000_001];
pub(crate) const IDLE: [i64; 2] = [1_700_000_000_000, 4_102_444_800_000];

/// Returns a token with the length of Lucia's.
pub(crate) fn token(name: &str) -> String {
    format!("{name:x<40}")
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(token).unwrap()
}
