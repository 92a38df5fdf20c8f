//! The actions of a user in a browser: to open pages, type, press keys and read.

use crate::child_program::PATIENCE;
use crate::chrome::{Browser, until, wait};
use std::time::Duration;
use thirtyfour::WebElement;
use thirtyfour::prelude::*;

/// The words with which Chromium logs the status of a refused page.
pub(crate) const UNAUTHORIZED: &str = "401 (Unauthorized)";
pub(crate) const FORBIDDEN: &str = "403 (Forbidden)";
pub(crate) const NOT_FOUND: &str = "404 (Not Found)";
pub(crate) const METHOD_NOT_ALLOWED: &str = "405 (Method Not Allowed)";
pub(crate) const CONFLICT: &str = "409 (Conflict)";
pub(crate) const GONE: &str = "410 (Gone)";
pub(crate) const UNPROCESSABLE: &str = "422 (Unprocessable Entity)";
pub(crate) const TOO_MANY: &str = "429 (Too Many Requests)";

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Navigation.
impl Browser {
    pub(crate) fn open(&self, url: &str) {
        wait(self.driver.goto(url));
        self.expect_quiet();
    }

    pub(crate) fn open_refused(&self, url: &str, status: &str) {
        wait(self.driver.goto(url));
        self.expect_refusal(url, status);
    }

    pub(crate) fn go_back(&self) {
        self.follow(|| wait(self.driver.back()));
        self.expect_quiet();
    }

    /// Presses Enter, which opens another page.
    pub(crate) fn enter(&self) {
        self.follow(|| self.press(Key::Enter));
        self.expect_quiet();
    }

    /// Presses Enter, which opens the same address and a page with that status.
    pub(crate) fn enter_refused(&self, status: &str) {
        let url = self.url();
        self.enter_refused_at(&url, status);
    }

    /// Presses Enter, which opens that address and a page with that status.
    pub(crate) fn enter_refused_at(&self, url: &str, status: &str) {
        self.follow(|| self.press(Key::Enter));
        self.expect_refusal(url, status);
    }

    /// Opens a page that opens another by itself.
    pub(crate) fn be_sent_by(&self, url: &str) {
        wait(self.driver.goto(url));
        until("another page", || (self.url() != url).then_some(()));
    }

    /// Acts, and waits until another page is open.
    pub(crate) fn follow(&self, act: impl FnOnce()) {
        let page = self.find("html");
        act();
        wait(page.wait_until().wait(PATIENCE, Duration::from_millis(20)).stale());
    }
}

/// The keyboard.
impl Browser {
    pub(crate) fn press(&self, key: Key) {
        wait(self.focused().send_keys(key));
    }

    pub(crate) fn focused(&self) -> WebElement {
        wait(self.driver.active_element())
    }

    /// Fills in the open form, once the browser has set the focus. On a busy machine, this takes a while.
    pub(crate) fn fill_in(&self, username: &str, password: &str) {
        until("the focus", || {
            self.script::<bool>("return document.activeElement !== document.body").then_some(())
        });
        for (id, text) in [("#username", username), ("#password", password)] {
            let field = self.find(id);
            wait(field.clear());
            wait(field.send_keys(text));
        }
    }

    /// Presses Tab until the button with that text has the focus.
    pub(crate) fn tab_to(&self, text: &str) {
        until(text, || {
            self.press(Key::Tab);
            (wait(self.focused().text()) == text).then_some(())
        });
    }
}

/// The contents of the page.
impl Browser {
    pub(crate) fn title(&self) -> String {
        wait(self.driver.title())
    }

    pub(crate) fn url(&self) -> String {
        wait(self.driver.current_url()).to_string()
    }

    pub(crate) fn find(&self, selector: &str) -> WebElement {
        wait(self.driver.find(By::Css(selector)))
    }

    pub(crate) fn count(&self, selector: &str) -> usize {
        wait(self.driver.find_all(By::Css(selector))).len()
    }

    /// Returns the field with this label.
    pub(crate) fn field(&self, label: &str) -> WebElement {
        let label = wait(self.driver.find(By::XPath(format!("//label[normalize-space()='{label}']"))));
        let id = attribute(&label, "for");
        wait(self.driver.find(By::Id(id)))
    }

    pub(crate) fn value(&self, label: &str) -> String {
        wait(self.field(label).value()).unwrap_or_default()
    }

    /// Returns the texts that a screen reader adds to the field's name.
    pub(crate) fn description(&self, label: &str) -> Vec<String> {
        let ids = attribute(&self.field(label), "aria-describedby");
        ids.split_whitespace().map(|it| wait(self.find(&format!("#{it}")).text())).collect()
    }

    pub(crate) fn is_marked_invalid(&self, label: &str) -> bool {
        attribute(&self.field(label), "aria-invalid") == "true"
    }

    pub(crate) fn is_focused(&self, label: &str) -> bool {
        self.focused().element_id() == self.field(label).element_id()
    }

    /// Returns the value in a row of the profile.
    pub(crate) fn entry(&self, term: &str) -> String {
        let value = format!("//dt[normalize-space()='{term}']/following-sibling::dd[1]");
        wait(wait(self.driver.find(By::XPath(value))).text())
    }

    /// Returns the user's id on the profile.
    pub(crate) fn user_id(&self) -> String {
        wait(self.find("main code").text())
    }

    /// Returns the session's cookie, as the browser stores it.
    pub(crate) fn cookie(&self) -> Option<Cookie> {
        let cookies = wait(self.driver.get_all_cookies());
        // Other cookies, such as that of a known device, have a longer name.
        let is_port = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        let is_session = |it: &Cookie| it.name.strip_prefix("lucerna_session_").is_some_and(is_port);
        cookies.into_iter().find(is_session)
    }

    /// Runs a script in the page and returns its result. This works even if the page's own scripts are blocked.
    pub(crate) fn script<T: serde::de::DeserializeOwned>(&self, script: &str) -> T {
        wait(self.driver.execute(script, Vec::new())).convert().unwrap()
    }
}

fn attribute(element: &WebElement, name: &str) -> String {
    wait(element.attr(name)).unwrap_or_default()
}
