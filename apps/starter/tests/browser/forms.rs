//! The forms in use: where the focus is after an error, "Show password", "Remember me", and a double click.

use crate::actions::{PASSWORD, UNAUTHORIZED};
use crate::chrome::{Browser, JavaScript, wait};
use crate::test_app::TestApp;

/// Returns a browser on the sign-in page, whose user has signed up and out.
fn on_sign_in_page(app: &TestApp, javascript: JavaScript) -> Browser {
    let browser = Browser::start(javascript);
    browser.open(&app.url("/signup"));
    browser.fill_in("anna", PASSWORD);
    browser.enter();
    browser.tab_to("Sign out");
    browser.enter();
    browser
}

#[test]
#[ignore = "run by cargo xtask test"]
fn after_a_wrong_password_the_focus_is_on_the_password() {
    let app = TestApp::start();
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = Browser::start(javascript);
        let name = format!("anna {javascript:?}");
        browser.open(&app.url("/signup"));
        browser.fill_in(&name, PASSWORD);
        browser.enter();
        browser.tab_to("Sign out");
        browser.enter();
        browser.fill_in(&name, "wrong horse battery");
        browser.enter_refused(UNAUTHORIZED);
        assert!(browser.is_focused("Password"));
        assert_eq!(browser.value("Username or e-mail"), name);
        wait(browser.focused().send_keys(PASSWORD));
        browser.enter();
        assert_eq!(browser.entry("Name"), name);
    }
}

/// Counts the rings of the focused field: its outline, its border unless the outline covers it, and its shadow.
const RINGS: &str = "
const style = getComputedStyle(document.activeElement), px = (it) => parseFloat(it);
const covered = px(style.outlineOffset) <= -px(style.borderWidth) && px(style.outlineWidth) >= px(style.borderWidth);
return (px(style.outlineWidth) > 0) + !covered + (style.boxShadow !== 'none');";

#[test]
#[ignore = "run by cargo xtask test"]
fn a_field_with_the_focus_has_one_ring() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    assert_eq!(browser.script::<i32>(RINGS), 1);
    browser.fill_in("anna", "wrong horse battery");
    browser.enter_refused(UNAUTHORIZED);
    assert!(browser.is_marked_invalid("Password"));
    assert_eq!(browser.script::<i32>(RINGS), 1);
}

fn password_type(browser: &Browser) -> String {
    browser.script("return document.getElementById('password').type")
}

fn is_pressed(browser: &Browser) -> bool {
    browser.script("return document.querySelector('[data-shows=password]').ariaPressed === 'true'")
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_password_is_shown_and_hidden_again() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    for path in ["/login", "/signup"] {
        browser.open(&app.url(path));
        browser.fill_in("anna", PASSWORD);
        for shown in [true, false, true] {
            wait(browser.find("[data-shows=password]").click());
            let expected = if shown { "text" } else { "password" };
            assert_eq!((password_type(&browser).as_str(), is_pressed(&browser)), (expected, shown));
            assert_eq!(browser.value("Password"), PASSWORD);
        }
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_password_that_is_shown_is_hidden_when_it_is_sent() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    browser.fill_in("anna", PASSWORD);
    wait(browser.find("[data-shows=password]").click());
    let sent_as: String = browser.script(
        "let type; document.forms[0].addEventListener('submit', (event) => {
             type = document.getElementById('password').type; event.preventDefault(); });
         document.forms[0].requestSubmit(); return type",
    );
    assert_eq!((sent_as.as_str(), is_pressed(&browser)), ("password", false));
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_password_that_is_shown_is_hidden_when_its_page_comes_back() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    browser.fill_in("anna", PASSWORD);
    wait(browser.find("[data-shows=password]").click());
    assert_eq!(password_type(&browser), "text");
    wait(browser.find(".other a").click());
    browser.go_back();
    assert_eq!((password_type(&browser).as_str(), is_pressed(&browser)), ("password", false));
}

#[test]
#[ignore = "run by cargo xtask test"]
fn without_javascript_there_is_no_button_to_show_the_password() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::Off);
    browser.open(&app.url("/login"));
    assert!(!wait(browser.find("[data-shows=password]").is_displayed()));
    assert_eq!(password_type(&browser), "password");
}

#[test]
#[ignore = "run by cargo xtask test"]
fn remember_me_decides_whether_the_cookie_outlives_the_browser() {
    let app = TestApp::start();
    let browser = on_sign_in_page(&app, JavaScript::On);
    assert!(wait(browser.field("Remember me").is_selected()));
    for remember in [true, false] {
        browser.fill_in("anna", PASSWORD);
        if !remember {
            wait(browser.field("Remember me").click());
        }
        wait(browser.field("Password").focus());
        browser.enter();
        assert_eq!(browser.cookie().unwrap().expiry.is_some(), remember);
        browser.tab_to("Sign out");
        browser.enter();
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn the_choice_of_remember_me_is_kept_after_a_wrong_password() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    wait(browser.field("Remember me").click());
    browser.fill_in("anna", "wrong horse battery");
    browser.enter_refused(UNAUTHORIZED);
    assert!(!wait(browser.field("Remember me").is_selected()));
    assert_eq!(browser.description("Remember me"), ["Uncheck this on a shared computer."]);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_double_click_sends_a_form_once() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/signup"));
    browser.fill_in("anna", PASSWORD);
    let sent: i32 = browser.script(
        "let sent = 0; document.forms[0].addEventListener('submit', (event) => { sent++; event.preventDefault(); });
         document.forms[0].requestSubmit(); document.forms[0].requestSubmit(); return sent",
    );
    assert_eq!(sent, 1);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_new_password_has_rules_for_managers_and_advice_for_users() {
    let app = TestApp::start();
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = Browser::start(javascript);
        browser.open(&app.url("/signup"));
        let rules = wait(browser.field("Password").attr("passwordrules")).unwrap();
        assert!(rules.starts_with("minlength: 8; maxlength: "), "{rules}");
        let advice = "At least 8 characters. Several unrelated words make a strong password.";
        assert_eq!(browser.description("Password"), [advice]);
        let expected = if javascript == JavaScript::On {
            [
                ("short", ""),
                ("longenough", "Long enough. A few more words make it stronger."),
                ("aaaaaaaaaaaaaaaaaaaa", "Long enough. A few more words make it stronger."),
                (PASSWORD, "Strong password"),
            ]
        } else {
            ["short", "longenough", "aaaaaaaaaaaaaaaaaaaa", PASSWORD].map(|it| (it, ""))
        };
        for (password, advice) in expected {
            browser.fill_in("anna", password);
            assert_eq!(wait(browser.find("[role=status]").text()), advice, "{password}");
        }
    }
}
