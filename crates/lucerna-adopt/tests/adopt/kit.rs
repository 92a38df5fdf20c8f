//! What the tests of every database share: the time, tokens, and the accounts of the database that Lucia 2.7 itself wrote.

use lucerna_core::{SessionId, Timestamp};
use serde_json::Value;

/// After the dead sessions, and before all others end.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// Limits of a session that is over by then, and of one that is idle.
pub(crate) const DEAD: [i64; 2] = [1_600_000_000_000, 1_600_000_000_001];
pub(crate) const IDLE: [i64; 2] = [1_700_000_000_000, 4_102_444_800_000];

/// A user's id and the tokens of an active, an idle and a dead session, or none.
pub(crate) type Account = (String, Vec<String>);

/// The accounts, as `lucia-v2/accounts.json` describes them.
pub(crate) fn accounts() -> Vec<Account> {
    let accounts: Vec<Value> = serde_json::from_str(include_str!("lucia-v2/accounts.json")).unwrap();
    let text = |account: &Value, name: &str| account[name].as_str().map(str::to_owned);
    let tokens = |it: &Value| ["active", "idle", "dead"].iter().filter_map(|name| text(it, name)).collect();
    accounts.iter().map(|it| (text(it, "userId").unwrap(), tokens(it))).collect()
}

/// A token like Lucia's.
pub(crate) fn token(name: &str) -> String {
    format!("{name:x<40}")
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(token).unwrap()
}
