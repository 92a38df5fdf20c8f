//! Fixtures: stores, users, keys and sessions.

use lucerna_core::{
    Column, Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, Schema, SessionDetails, SessionId,
    SessionRecord, Timestamp, UserRecord,
};
use lucerna_store_postgres::PostgresStore;
use sqlx::{AssertSqlSafe, PgConnection};
use tempfile::TempDir;

pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_000_000);

pub(crate) fn schema() -> Schema {
    Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap()
}

/// Returns a store in its own schema, and its URL.
pub(crate) async fn store() -> (PostgresStore, String, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let url = super::test_schema::url(directory.path()).await;
    (PostgresStore::open(&url, schema()).await.unwrap(), url, directory)
}

pub(crate) fn user(name: &str) -> NewUserRecord {
    let attributes = Row::new().with("username", &name.to_owned());
    let key = KeyRecord {
        id: KeyId::username(name),
        user_id: name.into(),
        password_hash: Some(PasswordHash::new(format!("hash of {name}"))),
    };
    NewUserRecord { user: UserRecord { id: name.into(), attributes }, key: Some(key) }
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(&format!("{token:-<32}")).unwrap()
}

pub(crate) fn session(token: &str, user: &str) -> SessionRecord {
    let [active, idle, absolute] =
        [1, 2, 3].map(|it| Timestamp::from_unix_millis(NOW.unix_millis() + it * 1_000));
    let expiry = Expiry { active, idle, absolute };
    let details = SessionDetails::default();
    SessionRecord {
        id: id(token),
        user_id: user.into(),
        expiry,
        periods: None,
        details,
        attributes: Row::new(),
    }
}

/// Runs statements directly on the database.
pub(crate) async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

/// Runs all tasks at the same time, each on a thread of its own.
pub(crate) fn at_once<F: Future>(tasks: impl IntoIterator<Item = impl FnOnce() -> F + Send>) {
    let runtime = tokio::runtime::Handle::current();
    std::thread::scope(|scope| {
        for task in tasks {
            let runtime = runtime.clone();
            scope.spawn(move || drop(runtime.block_on(task())));
        }
    });
}
