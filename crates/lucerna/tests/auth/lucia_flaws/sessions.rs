//! The life of a session.

use crate::kit::{DAY, PASSWORD, Profile, anonymous, get, profiles};
use lucerna::{KeyId, SameOrigin, SessionState, Timestamp, UserId, Verified};
use rusqlite::Connection;

#[tokio::test]
async fn lucia_flaw_01_a_session_in_use_outlives_fifteen_days_and_so_does_its_cookie() {
    let house = profiles();
    let cookie = house.sign_up().await;
    assert!(cookie.header_value().contains("; Max-Age=7776000;"), "the cookie lives for the 90 days");
    for _ in 0..8 {
        house.clock.turn(10);
        assert!(house.session(&cookie).await.unwrap().renewed);
    }
}

#[tokio::test]
async fn lucia_flaw_10_what_the_database_holds_is_no_token() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let stored: String = Connection::open(&house.path)
        .unwrap()
        .query_row("SELECT id FROM user_session", [], |row| row.get(0))
        .unwrap();
    assert_ne!(stored, token);
    let offered = anonymous().with("cookie", format!("__Host-lucerna_session={stored}"));
    assert!(house.auth.authenticate(&offered).await.unwrap().is_none());
}

#[tokio::test]
async fn lucia_flaw_11_a_session_ends_at_last_and_every_sign_in_has_a_new_token() {
    let house = profiles();
    let (first, second) = (house.sign_up().await, house.sign_in().await);
    assert_ne!(first.header_value(), second.header_value());
    for _ in 0..91 {
        house.clock.turn(1);
        house.session(&first).await;
    }
    assert!(house.session(&first).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_12_a_renewed_session_says_that_it_is_active_and_a_new_one_that_it_is_not_renewed() {
    let house = profiles();
    let cookie = house.sign_up().await;
    assert!(!house.session(&cookie).await.unwrap().renewed);
    house.clock.turn(2);
    let session = house.session(&cookie).await.unwrap();
    let now = Timestamp::from_unix_millis(2 * DAY);
    assert!(session.renewed && session.expiry.judge(now) == SessionState::Active);
}

#[tokio::test]
async fn lucia_flaw_13_and_14_dead_sessions_of_everybody_are_gone_when_the_call_returns() {
    let house = profiles();
    let _cookies = (house.sign_up().await, house.sign_in().await);
    house.clock.turn(16);
    assert_eq!(house.auth.sweep().await.unwrap(), 2);
    let left: i64 = Connection::open(&house.path)
        .unwrap()
        .query_row("SELECT count(*) FROM user_session", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn lucia_flaw_15_an_unknown_user_has_no_sessions_and_nothing_crashes() {
    let house = profiles();
    assert_eq!(house.auth.user_sessions(&UserId::from("nobody")).await.unwrap(), []);
}

#[tokio::test]
async fn lucia_flaw_16_no_session_is_left_behind_for_an_unknown_user() {
    let house = profiles();
    let nobody = Verified::danger_assume("nobody", Timestamp::from_unix_millis(0));
    assert!(house.auth.start_session(nobody, SameOrigin::danger_assume()).await.is_err());
    let connection = Connection::open(&house.path).unwrap();
    let rows: i64 = connection.query_row("SELECT count(*) FROM user_session", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session() {
    for _ in 0..20 {
        let house = profiles();
        let _cookie = house.sign_up().await;
        let alice = house.alice().await;
        let start = async {
            let verified = Verified::danger_assume(alice.clone(), Timestamp::from_unix_millis(0));
            house.auth.start_session(verified, SameOrigin::danger_assume()).await
        };
        let (deleted, _started) = tokio::join!(house.auth.delete_user(&alice), start);
        assert!(deleted.unwrap());
        let connection = Connection::open(&house.path).unwrap();
        for table in ["user", "user_key", "user_session"] {
            let count = format!("SELECT count(*) FROM {table}");
            assert_eq!(connection.query_row(&count, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{table}");
        }
    }
}

#[tokio::test]
async fn lucia_flaw_18_a_renewal_that_comes_after_the_logout_is_no_sign_in() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let id = house.session(&cookie).await.unwrap().id;
    house.clock.turn(2);
    // The session is found idle, and deleted before it is renewed.
    let connection = Connection::open(&house.path).unwrap();
    connection
        .execute_batch(
            "CREATE TRIGGER logout BEFORE UPDATE ON user_session BEGIN DELETE FROM user_session; END",
        )
        .unwrap();
    assert!(house.session(&cookie).await.is_none());
    assert!(house.auth.find_session(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn lucia_flaw_19_a_session_whose_user_is_gone_is_no_session_and_no_error() {
    let house = profiles();
    let cookie = house.sign_up().await;
    Connection::open(&house.path)
        .unwrap()
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM user")
        .unwrap();
    assert!(house.session(&cookie).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_20_no_answer_is_kept_from_before_the_session_ended() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let id = house.session(&cookie).await.unwrap().id;
    let _cleared = house.auth.end_session(&id).await.unwrap();
    assert!(house.session(&cookie).await.is_none());
}

#[tokio::test]
async fn lucia_flaw_21_a_session_that_could_not_be_ended_is_not_forgotten_by_the_browser() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let id = house.session(&cookie).await.unwrap().id;
    let other = Connection::open(&house.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The cookie that clears is the value of the call that succeeded: there is none to send.
    assert!(house.auth.end_session(&id).await.is_err());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(house.session(&cookie).await.is_some());
}

#[tokio::test]
async fn lucia_flaw_25_time_is_a_value_that_is_given() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let expiry = house.session(&cookie).await.unwrap().expiry;
    assert_eq!(expiry.active.unix_millis(), DAY);
    house.clock.turn(1);
    assert!(!house.session(&cookie).await.unwrap().renewed, "the last millisecond is still active");
}

#[tokio::test]
async fn lucia_flaw_32_a_sign_in_that_races_a_change_of_password_does_not_survive_it() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let key = KeyId::username("alice");
    let verified = house.auth.verify_password(&key, PASSWORD).await.unwrap();
    house.auth.danger_set_password(&key, "wrong donkey generator").await.unwrap();
    assert!(house.session(&cookie).await.is_none());
    let late = house.auth.start_session(verified, SameOrigin::danger_assume()).await;
    assert_eq!(late.unwrap_err().code(), "superseded");
    assert_eq!(house.auth.user_sessions(&house.alice().await).await.unwrap(), []);
    // A user just created has shown no password, and needs none.
    let bob = house
        .auth
        .create_user(lucerna::NewUser::new(), Profile { username: "Bob".to_owned() })
        .await
        .unwrap();
    let started = house.auth.start_session(bob.verified, SameOrigin::danger_assume()).await.unwrap();
    assert!(house.auth.authenticate(&get(&started)).await.unwrap().is_some());
}
