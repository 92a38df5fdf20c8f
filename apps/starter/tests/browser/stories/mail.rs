//! Signing in without a password, by the link or the code of a letter.

use crate::actions::GONE;
use crate::chrome::JavaScript;
use crate::test_app::TestApp;
use crate::visitor::Visitor;

const ADDRESS: &str = "anna@example.com";

with_and_without_javascript! {
    a_user_signs_in_by_the_link_of_a_letter
    a_user_signs_in_by_the_code_of_a_letter
    a_stranger_who_asks_for_a_letter_gets_the_same_answer
}

/// Returns a user with an address, in a browser that does not know them and that has asked for a letter.
fn asked(app: &TestApp, javascript: JavaScript) -> Visitor<'_> {
    let anna = Visitor::new(app, javascript);
    anna.sign_up_with_address("anna", ADDRESS);
    anna.become_another_browser();
    anna.go("/login?next=%2Faccount%2Fdevices");
    anna.click("Sign in by e-mail");
    anna.send(&[("email", ADDRESS)]);
    assert_eq!(anna.path(), "/login/link?next=%2Faccount%2Fdevices");
    anna
}

fn a_user_signs_in_by_the_link_of_a_letter(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = asked(&app, javascript);
    let letter = anna.letter(ADDRESS, "/login/link");
    anna.go(&letter.link);
    // A scanner of mail opened the page as well, and nothing happened.
    assert!(anna.cookie().is_none() && anna.says("Sign in with this address?") && anna.says(ADDRESS));
    anna.click("Sign in");
    assert!(anna.cookie().is_some());
    anna.become_another_browser();
    anna.go_refused(&letter.link, GONE);
    assert!(anna.says("This link or code was used or replaced, or has expired."));
    anna.click("Ask for another one");
    assert_eq!(anna.path(), "/login/email");
}

fn a_user_signs_in_by_the_code_of_a_letter(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = asked(&app, javascript);
    let code = anna.letter(ADDRESS, "/login/link").code;
    anna.send_refused("/login/link", &[("code", "0000 0000")], GONE);
    assert!(anna.is_marked_invalid("Code") && anna.is_focused("Code"));
    anna.send(&[("code", &code)]);
    assert_eq!(anna.path(), "/account/devices");
}

fn a_stranger_who_asks_for_a_letter_gets_the_same_answer(javascript: JavaScript) {
    let app = TestApp::start();
    let stranger = Visitor::new(&app, javascript);
    stranger.go("/login/email");
    stranger.send(&[("email", "nobody@example.com")]);
    assert_eq!(stranger.path(), "/login/link");
    assert!(stranger.says("If this is right, a message is on its way to nobody@example.com."));
}
