//! What others try in a browser: markup for a name, forms from elsewhere, scripts after the cookie.

use crate::chrome::{Browser, JavaScript};
use crate::person::{CONFLICT, FORBIDDEN, PASSWORD};
use crate::site::Site;
use crate::stranger::Stranger;
use thirtyfour::prelude::*;

/// Names that would run a script or add an element, were they ever taken for markup. Each has at most 31 characters.
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
fn a_name_made_of_markup_is_text_and_never_runs() {
    let site = Site::start();
    let browser = Browser::start(JavaScript::On);
    for name in MARKUP {
        browser.open(&site.url("/signup"));
        browser.fill_in(name, PASSWORD);
        browser.enter();
        expect_text(&browser, "Profile · Lucerna");
        assert_eq!(browser.entry("Username"), name);
        browser.tab_to("Sign out");
        browser.enter();
        browser.open(&site.url("/signup"));
        browser.fill_in(name, PASSWORD);
        browser.enter_refused(CONFLICT);
        expect_text(&browser, "Error: Sign up · Lucerna");
        assert_eq!(browser.value("Username"), name);
    }
}

#[track_caller]
fn expect_text(browser: &Browser, title: &str) {
    assert_eq!(browser.title(), title);
    assert_eq!(browser.count("script, svg, base, main img"), 0);
    assert!(browser.script::<bool>("return window.x === undefined"));
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_form_from_elsewhere_is_refused_and_the_session_survives() {
    let site = Site::start();
    let stranger = Stranger::start(site.url(""));
    let browser = signed_up(&site.url("/signup"), "anna");
    let session = browser.cookie().unwrap().value;
    for path in ["/login", "/signup", "/logout"] {
        for page in [stranger.neighbour(path), stranger.foreigner(path), stranger.nobody(path)] {
            expect_forbidden(&browser, &page, &site.url(path));
            browser.open(&site.url("/"));
            assert_eq!(browser.entry("Username"), "anna", "after {page}");
            assert_eq!(browser.cookie().unwrap().value, session, "after {page}");
        }
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_form_from_elsewhere_signs_nobody_in() {
    let site = Site::start();
    let stranger = Stranger::start(site.url(""));
    // The account is there, with the password that the stranger sends.
    drop(signed_up(&site.url("/signup"), "mallory"));
    let browser = Browser::start(JavaScript::On);
    for path in ["/login", "/signup", "/logout"] {
        for page in [stranger.neighbour(path), stranger.foreigner(path), stranger.nobody(path)] {
            expect_forbidden(&browser, &page, &site.url(path));
            assert!(browser.cookie().is_none(), "after {page}");
        }
    }
    browser.open(&site.url("/"));
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
    let site = Site::start();
    for url in [site.url("/signup"), site.localhost_url("/signup")] {
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
