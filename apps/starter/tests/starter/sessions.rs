//! Sessions: unknown values are refused, sign-out is final, and the database holds the limits.

use crate::kit::reply::RequestExt;
use crate::kit::{Reply, ReplyExt, Starter, eventually, unix_millis};
use std::thread;

const DAY: i64 = 24 * 60 * 60 * 1000;

#[test]
fn rt_051_an_unknown_value_never_becomes_a_session() {
    let starter = Starter::new();
    let session = starter.sign_up("Alice");
    let token = session.split_once('=').unwrap().1;
    let id: String =
        starter.directory.database().query_row("SELECT id FROM user_session", [], |it| it.get(0)).unwrap();
    for value in [
        "",
        "x",
        &"a".repeat(43),
        &"a".repeat(5000),
        &id,
        &token.to_uppercase(),
        &token[1..],
        "' OR 1 = 1 --",
    ] {
        let cookie = format!("{}={value}", starter.cookie_name());
        let reply = starter.get("/").cookie(&cookie).send();
        assert!(reply.goes_to("/login") && reply.cookie().is_none(), "{reply:?}");
        assert!(starter.post("/logout").cookie(&cookie).send().goes_to("/login"));
    }
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 1);
    assert!(starter.knows(&session));
}

const READERS: usize = 16;

#[test]
fn rt_054_requests_in_flight_do_not_undo_signing_out() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    for _ in 0..10 {
        let cookie = starter.sign_in("Alice");
        make_idle(&starter);
        let replies = thread::scope(|scope| {
            let read = || starter.get("/").cookie(&cookie).send();
            let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
            let signed_out = starter.post("/logout").cookie(&cookie).send();
            assert!(signed_out.goes_to("/login"), "{signed_out:?}");
            assert!(!starter.knows(&cookie));
            readers.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
        });
        assert_ended(&starter, &cookie, &replies);
        assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 1);
    }
}

#[test]
fn rt_054_renewals_in_flight_do_not_undo_signing_out() {
    let starter = Starter::with(&[("RUST_LOG", "tower_http=debug")]);
    let cookie = starter.sign_up("Alice");
    let begun = || starter.directory.err().matches("started processing request").count();
    let before = begun();
    let all_begun = |count: usize| {
        eventually("all are in flight", || (begun() == before + count).then_some(()));
    };
    let database = starter.directory.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let replies = thread::scope(|scope| {
        // The session is active, so the sign-out waits only for the lock to delete it.
        let end = scope.spawn(|| starter.post("/logout").cookie(&cookie).send());
        all_begun(1);
        // The readers find the session idle. Their renewal gets the lock after the deletion.
        database
            .execute_batch("UPDATE user_session SET active_expires = 0; COMMIT; BEGIN IMMEDIATE")
            .unwrap();
        let read = || scope.spawn(|| starter.get("/").cookie(&cookie).send());
        let readers: Vec<_> = (0..READERS).map(|_| read()).collect();
        all_begun(1 + READERS);
        database.execute_batch("ROLLBACK").unwrap();
        let signed_out = end.join().unwrap();
        assert!(signed_out.goes_to("/login"), "{signed_out:?}");
        assert!(!starter.knows(&cookie));
        readers.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
    });
    assert_ended(&starter, &cookie, &replies);
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 0);
}

/// Checks that each reply is the profile or a redirect, and that the session has ended.
fn assert_ended(starter: &Starter, cookie: &str, replies: &[Reply]) {
    assert!(replies.iter().all(|it| it.status == 200 || it.goes_to("/login")), "{replies:?}");
    assert!(!starter.knows(cookie));
}

