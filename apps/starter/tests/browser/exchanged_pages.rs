//! Forms that Turbo or htmx send: the page is exchanged without being loaded anew, also after a refusal.

use crate::actions::{PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::{JavaScript, until, wait};
use crate::test_app::TestApp;
use crate::visitor::Visitor;
use std::{env, fs};

/// htmx adds no style of its own, which the policy of the pages forbids. Its version 2 shows refused forms only if it is told to.
const HTMX_CONFIGURATION: &str = r#"
const meta = document.createElement('meta');
meta.name = 'htmx-config';
meta.content = JSON.stringify({
  includeIndicatorStyles: false, responseHandling: [{ code: '.*', swap: true }], allowEval: false,
});
document.head.append(meta);
// Version 4 inherits only what says so.
document.body.setAttribute('hx-boost', 'true');
document.body.setAttribute('hx-boost:inherited', 'true');"#;

/// A library that sends forms in place of the browser.
struct Library {
    variable: &'static str,
    before: &'static str,
    after: &'static str,
}

const TURBO: Library =
    Library { variable: "TURBO", before: "", after: "window.Turbo.config.drive.progressBarDelay = 1e6;" };
const HTMX: Library = Library {
    variable: "HTMX",
    before: HTMX_CONFIGURATION,
    after: "window.htmx ??= htmx; window.htmx.process(document.body);",
};
const HTMX_2: Library = Library { variable: "HTMX_2", ..HTMX };

impl Library {
    /// Loads the library into the open page, which it exchanges from now on.
    fn take_over(&self, visitor: &Visitor<'_>) {
        let path = env::var_os(self.variable)
            .expect("set AXE_CORE, TURBO, HTMX and HTMX_2: see `xtask/src/browser.rs`");
        let source = fs::read_to_string(path).unwrap();
        let () = visitor.script(self.before);
        let () = visitor.script(&format!("{source}\n;{}", self.after));
        let () = visitor.script("window.isSamePage = true");
        // Turbo would like to add a style for its bar, which the policy of the pages forbids.
        visitor.forget_complaints();
    }
}

impl Visitor<'_> {
    /// Fills in the form, clicks its button and waits for the heading of the page after it, which is not loaded anew.
    #[track_caller]
    fn exchange(&self, fields: &[(&str, &str)], heading: &str) {
        self.type_in(fields);
        let () = self.script("document.querySelector('h1').remove()");
        wait(self.find("main form button:not([type=button])").click());
        self.expect_exchanged(heading);
    }

    #[track_caller]
    fn expect_exchanged(&self, heading: &str) {
        let read = "return document.querySelector('h1')?.textContent ?? ''";
        until(heading, || (self.script::<String>(read) == heading).then_some(()));
        assert!(self.script::<bool>("return window.isSamePage === true"), "{heading} was loaded anew");
    }
}

fn walk(library: &Library) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, JavaScript::On);
    anna.go("/signup");
    library.take_over(&anna);
    let () = anna.script("document.querySelectorAll('form').forEach((it) => { it.noValidate = true; })");
    anna.exchange(&[("username", "anna"), ("password", "short")], "Create your account");
    anna.expect_refusal(&app.url("/signup"), UNPROCESSABLE);
    assert_eq!(
        anna.description("Password").last().unwrap(),
        "Please choose a password with at least 8 characters."
    );
    assert!(wait(anna.find(".show").is_displayed()), "the script serves exchanged pages too");
    anna.exchange(&[("username", "anna"), ("password", PASSWORD)], "Profile");
    assert_eq!((anna.path().as_str(), anna.entry("Name").as_str()), ("/", "anna"));
    anna.exchange(&[], "Sign in");
    assert_eq!(anna.path(), "/login");
    anna.exchange(&[("username", "anna"), ("password", "wrong horse battery")], "Sign in");
    anna.expect_refusal(&app.url("/login"), UNAUTHORIZED);
    assert!(anna.says("Incorrect username or password. Please try again."));
    anna.exchange(&[("username", "anna"), ("password", PASSWORD)], "Profile");
    assert_eq!(anna.path(), "/");
    anna.expect_quiet();
}

#[test]
#[ignore = "run by cargo xtask test"]
fn forms_answer_turbo() {
    walk(&TURBO);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn forms_answer_htmx() {
    walk(&HTMX);
}

#[test]
#[ignore = "run by cargo xtask test"]
fn forms_answer_htmx_2() {
    walk(&HTMX_2);
}

/// Sends a form of a user whose session has ended.
fn send_without_session<'a>(app: &'a TestApp, library: &Library) -> Visitor<'a> {
    let anna = Visitor::new(app, JavaScript::On);
    anna.sign_up("anna");
    anna.go("/account/password");
    library.take_over(&anna);
    anna.become_another_browser();
    anna.type_in(&[("current", PASSWORD), ("password", "wrong donkey generator")]);
    wait(anna.find("main form button:not([type=button])").click());
    anna
}

#[test]
#[ignore = "run by cargo xtask test"]
fn turbo_shows_that_the_session_has_ended() {
    let app = TestApp::start();
    let anna = send_without_session(&app, &TURBO);
    anna.expect_exchanged("You are signed out");
    anna.expect_refusal(&app.url("/account/password"), UNAUTHORIZED);
    wait(anna.find("main a").click());
    anna.expect_exchanged("Sign in");
    // Turbo leaves the focus where it was, which Chromium notes.
    anna.forget_complaints();
}

#[test]
#[ignore = "run by cargo xtask test"]
fn htmx_opens_the_sign_in_page_when_the_session_has_ended() {
    for library in [HTMX, HTMX_2] {
        let app = TestApp::start();
        let anna = send_without_session(&app, &library);
        until("the sign-in page", || (anna.path() == "/login?next=%2Faccount%2Fpassword").then_some(()));
        anna.expect_refusal(&app.url("/account/password"), UNAUTHORIZED);
        assert_eq!(anna.heading(), "Sign in");
    }
}
