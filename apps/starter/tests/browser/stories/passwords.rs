//! Forgotten, changed and reported passwords.

use crate::actions::{PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::JavaScript;
use crate::test_app::TestApp;
use crate::visitor::Visitor;

const ADDRESS: &str = "anna@example.com";
const NEW: &str = "wrong donkey generator";

with_and_without_javascript! {
    a_forgotten_password_is_replaced_by_the_link_of_a_letter
    a_forgotten_password_is_replaced_by_the_code_of_a_letter
    a_password_is_changed
    a_change_of_password_that_was_not_the_user_is_reported
}

/// Returns a user with an address, in a browser that does not know them and that has asked for a new password.
fn forgetful(app: &TestApp, javascript: JavaScript) -> Visitor<'_> {
    let anna = Visitor::new(app, javascript);
    anna.sign_up_with_address("anna", ADDRESS);
    anna.become_another_browser();
    anna.go("/login");
    anna.click("Forgot your password?");
    anna.send(&[("email", ADDRESS)]);
    assert_eq!(anna.path(), "/reset");
    anna
}

#[track_caller]
fn expect_new_password(anna: &Visitor<'_>) {
    anna.become_another_browser();
    anna.go("/login");
    anna.send_refused("/login", &[("username", "anna"), ("password", PASSWORD)], UNAUTHORIZED);
    anna.send(&[("username", "anna"), ("password", NEW)]);
    assert_eq!(anna.path(), "/");
}

fn a_forgotten_password_is_replaced_by_the_link_of_a_letter(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = forgetful(&app, javascript);
    anna.open_link(ADDRESS, "/reset");
    assert!(anna.says(ADDRESS));
    anna.send_refused("/reset", &[("password", "short")], UNPROCESSABLE);
    assert_eq!(
        anna.description("New password").last().unwrap(),
        "Please choose a password with at least 8 characters."
    );
    anna.send(&[("password", NEW)]);
    assert_eq!(anna.path(), "/");
    expect_new_password(&anna);
}

fn a_forgotten_password_is_replaced_by_the_code_of_a_letter(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = forgetful(&app, javascript);
    let code = anna.letter(ADDRESS, "/reset").code;
    anna.send(&[("code", &code), ("password", NEW)]);
    assert_eq!(anna.path(), "/");
    anna.go("/account/devices");
    assert_eq!(anna.count("main li"), 1, "the reset ends the other sessions");
    expect_new_password(&anna);
}

fn a_password_is_changed(javascript: JavaScript) {
    let app = TestApp::start();
    let (anna, other) = (Visitor::new(&app, javascript), Visitor::new(&app, javascript));
    anna.sign_up("anna");
    other.sign_in("anna", PASSWORD);
    anna.go("/account/password");
    let wrong = [("current", "wrong horse battery"), ("password", NEW)];
    anna.send_refused("/account/password", &wrong, UNPROCESSABLE);
    assert_eq!(anna.description("Current password"), ["This password is not correct."]);
    assert!(anna.is_focused("Current password"));
    anna.send(&[("current", PASSWORD), ("password", NEW)]);
    assert_eq!(anna.notice(), "Your password was changed. All other devices were signed out.");
    assert!(anna.is_signed_in() && !other.is_signed_in());
    expect_new_password(&anna);
}

fn a_change_of_password_that_was_not_the_user_is_reported(javascript: JavaScript) {
    let app = TestApp::start();
    let (thief, anna) = (Visitor::new(&app, javascript), Visitor::new(&app, javascript));
    thief.sign_up_with_address("anna", ADDRESS);
    app.age_addresses();
    thief.go("/account/password");
    thief.send(&[("current", PASSWORD), ("password", "a password of the thief")]);
    anna.open_link(ADDRESS, "/account/report");
    assert_eq!(anna.heading(), "Was this not you?");
    assert!(thief.is_signed_in());
    anna.click("This was not me");
    assert_eq!(anna.notice(), "Your account is secured. Open the message that we sent, or type its code.");
    assert!(!thief.is_signed_in());
    let code = anna.letter(ADDRESS, "/reset").code;
    anna.send(&[("code", &code), ("password", NEW)]);
    assert_eq!(anna.path(), "/");
    expect_new_password(&anna);
}
