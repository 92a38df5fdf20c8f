//! A change of the password between the steps of a session's start.

use crate::interleave::{interleave, store_with_one_connection};
use crate::test_database;
use lucerna_core::{
    Expiry, KeyId, KeyProof, KeyRecord, NewUserRecord, PasswordHash, Row, SessionDetails, SessionId,
    SessionRecord, SessionStart, SessionStarted, SessionStore, Store, Timestamp, UserRecord, UserStore,
};

fn session(name: &str) -> SessionRecord {
    let at = Timestamp::from_unix_millis(100);
    SessionRecord {
        id: SessionId::of_token(&format!("{name:-<32}")).unwrap(),
        user_id: "alice".into(),
        expiry: Expiry { active: at, idle: at, absolute: at },
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    }
}

fn alice() -> NewUserRecord {
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    let password_hash = Some(PasswordHash::new("old"));
    let key = KeyRecord { id: KeyId::username("alice"), user_id: "alice".into(), password_hash };
    NewUserRecord { user, key: Some(key) }
}

#[tokio::test]
async fn a_session_ended_by_a_concurrent_password_change_does_not_start() {
    let name = format!("settled_{}", std::process::id());
    let store =
        store_with_one_connection(&test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await)
            .await;
    store.insert_user(alice()).await.unwrap();
    let now = Timestamp::from_unix_millis(0);
    for (at, replaces) in [None, Some(session("before").id)].into_iter().enumerate() {
        let new = session(&format!("new{at}"));
        store.set_password(&"alice".into(), &[], Some(PasswordHash::new("old"))).await.unwrap();
        let proof = KeyProof { key: KeyId::username("alice"), hash: Some(PasswordHash::new("old")) };
        let start = SessionStart { session: new.clone(), proof: Some(proof), replaces };
        let started = interleave(&store, store.start_session(start), async |connection| {
            let ended = sqlx::query("DELETE FROM user_session").execute(&mut **connection).await.unwrap();
            assert_eq!(ended.rows_affected(), 1, "the session was inserted");
            let change = "UPDATE user_key SET hashed_password = 'new'";
            sqlx::query(change).execute(&mut **connection).await.unwrap();
        });
        assert_eq!(started.await.unwrap(), SessionStarted::Superseded, "in place of {replaces:?}");
        assert_eq!(store.find_session(&new.id, now).await.unwrap(), None);
    }
}
