//! "Remember me": the lifetime of a session, and the choice after an error.

use crate::kit::{PASSWORD, Reply, ReplyExt, Starter, unix_millis};

const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Signs in with further fields of the form.
fn sign_in(starter: &Starter, password: &str, fields: &str) -> Reply {
    let password = password.replace(' ', "+");
    starter.post("/login").form(format!("username=Alice&password={password}{fields}")).send()
}

/// Returns the attributes of the session's cookie that limit its lifetime.
fn lifetimes(reply: &Reply) -> Vec<&str> {
    let attributes = reply.set_cookie().split("; ").skip(1);
    attributes.filter(|it| it.starts_with("Max-Age") || it.starts_with("Expires")).collect()
}

/// Checks the limits of the only session, which started after `before`.
fn assert_limits(starter: &Starter, before: i64, limits: [i64; 3]) {
    let after = unix_millis();
    for (column, limit) in ["active_expires", "idle_expires", "absolute_expires"].into_iter().zip(limits) {
        let at = starter.directory.number(&format!("SELECT {column} FROM user_session"));
        assert!((before + limit..=after + limit).contains(&at), "{column} is {} later", at - before);
    }
}

#[test]
fn a_checked_box_keeps_the_session_when_the_browser_is_closed() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    starter.directory.execute("DELETE FROM user_session");
    let before = unix_millis();
    let reply = sign_in(&starter, PASSWORD, "&remember=yes");
    assert!(reply.goes_to("/"), "{reply:?}");
    assert_eq!(lifetimes(&reply), ["Max-Age=7776000"]);
    assert_limits(&starter, before, [DAY, 15 * DAY, 90 * DAY]);
}

#[test]
fn an_unchecked_box_ends_the_session_with_the_browser_and_after_an_hour_without_use() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    starter.directory.execute("DELETE FROM user_session");
    let before = unix_millis();
    let reply = sign_in(&starter, PASSWORD, "");
    assert!(reply.goes_to("/"), "{reply:?}");
    assert_eq!(lifetimes(&reply), [""; 0]);
    assert_limits(&starter, before, [10 * MINUTE, 70 * MINUTE, 8 * 60 * MINUTE]);

    let cookie = reply.cookie().unwrap();
    assert!(starter.knows(&cookie));
    starter.directory.execute(&format!("UPDATE user_session SET active_expires = {}", unix_millis() - 1));
    let before = unix_millis();
    let renewed = starter.get("/").cookie(&cookie).send();
    assert_eq!((renewed.status, lifetimes(&renewed)), (200, vec![]), "{renewed:?}");
    let idle = starter.directory.number("SELECT idle_expires FROM user_session");
    assert!(
        (before + 70 * MINUTE..=unix_millis() + 70 * MINUTE).contains(&idle),
        "renewed by its own policy"
    );
}

#[test]
fn the_choice_is_kept_when_the_form_is_shown_again() {
    let starter = Starter::new();
    let is_checked = |it: &Reply| {
        let input = it.body.split(r#"id="remember""#).nth(1).unwrap().split('>').next().unwrap();
        input.ends_with(" checked")
    };
    assert!(is_checked(&starter.get("/login").send()), "it is checked by default");
    for (fields, checked) in [("&remember=yes", true), ("", false)] {
        for (password, status) in [("a wrong password", 401), ("", 422)] {
            let again = sign_in(&starter, password, fields);
            assert_eq!((again.status, is_checked(&again)), (status, checked), "{again:?}");
        }
    }
}
