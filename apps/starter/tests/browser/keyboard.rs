//! The pages without a mouse: Tab reaches every control in visual order, and the focus is visible.

use crate::actions::{NOT_FOUND, PASSWORD};
use crate::chrome::{Browser, JavaScript};
use crate::test_app::TestApp;
use serde::Deserialize;
use thirtyfour::prelude::*;

/// The control that has the focus, with its position.
#[derive(Debug, Deserialize, PartialEq)]
struct FocusedControl {
    name: String,
    top: f64,
    left: f64,
    is_marked: bool,
}

const STOP: &str = "
const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
return {
  name: it.id || it.textContent, top: box.top, left: box.left,
  is_marked: it.matches(':focus-visible') && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
};";

const CONTROLS: &str = "a[href], button, input:not([type=hidden]), select, summary, textarea, [tabindex]";

/// Presses Tab through all controls and returns them. The walk starts at the control with `autofocus`, if there is one.
fn walk(browser: &Browser) -> Vec<FocusedControl> {
    if browser.count("[autofocus]") == 0 {
        browser.press(Key::Tab);
    }
    let mut stops = vec![browser.script(STOP)];
    for _ in 1..browser.count(CONTROLS) {
        browser.press(Key::Tab);
        stops.push(browser.script(STOP));
    }
    stops
}

#[track_caller]
fn expect_stops(browser: &Browser, names: &[&str]) {
    let stops = walk(browser);
    assert_eq!(stops.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names);
    assert!(stops.iter().all(|it| it.is_marked), "the focus is not visible: {stops:?}");
    assert!(stops.is_sorted_by_key(|it| (it.top, it.left)), "the order is not the visual order: {stops:?}");
}

#[test]
#[ignore = "run by cargo xtask test"]
fn tab_reaches_every_control_in_visual_order() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    expect_stops(
        &browser,
        &["username", "password", "show-password", "remember", "Sign in", "Create an account"],
    );
    browser.open(&app.url("/signup"));
    expect_stops(&browser, &["username", "password", "show-password", "Sign up", "Sign in"]);
    browser.fill_in("anna", PASSWORD);
    browser.enter();
    expect_stops(&browser, &["Sign out"]);
    browser.open_refused(&app.url("/no-such-page"), NOT_FOUND);
    expect_stops(&browser, &["Go to the home page"]);
}
