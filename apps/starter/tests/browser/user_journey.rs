//! A journey through all pages, with JavaScript and without.

use crate::actions::{CONFLICT, PASSWORD, UNAUTHORIZED};
use crate::chrome::{Browser, JavaScript};
use crate::test_app::TestApp;

const TYPED: &str = "Anna-Karenina";
const OTHER_CASE: &str = "ANNA-karenina";
const SIGN_IN: &str = "Sign in · Lucerna";
const PROFILE: &str = "Profile · Lucerna";

#[test]
#[ignore = "run by cargo xtask test"]
fn sign_up_out_and_in_again_with_javascript() {
    run_journey(JavaScript::On);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn sign_up_out_and_in_again_without_javascript() {
    run_journey(JavaScript::Off);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn sign_up_at_localhost() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.localhost_url("/"));
    assert_eq!(browser.url(), app.localhost_url("/login"));
    browser.open(&app.localhost_url("/signup"));
    browser.fill_in(TYPED, PASSWORD);
    browser.enter();
    assert_eq!(browser.url(), app.localhost_url("/"));
    assert_eq!(browser.entry("Name"), TYPED);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn the_back_button_does_not_show_the_profile_after_sign_out() {
    for javascript in [JavaScript::On, JavaScript::Off] {
        let app = TestApp::start();
        let browser = Browser::start(javascript);
        let id = sign_up(&browser, &app);
        sign_out(&browser);
        assert_back_shows_sign_in(&browser);
        sign_in(&browser, &app, TYPED, &id);
        sign_out(&browser);
        assert_back_shows_sign_in(&browser);
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn after_signing_in_the_requested_page_opens() {
    for javascript in [JavaScript::On, JavaScript::Off] {
        let app = TestApp::start();
        let browser = Browser::start(javascript);
        let asked = app.url("/?tab=2");
        browser.open(&asked);
        assert_eq!(browser.url(), app.url("/login?next=%2F%3Ftab%3D2"));
        browser.open(&app.url("/signup?next=%2F%3Ftab%3D2"));
        browser.fill_in(TYPED, PASSWORD);
        browser.enter();
        assert_eq!(browser.url(), asked);
        sign_out(&browser);
        browser.open(&asked);
        browser.fill_in(TYPED, "a wrong password");
        browser.enter_refused_at(&app.url("/login"), UNAUTHORIZED);
        browser.fill_in(TYPED, PASSWORD);
        browser.enter();
        assert_eq!(browser.url(), asked);
    }
}

fn run_journey(javascript: JavaScript) {
    let app = TestApp::start();
    let first = Browser::start(javascript);
    let id = sign_up(&first, &app);
    sign_out(&first);
    enter_a_wrong_password(&first, &app);
    sign_in(&first, &app, OTHER_CASE, &id);
    let second = Browser::start(javascript);
    find_the_name_taken(&second, &app);
    sign_in(&second, &app, TYPED, &id);
    sign_out_of_one_browser(&first, &second, &app);
}

fn sign_up(browser: &Browser, app: &TestApp) -> String {
    browser.open(&app.url("/"));
    assert_eq!(browser.title(), SIGN_IN);
    browser.tab_to("Create an account");
    browser.enter();
    assert_eq!(browser.url(), app.url("/signup"));
    assert!(browser.is_focused("Username"));
    browser.fill_in(TYPED, PASSWORD);
    browser.enter();
    assert_eq!(browser.url(), app.url("/"));
    assert_eq!(browser.title(), PROFILE);
    assert_eq!(browser.entry("Name"), TYPED);
    browser.user_id()
}

fn sign_out(browser: &Browser) {
    assert!(browser.cookie().is_some());
    browser.tab_to("Sign out");
    browser.enter();
    assert_eq!(browser.title(), SIGN_IN);
    assert!(browser.cookie().is_none());
}

fn assert_back_shows_sign_in(browser: &Browser) {
    browser.go_back();
    assert_eq!(browser.title(), SIGN_IN);
    assert_eq!(browser.count("dl"), 0);
}

fn enter_a_wrong_password(browser: &Browser, app: &TestApp) {
    browser.open(&app.url("/login"));
    browser.fill_in(TYPED, "wrong horse battery");
    browser.enter_refused(UNAUTHORIZED);
    assert_eq!(browser.title(), "Error: Sign in · Lucerna");
    assert_eq!(browser.value("Username or e-mail"), TYPED);
    assert_eq!(browser.value("Password"), "");
    assert!(browser.is_focused("Password"));
    for label in ["Username or e-mail", "Password"] {
        assert_eq!(browser.description(label), ["Incorrect username or password. Please try again."]);
        assert!(browser.is_marked_invalid(label));
    }
    assert!(browser.cookie().is_none());
}

fn sign_in(browser: &Browser, app: &TestApp, username: &str, id: &str) {
    browser.open(&app.url("/login"));
    browser.fill_in(username, PASSWORD);
    browser.enter();
    assert_eq!(browser.url(), app.url("/"));
    assert_eq!(browser.user_id(), id);
    assert_eq!(browser.entry("Name"), TYPED);
}

fn find_the_name_taken(browser: &Browser, app: &TestApp) {
    browser.open(&app.url("/signup"));
    browser.fill_in(OTHER_CASE, "another good password");
    browser.enter_refused(CONFLICT);
    assert_eq!(browser.title(), "Error: Sign up · Lucerna");
    assert_eq!(browser.value("Username"), OTHER_CASE);
    assert_eq!(browser.value("Password"), "");
    assert!(browser.is_focused("Username"));
    assert_eq!(
        browser.description("Username").last().unwrap(),
        "This username is already taken. Please choose another."
    );
    assert!(browser.is_marked_invalid("Username") && !browser.is_marked_invalid("Password"));
    assert!(browser.cookie().is_none());
}

fn sign_out_of_one_browser(first: &Browser, second: &Browser, app: &TestApp) {
    assert_ne!(first.cookie().unwrap().value, second.cookie().unwrap().value);
    sign_out(first);
    first.open(&app.url("/"));
    assert_eq!(first.title(), SIGN_IN);
    second.open(&app.url("/"));
    assert_eq!(second.entry("Name"), TYPED);
}
