//! Flaws of sessions.

use crate::kit::{DAY, PASSWORD, Profile, anonymous, get, sqlite_app};
use lucerna::{KeyId, SameOrigin, SessionState, Timestamp, UserId, Verified};
use rusqlite::Connection;

#[tokio::test]
async fn lucia_flaw_01_a_session_in_use_outlives_fifteen_days_and_so_does_its_cookie() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    assert!(cookie.header_value().contains("; Max-Age=7776000;"), "the cookie lives for the 90 days");
    for _ in 0..8 {
        app.clock.turn(10);
        assert!(app.session(&cookie).await.unwrap().renewed);
    }
}

#[tokio::test]
async fn lucia_flaw_10_the_database_has_only_hashes_of_tokens() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let stored: String = Connection::open(&app.path)
        .unwrap()
        .query_row("SELECT id FROM user_session", [], |row| row.get(0))
        .unwrap();
    assert_ne!(stored, token);
    let offered = anonymous().with("cookie", format!("__Host-lucerna_session={stored}"));
    assert!(app.auth.authenticate(&offered).await.unwrap().is_none());
}

#[tokio::test]
async fn lucia_flaw_11_a_session_has_an_absolute_limit_and_every_sign_in_a_new_token() {
    let app = sqlite_app();
    let (first, second) = (app.sign_up().await, app.sign_in().await);
    assert_ne!(first.header_value(), second.header_value());
    for _ in 0..91 {
        app.clock.turn(1);
        app.session(&first).await;
    }
    assert!(app.session(&first).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_12_a_renewed_session_is_active_and_a_new_one_is_not_renewed() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    assert!(!app.session(&cookie).await.unwrap().renewed);
    app.clock.turn(2);
    let session = app.session(&cookie).await.unwrap();
    let now = Timestamp::from_unix_millis(2 * DAY);
    assert!(session.renewed && session.expiry.judge(now) == SessionState::Active);
}

#[tokio::test]
async fn lucia_flaw_13_and_14_expired_sessions_of_all_users_are_deleted_when_the_sweep_returns() {
    let app = sqlite_app();
    let _cookies = (app.sign_up().await, app.sign_in().await);
    app.clock.turn(16);
    assert_eq!(app.auth.sweep().await.unwrap(), 2);
    let left: i64 = Connection::open(&app.path)
        .unwrap()
        .query_row("SELECT count(*) FROM user_session", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn lucia_flaw_15_an_unknown_user_has_no_sessions() {
    let app = sqlite_app();
    assert_eq!(app.auth.user_sessions(&UserId::from("missing")).await.unwrap(), []);
}

#[tokio::test]
async fn lucia_flaw_16_no_session_starts_for_an_unknown_user() {
    let app = sqlite_app();
    let missing = Verified::danger_assume("missing", Timestamp::from_unix_millis(0));
    assert!(app.auth.start_session(missing, SameOrigin::danger_assume()).await.is_err());
    let connection = Connection::open(&app.path).unwrap();
    let rows: i64 = connection.query_row("SELECT count(*) FROM user_session", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session() {
    for _ in 0..20 {
        let app = sqlite_app();
        let _cookie = app.sign_up().await;
        let alice = app.alice().await;
        let start = async {
            let verified = Verified::danger_assume(alice.clone(), Timestamp::from_unix_millis(0));
            app.auth.start_session(verified, SameOrigin::danger_assume()).await
        };
        let (deleted, _started) = tokio::join!(app.auth.delete_user(&alice), start);
        assert!(deleted.unwrap());
        let connection = Connection::open(&app.path).unwrap();
        for table in ["user", "user_key", "user_session"] {
            let count = format!("SELECT count(*) FROM {table}");
            assert_eq!(connection.query_row(&count, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{table}");
        }
    }
}

#[tokio::test]
async fn lucia_flaw_18_a_renewal_after_the_logout_fails() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.session(&cookie).await.unwrap().id;
    app.clock.turn(2);
    // The session is found idle, and is deleted before its renewal.
    let connection = Connection::open(&app.path).unwrap();
    connection
        .execute_batch(
            "CREATE TRIGGER logout BEFORE UPDATE ON user_session BEGIN DELETE FROM user_session; END",
        )
        .unwrap();
    assert!(app.session(&cookie).await.is_none());
    assert!(app.auth.find_session(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn lucia_flaw_19_a_session_of_a_deleted_user_is_not_found() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    Connection::open(&app.path)
        .unwrap()
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM user")
        .unwrap();
    assert!(app.session(&cookie).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_20_an_ended_session_is_never_answered_from_a_cache() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.session(&cookie).await.unwrap().id;
    let _cleared = app.auth.end_session(&id).await.unwrap();
    assert!(app.session(&cookie).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_21_a_failed_sign_out_keeps_the_cookie() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.session(&cookie).await.unwrap().id;
    let other = Connection::open(&app.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Only a successful call returns the clearing cookie, so a failed one cannot send it.
    assert!(app.auth.end_session(&id).await.is_err());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(app.session(&cookie).await.is_some());
}

#[tokio::test]
async fn lucia_flaw_25_the_clock_can_be_replaced() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let expiry = app.session(&cookie).await.unwrap().expiry;
    assert_eq!(expiry.active.unix_millis(), DAY);
    app.clock.turn(1);
    assert!(!app.session(&cookie).await.unwrap().renewed, "the last millisecond is still active");
}

#[tokio::test]
async fn lucia_flaw_32_a_sign_in_concurrent_with_a_password_change_is_revoked() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let key = KeyId::username("alice");
    let verified = app.auth.verify_password(&key, PASSWORD).await.unwrap();
    app.auth.danger_set_password(&key, "wrong donkey generator").await.unwrap();
    assert!(app.session(&cookie).await.is_none());
    let late = app.auth.start_session(verified, SameOrigin::danger_assume()).await;
    assert_eq!(late.unwrap_err().code(), "superseded");
    assert_eq!(app.auth.user_sessions(&app.alice().await).await.unwrap(), []);
    // The proof of a new user does not depend on a password.
    let bob =
        app.auth.create_user(lucerna::NewUser::new(), Profile { username: "Bob".to_owned() }).await.unwrap();
    let started = app.auth.start_session(bob.verified, SameOrigin::danger_assume()).await.unwrap();
    assert!(app.auth.authenticate(&get(&started)).await.unwrap().is_some());
}
