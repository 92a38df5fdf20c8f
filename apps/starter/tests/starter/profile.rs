//! The profile page, and the page of devices: this session, the user's other sessions, and how to end them.

use crate::kit::{ReplyExt, Starter, unix_millis};

#[test]
fn the_devices_show_when_each_session_started() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let devices = || starter.get("/account/devices").cookie(&cookie).send();
    assert!(devices().says("Signed in just now"), "{:?}", devices());
    let past = unix_millis() - 3 * 60 * 60 * 1000;
    assert_eq!(starter.directory.execute(&format!("UPDATE user_session SET lucerna_started = {past}")), 1);
    assert!(devices().says("Signed in 3 hours ago"), "{:?}", devices());
}

#[test]
fn a_session_whose_start_is_unknown_has_no_such_text() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    starter.directory.execute("UPDATE user_session SET lucerna_started = NULL");
    let devices = starter.get("/account/devices").cookie(&cookie).send();
    assert!(devices.status == 200 && !devices.says("Signed in "), "{devices:?}");
}

#[test]
fn other_devices_are_listed_and_signed_out_at_once() {
    let starter = Starter::new();
    let first = starter.sign_up("Alice");
    let stranger = starter.sign_up("Barbara");
    let button = "Sign out all other devices";
    let devices = |cookie: &str| starter.get("/account/devices").cookie(cookie).send();
    let alone = devices(&first);
    assert!(alone.says("No other device is signed in.") && !alone.says(button), "{alone:?}");

    let second = starter.sign_in("Alice");
    let third = starter.sign_in("Alice");
    let three = devices(&first);
    let form = r#"action="/account/devices/end""#;
    assert!(three.says(button) && three.body.matches(form).count() == 2, "{three:?}");

    let ended = starter.post("/account/devices/end-others").cookie(&second).send();
    assert!(ended.goes_to("/account/devices?done=devices") && ended.set_cookie().is_empty(), "{ended:?}");
    let known = [&first, &second, &third, &stranger].map(|it| starter.knows(it));
    assert_eq!(known, [false, true, false, true]);
}

#[test]
fn a_visitor_without_a_session_cannot_sign_users_out() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let reply = starter.post("/account/devices/end-others").send();
    reply.assert_refusal(401);
    assert!(reply.says(r#"href="/login""#), "{reply:?}");
    assert_eq!(starter.get("/account/devices/end-others").cookie(&cookie).send().status, 405);
    assert!(starter.knows(&cookie));
}
