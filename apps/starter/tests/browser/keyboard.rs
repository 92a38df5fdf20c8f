//! Every form with the keyboard alone. The walk of the Tab key on every page is checked in `accessibility`.

use crate::actions::PASSWORD;
use crate::chrome::{JavaScript, until, wait};
use crate::test_app::TestApp;
use crate::visitor::Visitor;
use thirtyfour::prelude::*;

const ADDRESS: &str = "anna@example.com";
const NEW: &str = "wrong donkey generator";

impl Visitor<'_> {
    /// Presses Tab until the field has the focus, for each field, and types the text.
    fn tab_and_type(&self, fields: &[(&str, &str)]) {
        for (id, text) in fields {
            until(id, || {
                let is_there: bool = self.script(&format!("return document.activeElement.id === '{id}'"));
                if !is_there {
                    self.press(Key::Tab);
                }
                is_there.then_some(())
            });
            wait(self.focused().send_keys(*text));
        }
    }

    /// Fills in the form and presses its button with the space bar.
    fn send_by_keyboard(&self, fields: &[(&str, &str)], button: &str) {
        self.tab_and_type(fields);
        self.tab_to(button);
        self.follow(|| self.press(Key::Space));
        self.expect_quiet();
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn every_form_is_filled_in_and_sent_with_the_keyboard() {
    let app = TestApp::start();
    let anna = Visitor::new(&app, JavaScript::On);
    anna.go("/signup");
    let fields = [("username", "anna"), ("email", ADDRESS), ("password", PASSWORD)];
    anna.send_by_keyboard(&fields, "Create account");
    let code = anna.letter(ADDRESS, "/account/email/confirm").code;
    anna.send_by_keyboard(&[("code", &code)], "Confirm address");
    assert_eq!(anna.path(), "/account/email?done=address");
    anna.send_by_keyboard(&[("email", "anna@example.org")], "Send message");
    assert_eq!(anna.path(), "/account/email/confirm");
    anna.go("/account/password");
    anna.send_by_keyboard(&[("current", PASSWORD), ("password", NEW)], "Change password");
    anna.go("/login/verify");
    anna.send_by_keyboard(&[("password", NEW)], "Continue");
    anna.go("/account/devices");
    anna.send_by_keyboard(&[], "Sign out");
    assert_eq!(anna.path(), "/login");
    anna.tab_and_type(&[("username", "anna"), ("password", NEW), ("remember", " ")]);
    assert!(!wait(anna.find("#remember").is_selected()));
    anna.send_by_keyboard(&[], "Sign in");
    assert_eq!(anna.path(), "/");
    anna.go("/forgot");
    anna.send_by_keyboard(&[("email", ADDRESS)], "Send message");
    let code = anna.letter(ADDRESS, "/reset").code;
    anna.send_by_keyboard(&[("code", &code), ("password", PASSWORD)], "Set password and sign in");
    anna.go("/account/delete");
    anna.send_by_keyboard(&[("current", PASSWORD)], "Delete my account");
    assert_eq!(anna.heading(), "Goodbye");
}

#[test]
#[ignore = "run by cargo xtask test"]
fn the_first_link_skips_the_menu() {
    for javascript in [JavaScript::On, JavaScript::Off] {
        let app = TestApp::start();
        let anna = Visitor::new(&app, javascript);
        anna.sign_up("anna");
        anna.go("/account/devices");
        anna.press(Key::Tab);
        assert_eq!(wait(anna.focused().text()), "Skip to content");
        anna.press(Key::Enter);
        assert_eq!(anna.path(), "/account/devices#main");
        anna.go("/account/data#main");
        anna.press(Key::Tab);
        assert_eq!(wait(anna.focused().text()), "Download");
    }
}
