//! The profile page: this session, the user's other sessions, and how to end them.

use crate::kit::{ReplyExt, Starter, unix_millis};

#[test]
fn the_profile_shows_when_the_session_started() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    assert!(starter.get("/").cookie(&cookie).send().says("<dt>Signed in</dt>\n<dd>Just now</dd>"));
    let past = unix_millis() - 3 * 60 * 60 * 1000;
    assert_eq!(starter.directory.execute(&format!("UPDATE user_session SET lucerna_started = {past}")), 1);
    assert!(starter.get("/").cookie(&cookie).send().says("<dt>Signed in</dt>\n<dd>3 hours ago</dd>"));
}

#[test]
fn a_session_whose_start_is_unknown_has_no_such_row() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    starter.directory.execute("UPDATE user_session SET lucerna_started = NULL");
    let profile = starter.get("/").cookie(&cookie).send();
    assert!(profile.status == 200 && !profile.says("<dt>Signed in</dt>"), "{profile:?}");
}

#[test]
fn other_devices_are_counted_and_signed_out_at_once() {
    let starter = Starter::new();
    let first = starter.sign_up("Alice");
    let stranger = starter.sign_up("Barbara");
    let button = "Sign out other devices";
    let alone = starter.get("/").cookie(&first).send();
    assert!(alone.says("Not signed in anywhere else") && !alone.says(button), "{alone:?}");

    let second = starter.sign_in("Alice");
    let two = starter.get("/").cookie(&first).send();
    assert!(two.says("Signed in on 1 other device or browser") && two.says(button), "{two:?}");
    let third = starter.sign_in("Alice");
    let three = starter.get("/").cookie(&first).send();
    assert!(three.says("Signed in on 2 other devices or browsers"), "{three:?}");

    let ended = starter.post("/logout/others").cookie(&second).send();
    assert!(ended.goes_to("/") && ended.set_cookie().is_empty(), "{ended:?}");
    let known = [&first, &second, &third, &stranger].map(|it| starter.knows(it));
    assert_eq!(known, [false, true, false, true]);
}

#[test]
fn a_visitor_without_a_session_cannot_sign_users_out() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let reply = starter.post("/logout/others").send();
    assert!(reply.goes_to("/login") && reply.all("set-cookie").is_empty(), "{reply:?}");
    assert_eq!(starter.get("/logout/others").cookie(&cookie).send().status, 405);
    assert!(starter.knows(&cookie));
}