#[test]
fn an_idle_session_is_renewed_by_using_it() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let absolute = starter.directory.number("SELECT absolute_expires FROM user_session");
    make_idle(&starter);
    let before = unix_millis();
    assert!(starter.knows(&cookie));
    let after = unix_millis();
    let active = starter.directory.number("SELECT active_expires FROM user_session");
    let idle = starter.directory.number("SELECT idle_expires FROM user_session");
    assert!((before + DAY..=after + DAY).contains(&active), "{active}");
    assert_eq!(idle, active + 14 * DAY);
    assert_eq!(starter.directory.number("SELECT absolute_expires FROM user_session"), absolute);
    assert!(starter.knows(&cookie));
}

#[test]
fn the_cookie_of_a_renewed_session_is_sent_again_with_the_time_that_is_left() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let unchanged = starter.get("/").cookie(&cookie).send();
    assert!(unchanged.all("set-cookie").is_empty(), "{unchanged:?}");
    make_idle(&starter);
    starter
        .directory
        .execute(&format!("UPDATE user_session SET absolute_expires = {}", unix_millis() + 30 * DAY));
    let renewed = starter.get("/").cookie(&cookie).send();
    let age = renewed.set_cookie().strip_prefix(&format!("{cookie}; Max-Age=")).unwrap();
    let (age, rest) = age.split_once("; ").unwrap();
    let day = u64::try_from(DAY / 1000).unwrap();
    assert!((30 * day - 60..=30 * day).contains(&age.parse().unwrap()), "{age}");
    assert_eq!((rest, renewed.header("cache-control")), ("Path=/; HttpOnly; SameSite=Lax", "no-store"));

    make_idle(&starter);
    let signed_out = starter.post("/logout").cookie(&cookie).send();
    assert!(signed_out.set_cookie().contains("=; Max-Age=0;"), "{signed_out:?}");
}

#[test]
fn an_active_session_is_not_written() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let limits = "SELECT active_expires + idle_expires + absolute_expires FROM user_session";
    let before = starter.directory.number(limits);
    assert!((0..10).all(|_| starter.knows(&cookie)));
    assert_eq!(starter.directory.number(limits), before);
}

#[test]
fn a_new_session_has_the_limits_that_are_documented() {
    let starter = Starter::new();
    let before = unix_millis();
    starter.sign_up("Alice");
    let after = unix_millis();
    for (limit, days) in [("active", 1), ("idle", 15), ("absolute", 90)] {
        let at = starter.directory.number(&format!("SELECT {limit}_expires FROM user_session"));
        assert!((before + days * DAY..=after + days * DAY).contains(&at), "{limit}");
    }
}

#[test]
fn rt_053_an_expired_session_is_refused() {
    let starter = Starter::new();
    for limit in ["idle_expires", "absolute_expires"] {
        let cookie = starter.sign_up(limit);
        let past = unix_millis() - 1;
        assert!(starter.directory.execute(&format!("UPDATE user_session SET {limit} = {past}")) > 0);
        assert!(!starter.knows(&cookie));
        assert!(starter.post("/logout").cookie(&cookie).send().goes_to("/login"));
        assert_eq!(starter.get("/login").cookie(&cookie).send().status, 200);
        starter.directory.execute("DELETE FROM user_session");
    }
}

#[test]
fn rt_056_the_sessions_of_a_deleted_user_end_with_them() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let database = starter.directory.database();
    database.pragma_update(None, "foreign_keys", true).unwrap();
    assert_eq!(database.execute("DELETE FROM user", []).unwrap(), 1);
    assert!(!starter.knows(&cookie));
    starter.post("/login").user("Alice").send().assert_refusal(401);
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 0);
}

#[test]
fn sessions_survive_a_restart() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    starter.signal("TERM");
    assert_eq!(starter.ended().code(), Some(0));
    let starter = Starter::at(&starter.directory);
    assert!(starter.knows(&cookie));
}

/// Ends the active period of every session.
fn make_idle(starter: &Starter) {
    let past = unix_millis() - 1;
    assert!(starter.directory.execute(&format!("UPDATE user_session SET active_expires = {past}")) > 0);
}
