//! Fixtures of the cases: users, keys and sessions.

use lucerna_core::{
    Carrier, Column, Expiry, KeyId, KeyRecord, Methods, NewUserRecord, PasswordHash, Row, Scalar, Schema,
    SessionDetails, SessionId, SessionRecord, Timestamp, UserRecord,
};

/// When nothing has expired yet: 2100-01-01T00:00:00Z. A store may forget what is over by a clock of its own, so the
/// times of the cases lie ahead of every clock.
pub(super) const START: Timestamp = Timestamp::from_unix_millis(4_102_444_800_000);

/// This many milliseconds after [`START`]; what cannot be written down is the last time that can.
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

/// A user whose id and name are this, without a key.
pub(super) fn user(name: &str) -> NewUserRecord {
    user_called(name, name)
}

pub(super) fn user_called(id: &str, name: &str) -> NewUserRecord {
    let attributes =
        with_text(Row::new(), "username", name).with("email", &None::<String>).with("age", &Some(7_i64));
    NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: None }
}

/// The attributes of that user.
pub(super) fn row(name: &str) -> Row {
    user(name).user.attributes
}

/// A user whose id, name and key are this.
pub(super) fn with_key(name: &str) -> NewUserRecord {
    NewUserRecord { key: Some(key(name, name)), ..user(name) }
}

/// A key by username, with a hash that is nobody else's.
pub(super) fn key(name: &str, user: &str) -> KeyRecord {
    let password_hash = Some(hash(&format!("hash of {name}")));
    KeyRecord { id: KeyId::username(name), user_id: user.into(), password_hash }
}

pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

/// A session that is active to 100 ms, idle to 200 ms and over after 300 ms at the latest.
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

/// What is known of the beginning of that session.
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

/// Changes of one column.
pub(super) fn only(column: &'static str, value: &impl Scalar) -> Row {
    Row::new().with(column, value)
}

pub(super) fn text(column: &'static str, value: &str) -> Row {
    with_text(Row::new(), column, value)
}

pub(super) fn with_text(row: Row, column: &'static str, value: &str) -> Row {
    row.with(column, &value.to_owned())
}

/// The row with some of its values replaced, and its columns in their order.
pub(super) fn but(row: &Row, changes: &Row) -> Row {
    let mut changed = Row::new();
    for (name, value) in row.iter() {
        changed.push(name.to_owned(), changes.value(name).unwrap_or(value).clone());
    }
    changed
}
