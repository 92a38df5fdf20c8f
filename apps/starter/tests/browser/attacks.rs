//! Attacks in a browser: markup in a name, forms from other sites, scripts that look for the cookie.

use crate::actions::{CONFLICT, FORBIDDEN, PASSWORD};
use crate::attacker_site::AttackerSite;
use crate::chrome::{Browser, JavaScript};
use crate::test_app::TestApp;
use thirtyfour::prelude::*;

/// Names that would run a script or add an element if a page did not escape them. Each has at most 31 characters.
const MARKUP: [&str; 4] = [
    "<script>window.x=1</script>",
    r#""><img src=x onerror=title='x'>"#,
    "'><svg onload=title=1>",
    "</title><base href=//x.example>",
];

fn signed_up(url: &str, username: &str) -> Browser {
    let browser = Browser::start(JavaScript::On);
    browser.open(url);
    browser.fill_in(username, PASSWORD);
    browser.enter();
    browser
}

#[test]
#[ignore = "run by cargo xtask test"]
fn markup_in_a_name_is_shown_as_text() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    for name in MARKUP {
        browser.open(&app.url("/signup"));
        browser.fill_in(name, PASSWORD);
        browser.enter();
        expect_text(&browser, "Profile · Lucerna");
        assert_eq!(browser.entry("Name"), name);
        browser.tab_to("Sign out");
        browser.enter();
        browser.open(&app.url("/signup"));
        browser.fill_in(name, PASSWORD);
        browser.enter_refused(CONFLICT);
        expect_text(&browser, "Error: Sign up · Lucerna");
        assert_eq!(browser.value("Username"), name);
    }
}

#[track_caller]
fn expect_text(browser: &Browser, title: &str) {
    assert_eq!(browser.title(), title);
    assert_eq!(browser.count("script:not([src^='/account/pages.js?']), svg:not(.icon), base, main img"), 0);
    assert!(browser.script::<bool>("return window.x === undefined"));
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_cross_origin_form_is_refused_and_the_session_survives() {
    let app = TestApp::start();
    let attacker = AttackerSite::start(app.url(""));
    let browser = signed_up(&app.url("/signup"), "anna");
    let session = browser.cookie().unwrap().value;
    for path in ["/login", "/signup", "/logout"] {
        for page in
            [attacker.same_site_url(path), attacker.cross_site_url(path), attacker.null_origin_url(path)]
        {
            expect_forbidden(&browser, &page, &app.url(path));
            browser.open(&app.url("/"));
            assert_eq!(browser.entry("Name"), "anna", "after {page}");
            assert_eq!(browser.cookie().unwrap().value, session, "after {page}");
        }
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_cross_origin_form_cannot_sign_a_user_in() {
    let app = TestApp::start();
    let attacker = AttackerSite::start(app.url(""));
    // The account exists, with the password that the attacker sends.
    drop(signed_up(&app.url("/signup"), "mallory"));
    let browser = Browser::start(JavaScript::On);
    for path in ["/login", "/signup", "/logout"] {
        for page in
            [attacker.same_site_url(path), attacker.cross_site_url(path), attacker.null_origin_url(path)]
        {
            expect_forbidden(&browser, &page, &app.url(path));
            assert!(browser.cookie().is_none(), "after {page}");
        }
    }
    browser.open(&app.url("/"));
    assert_eq!(browser.title(), "Sign in · Lucerna");
}

#[track_caller]
fn expect_forbidden(browser: &Browser, page: &str, target: &str) {
    browser.be_sent_by(page);
    browser.expect_refusal(target, FORBIDDEN);
    assert_eq!(browser.url(), target);
    assert_eq!(browser.title(), "Request blocked · Lucerna");
}

#[test]
#[ignore = "run by cargo xtask test"]
fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    let app = TestApp::start();
    for url in [app.url("/signup"), app.localhost_url("/signup")] {
        let name = if url.contains("localhost") { "anna" } else { "boris" };
        let browser = signed_up(&url, name);
        let cookie = browser.cookie().unwrap();
        assert_eq!(cookie.http_only, Some(true));
        assert_eq!(cookie.same_site, Some(SameSite::Lax));
        // The address is a loopback one, without TLS.
        assert_eq!(cookie.secure, Some(false));
        assert_eq!(cookie.path.as_deref(), Some("/"));
        assert_eq!(browser.script::<String>("return document.cookie"), "");
    }
}
