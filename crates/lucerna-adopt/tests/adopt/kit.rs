//! What the tests of every database share: the time and tokens.

use lucerna_core::{SessionId, Timestamp};

/// After the dead sessions, and before all others end.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// Limits of a session that is over by then, and of one that is idle.
pub(crate) const DEAD: [i64; 2] = [1_600_000_000_000, 1_600_000_000_001];
pub(crate) const IDLE: [i64; 2] = [1_700_000_000_000, 4_102_444_800_000];

/// A token like Lucia's.
pub(crate) fn token(name: &str) -> String {
    format!("{name:x<40}")
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(token).unwrap()
}
