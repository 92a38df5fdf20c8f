//! The browser's console, which may contain only the refusals that a test expects.

use crate::chrome::{Browser, JavaScript, until, wait};
use crate::test_app::TestApp;

impl Browser {
    /// Panics if the console has entries since the last call.
    #[track_caller]
    pub(crate) fn expect_quiet(&self) {
        assert_eq!(self.complaints(), [""; 0], "at {}", self.url());
    }

    /// Panics unless the only entry says that the page at the address came with that status.
    #[track_caller]
    pub(crate) fn expect_refusal(&self, url: &str, status: &str) {
        let refusal = refusal(url, status);
        let complaints = until(&refusal, || Some(self.complaints()).filter(|it| !it.is_empty()));
        assert_eq!(complaints, [refusal], "at {}", self.url());
    }

    /// Takes the entries since the last call out of the console.
    pub(crate) fn forget_complaints(&self) {
        drop(self.complaints());
    }

    /// Returns the new entries of every level, including violations of the CSP that are only reported.
    fn complaints(&self) -> Vec<String> {
        let entries = wait(self.driver.browser_log());
        entries.into_iter().map(|it| format!("{} {}", it.level, it.message)).collect()
    }
}

fn refusal(url: &str, status: &str) -> String {
    format!("SEVERE {url} - Failed to load resource: the server responded with a status of {status}")
}

#[test]
#[ignore = "run by cargo xtask test"]
fn an_error_in_a_script_is_found() {
    let browser = Browser::start(JavaScript::On);
    wait(browser.driver.goto("data:text/html,<title>x</title><script>throw new Error('as told')</script>"));
    let heard = browser.complaints().concat();
    assert!(heard.starts_with("SEVERE") && heard.contains("Uncaught Error: as told"), "{heard}");
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_script_that_the_policy_forbids_is_found_and_does_not_run() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/login"));
    let ran: bool = browser.script(
        "const script = document.createElement('script'); script.textContent = 'window.ran = true';
         document.body.append(script); return window.ran === true",
    );
    assert!(!ran);
    let heard = browser.complaints().concat();
    assert!(heard.contains("Content Security Policy"), "{heard}");
}

#[test]
#[ignore = "run by cargo xtask test"]
#[should_panic(expected = "404 (Not Found)")]
fn an_unexpected_refusal_is_found() {
    let app = TestApp::start();
    Browser::start(JavaScript::On).open(&app.url("/no-such-page"));
}

#[test]
#[ignore = "run by cargo xtask test"]
#[should_panic(expected = "404 (Not Found)")]
fn a_refusal_with_another_status_is_found() {
    let app = TestApp::start();
    Browser::start(JavaScript::On).open_refused(&app.url("/no-such-page"), "401 (Unauthorized)");
}
