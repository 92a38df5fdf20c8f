//! A visitor of the starter, and the steps that several stories share. Fields are named by their ids, so that the steps work in
//! every language.

use crate::actions::PASSWORD;
use crate::chrome::{Browser, JavaScript, wait};
use crate::letters::Letter;
use crate::test_app::TestApp;
use std::ops::Deref;
use thirtyfour::prelude::*;

/// A user's browser at the starter.
pub(crate) struct Visitor<'a> {
    pub(crate) app: &'a TestApp,
    browser: Browser,
}

impl Deref for Visitor<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(app: &'a TestApp, javascript: JavaScript) -> Self {
        Self { app, browser: Browser::start(javascript) }
    }

    pub(crate) fn reading(language: &str, app: &'a TestApp) -> Self {
        Self { app, browser: Browser::start_in(language, JavaScript::On) }
    }
}

/// Pages.
impl Visitor<'_> {
    pub(crate) fn go(&self, path: &str) {
        self.open(&self.app.url(path));
    }

    pub(crate) fn go_refused(&self, path: &str, status: &str) {
        self.open_refused(&self.app.url(path), status);
    }

    /// Returns the path of the open page, with its query.
    pub(crate) fn path(&self) -> String {
        self.url().strip_prefix(&self.app.url("")).unwrap().to_owned()
    }

    pub(crate) fn heading(&self) -> String {
        wait(self.find("h1").text())
    }

    /// Returns the sentence above the page that says what was done.
    pub(crate) fn notice(&self) -> String {
        wait(self.find(".notice").text())
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        wait(self.find("main").text()).contains(text)
    }
}

/// Forms.
impl Visitor<'_> {
    /// Fills in the form of the open page, and leaves the focus in its last field.
    pub(crate) fn type_in(&self, fields: &[(&str, &str)]) {
        for (id, text) in fields {
            let field = self.find(&format!("#{id}"));
            wait(field.clear());
            wait(field.send_keys(*text));
        }
    }

    /// Fills in the form of the open page and presses Enter in its last field.
    pub(crate) fn send(&self, fields: &[(&str, &str)]) {
        self.type_in(fields);
        self.enter();
    }

    /// Fills in the form of this page and sends it as a browser that does not validate fields. The form comes again.
    pub(crate) fn send_refused(&self, path: &str, fields: &[(&str, &str)], status: &str) {
        let () = self.script("document.querySelectorAll('form').forEach((it) => { it.noValidate = true; })");
        self.type_in(fields);
        self.enter_refused_at(&self.app.url(path), status);
    }

    /// Clicks the link or the button of the page with this text.
    pub(crate) fn click(&self, text: &str) {
        let named = format!("//main//*[self::a or self::button][normalize-space()='{text}']");
        let control = wait(self.driver.find(By::XPath(named)));
        self.follow(|| wait(control.click()));
        self.expect_quiet();
    }

    /// Clicks the button of the page's form.
    pub(crate) fn click_button(&self) {
        let button = self.find("main form button:not([type=button])");
        self.follow(|| wait(button.click()));
        self.expect_quiet();
    }
}

/// Steps of several stories.
impl Visitor<'_> {
    pub(crate) fn sign_up(&self, username: &str) {
        self.go("/signup");
        self.send(&[("username", username), ("password", PASSWORD)]);
        assert_eq!(self.path(), "/");
    }

    /// Signs up with a username and an address, and confirms the address by the letter's code.
    pub(crate) fn sign_up_with_address(&self, username: &str, address: &str) {
        self.go("/signup");
        self.send(&[("username", username), ("email", address), ("password", PASSWORD)]);
        self.type_code(address, "/account/email/confirm");
        assert_eq!(self.path(), "/account/email?done=address");
    }

    /// Types the code of a letter that has a link to this page as well.
    pub(crate) fn type_code(&self, address: &str, page: &str) {
        self.send(&[("code", &self.letter(address, page).code)]);
    }

    /// Opens the link of a letter.
    pub(crate) fn open_link(&self, address: &str, page: &str) {
        self.go(&self.letter(address, page).link);
    }

    pub(crate) fn letter(&self, address: &str, page: &str) -> Letter {
        self.app.letter(address, page)
    }

    pub(crate) fn sign_in(&self, name: &str, password: &str) {
        self.go("/login");
        self.send(&[("username", name), ("password", password)]);
    }

    /// Forgets the session. It stays alive, as if it were in another browser.
    pub(crate) fn become_another_browser(&self) {
        wait(self.driver.delete_all_cookies());
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.go("/account");
        self.path() == "/account"
    }
}
