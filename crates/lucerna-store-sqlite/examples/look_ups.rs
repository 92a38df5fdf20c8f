//! Measures the rate at which one thread looks up sessions, of 100,000 in a file:
//! `cargo run --release -p lucerna-store-sqlite --example look_ups`.
//! `cargo run --release -p lucerna-store-sqlite --example look_ups`.

use lucerna_core::{
    Expiry, NewUserRecord, Row, Schema, SessionDetails, SessionId, SessionRecord, SessionStore, Store,
    Timestamp, UserRecord, UserStore,
};
use lucerna_store_sqlite::SqliteStore;
use std::error::Error;
use std::time::{Duration, Instant};

const SESSIONS: u64 = 100_000;

const LONG: Duration = Duration::from_secs(3);

fn id(number: u64) -> Result<SessionId, &'static str> {
    SessionId::of_token(&format!("{number:0>43}")).ok_or("it is a token")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>()?)?;
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    store.insert_user(NewUserRecord { user, key: None }).await?;
    let end = Timestamp::from_unix_millis(4_102_444_800_000);
    let mut inserts = tokio::task::JoinSet::new();
    for number in 0..SESSIONS {
        let (store, expiry) = (store.clone(), Expiry { active: end, idle: end, absolute: end });
        let (id, user_id) = (id(number)?, "alice".into());
        let details = SessionDetails::default();
        let session = SessionRecord { id, user_id, expiry, periods: None, details, attributes: Row::new() };
        inserts.spawn(async move { store.insert_session(session).await });
    }
    for inserted in inserts.join_all().await {
        inserted?;
    }

    let (begin, mut found, mut number) = (Instant::now(), 0_u64, 0_u64);
    while begin.elapsed() < LONG {
        // The order defeats a cache.
        number = (number + 61_803) % SESSIONS;
        let session = store.find_session_and_user(&id(number)?, Timestamp::from_unix_millis(0)).await?;
        found += u64::from(session.is_some());
    }
    println!("{:.0} look-ups a second", found as f64 / begin.elapsed().as_secs_f64());
    Ok(())
}
