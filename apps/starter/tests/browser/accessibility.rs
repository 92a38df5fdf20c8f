//! axe-core checks every page in every state, in light and dark, wide and narrow. A picture of each is saved.

use crate::actions::{
    CONFLICT, FORBIDDEN, METHOD_NOT_ALLOWED, NOT_FOUND, PASSWORD, UNAUTHORIZED, UNPROCESSABLE,
};
use crate::attacker_site::AttackerSite;
use crate::chrome::{Browser, JavaScript, wait};
use crate::look::{LOOKS, Look};
use crate::test_app::TestApp;

/// The name of a usual user.
const USUAL: &str = "Anna Karenina";

/// A name of the greatest length and width.
const LONGEST: &str = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";

/// The steps to a page from the page before it.
type Lead = fn(&Visit);

const STATES: &[(&str, Lead)] = &[
    ("sign-up", |it| it.open("/signup")),
    ("sign-up-field-errors", |it| it.send_unchecked("/signup", "ann", "short")),
    ("profile-longest", |it| it.sign_up(LONGEST)),
    ("sign-out-twice", Visit::sign_out_twice),
    ("profile", |it| it.sign_up(USUAL)),
    ("profile-other-devices", Visit::sign_in_again),
    ("sign-in", Visit::sign_out),
    ("sign-in-field-errors", |it| it.send_unchecked("/login", "", "")),
    ("sign-in-wrong", Visit::enter_a_wrong_password),
    ("sign-in-password-shown", Visit::show_the_password),
    ("sign-up-taken", Visit::take_the_name_again),
    ("error-not-found", |it| it.browser.open_refused(&it.app.url("/no-such-page"), NOT_FOUND)),
    ("error-wrong-method", |it| it.browser.open_refused(&it.app.url("/logout"), METHOD_NOT_ALLOWED)),
    ("error-cross-origin", Visit::submit_from_another_site),
];

struct Visit {
    app: TestApp,
    browser: Browser,
}

impl Visit {
    fn open(&self, path: &str) {
        self.browser.open(&self.app.url(path));
    }

    fn sign_up(&self, username: &str) {
        self.open("/signup");
        self.browser.fill_in(username, PASSWORD);
        self.browser.enter();
    }

    fn sign_out(&self) {
        self.browser.tab_to("Sign out");
        self.browser.enter();
    }

    /// Clicks "Sign out" on a page whose session has already ended.
    fn sign_out_twice(&self) {
        wait(self.browser.driver.delete_all_cookies());
        self.browser.tab_to("Sign out");
        self.browser.enter();
    }

    /// Signs in as if from another browser, while the first session stays alive.
    fn sign_in_again(&self) {
        wait(self.browser.driver.delete_all_cookies());
        self.open("/login");
        self.browser.fill_in(USUAL, PASSWORD);
        self.browser.enter();
    }

    fn show_the_password(&self) {
        self.browser.fill("Password", PASSWORD);
        wait(self.browser.find("#show-password").click());
    }

    fn enter_a_wrong_password(&self) {
        self.open("/login");
        self.browser.fill_in(USUAL, "wrong horse battery");
        self.browser.enter_refused(UNAUTHORIZED);
    }

    fn take_the_name_again(&self) {
        self.open("/signup");
        self.browser.fill_in(USUAL, PASSWORD);
        self.browser.enter_refused(CONFLICT);
    }

    /// Sends a form as a browser that does not validate its fields.
    fn send_unchecked(&self, path: &str, username: &str, password: &str) {
        self.open(path);
        let () = self.browser.script("document.forms[0].noValidate = true");
        self.browser.fill_in(username, password);
        self.browser.enter_refused(UNPROCESSABLE);
    }

    fn submit_from_another_site(&self) {
        let attacker = AttackerSite::start(self.app.url(""));
        self.browser.be_sent_by(&attacker.cross_site_url("/login"));
        self.browser.expect_refusal(&self.app.url("/login"), FORBIDDEN);
    }

    /// Returns the problems of the open page in every look.
    fn inspect(&self, page: &str) -> Vec<String> {
        self.browser.load_axe();
        let problems = LOOKS.iter().flat_map(|it| self.inspect_as(page, *it)).collect();
        self.browser.look(LOOKS[0]);
        problems
    }

    fn inspect_as(&self, page: &str, look: Look) -> Vec<String> {
        self.browser.look(look);
        self.browser.keep_picture(page, look);
        let mut problems = self.browser.accessibility_problems();
        problems.extend(self.browser.is_too_wide().then(|| "wider than the window".to_owned()));
        problems.iter().map(|it| format!("{page}-{}: {it}", look.name)).collect()
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn no_page_has_an_accessibility_problem_in_any_look() {
    let visit = Visit { app: TestApp::start(), browser: Browser::start(JavaScript::On) };
    let mut problems = Vec::new();
    for (page, lead) in STATES {
        lead(&visit);
        problems.extend(visit.inspect(page));
    }
    assert!(problems.is_empty(), "{} problems\n\n{}", problems.len(), problems.join("\n\n"));
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_page_with_accessibility_problems_is_found() {
    let browser = Browser::start(JavaScript::On);
    browser.open(
        "data:text/html,<!doctype html><html lang=en><title>x</title><main><h1>x</h1>\
         <p style='color:gray;background:silver'>pale</p><img src='data:,'><input></main>",
    );
    browser.load_axe();
    let found = browser.accessibility_problems().concat();
    for rule in ["violation color-contrast:", "violation image-alt:", "violation label:"] {
        assert!(found.contains(rule), "{rule} is not in {found}");
    }
}
