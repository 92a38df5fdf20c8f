//! Fixtures: users, keys and sessions.

use lucerna_core::{
    Carrier, Column, Expiry, KeyId, KeyRecord, Methods, NewUserRecord, PasswordHash, Row, Scalar, Schema,
    SessionDetails, SessionId, SessionRecord, Timestamp, UserRecord,
};

/// The time of the cases, at which nothing has expired: 2100-01-01T00:00:00Z. It is ahead of every real clock, since
/// a store may forget what has expired by its own clock.
pub(super) const START: Timestamp = Timestamp::from_unix_millis(4_102_444_800_000);

/// Returns the time that is this many milliseconds after [`START`], or the last possible time.
pub(super) const fn at(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(START.unix_millis().saturating_add(millis))
}

pub(super) fn schema() -> Schema {
    let user = vec![
        Column::of::<String>("username").unique(),
        Column::of::<Option<String>>("email").unique(),
        Column::of::<Option<i64>>("age"),
    ];
    let session = vec![Column::of::<String>("country"), Column::of::<Option<String>>("device")];
    Schema::of_columns(user).unwrap().with_session_columns(session).unwrap()
}

/// Returns a user whose id and name are the same, without a key.
pub(super) fn user(name: &str) -> NewUserRecord {
    user_called(name, name)
}

pub(super) fn user_called(id: &str, name: &str) -> NewUserRecord {
    let attributes =
        with_text(Row::new(), "username", name).with("email", &None::<String>).with("age", &Some(7_i64));
    NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: None }
}

/// Returns the attributes of that user.
pub(super) fn row(name: &str) -> Row {
    user(name).user.attributes
}

/// Returns a user whose id, name and key are the same.
pub(super) fn with_key(name: &str) -> NewUserRecord {
    NewUserRecord { key: Some(key(name, name)), ..user(name) }
}

/// Returns a key by username, with a unique hash.
pub(super) fn key(name: &str, user: &str) -> KeyRecord {
    let password_hash = Some(hash(&format!("hash of {name}")));
    KeyRecord { id: KeyId::username(name), user_id: user.into(), password_hash }
}

pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

/// Returns a session that is active until 100 ms, idle until 200 ms and expires at 300 ms at the latest.
pub(super) fn session(token: &str, user: &str) -> SessionRecord {
    SessionRecord {
        id: session_id(token),
        user_id: user.into(),
        expiry: Expiry { active: at(100), idle: at(200), absolute: at(300) },
        periods: None,
        details: details(),
        attributes: with_text(Row::new(), "country", "FR").with("device", &None::<String>),
    }
}

/// Returns the details of that session.
pub(super) fn details() -> SessionDetails {
    SessionDetails {
        started: Some(at(-60)),
        verified: Some(at(-50)),
        methods: Methods::parse("password,totp"),
        carrier: Carrier::Cookie,
    }
}

pub(super) fn session_id(token: &str) -> SessionId {
    SessionId::of_token(&format!("{token:-<32}")).unwrap()
}

/// Returns a change of one column.
pub(super) fn only(column: &'static str, value: &impl Scalar) -> Row {
    Row::new().with(column, value)
}

pub(super) fn text(column: &'static str, value: &str) -> Row {
    with_text(Row::new(), column, value)
}

pub(super) fn with_text(row: Row, column: &'static str, value: &str) -> Row {
    row.with(column, &value.to_owned())
}

/// Returns the row with some of its values replaced, and its columns in their order.
pub(super) fn with_changes(row: &Row, changes: &Row) -> Row {
    let mut changed = Row::new();
    for (name, value) in row.iter() {
        changed.push(name.to_owned(), changes.value(name).unwrap_or(value).clone());
    }
    changed
}
