//! Creating an account, and confirming its address.

use crate::actions::{PASSWORD, UNAUTHORIZED};
use crate::chrome::{JavaScript, wait};
use crate::test_app::TestApp;
use crate::visitor::Visitor;

const ADDRESS: &str = "anna@example.com";

with_and_without_javascript! {
    a_user_signs_up_with_a_name_and_an_address_and_types_the_code
    a_user_signs_up_with_a_name_alone
    a_user_signs_up_with_an_address_and_opens_the_link_of_the_letter
    a_user_signs_up_with_an_address_and_types_the_code
    an_address_has_to_be_confirmed_before_its_first_sign_in
}

fn a_user_signs_up_with_a_name_and_an_address_and_types_the_code(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.go("/signup");
    anna.send(&[("username", "anna"), ("email", ADDRESS), ("password", PASSWORD)]);
    assert_eq!(anna.path(), "/account/email/confirm");
    assert!(anna.says("If this is right, a message is on its way to anna@example.com."));
    anna.type_code(ADDRESS, "/account/email/confirm");
    assert_eq!(anna.notice(), "Your address was confirmed.");
    assert!(anna.says(ADDRESS) && anna.says("Confirmed on "));
    anna.become_another_browser();
    anna.sign_in(ADDRESS, PASSWORD);
    assert_eq!(anna.entry("Name"), "anna");
}

fn a_user_signs_up_with_a_name_alone(javascript: JavaScript) {
    let app = TestApp::with(&[("SIGN_UP", "username")]);
    let anna = Visitor::new(&app, javascript);
    anna.go("/signup");
    assert_eq!(anna.count("#email"), 0);
    anna.send(&[("username", "anna"), ("password", PASSWORD)]);
    assert_eq!(anna.entry("Name"), "anna");
    anna.go("/account/email");
    assert_eq!(anna.count("main li"), 0);
}

/// Signs up at a starter where an address is the name to sign in with.
fn sign_up_with_an_address(app: &TestApp, javascript: JavaScript) -> Visitor<'_> {
    let anna = Visitor::new(app, javascript);
    anna.go("/signup");
    assert_eq!(anna.count("#username"), 0);
    anna.send(&[("email", ADDRESS), ("password", PASSWORD)]);
    assert_eq!(anna.path(), "/verify");
    assert!(anna.cookie().is_none());
    anna
}

fn a_user_signs_up_with_an_address_and_opens_the_link_of_the_letter(javascript: JavaScript) {
    let app = TestApp::with(&[("SIGN_UP", "email")]);
    let anna = sign_up_with_an_address(&app, javascript);
    // The link is that of the page where a developer reads the letters.
    anna.letter(ADDRESS, "/verify");
    anna.go("/dev/mail");
    let newest = anna.find(".letters a");
    assert!(wait(newest.text()).starts_with("Confirm your e-mail address\nTo anna@example.com, "));
    anna.follow(|| wait(newest.click()));
    let link = anna.find("main .letter a");
    anna.follow(|| wait(link.click()));
    assert_eq!(anna.heading(), "Confirm your address");
    assert!(anna.says("Confirm that this is your address?") && anna.says(ADDRESS));
    anna.click("Confirm and sign in");
    assert_eq!(anna.path(), "/");
    assert_eq!(anna.entry("Name"), ADDRESS);
    anna.become_another_browser();
    anna.sign_in(ADDRESS, PASSWORD);
    assert_eq!(anna.path(), "/");
}

fn a_user_signs_up_with_an_address_and_types_the_code(javascript: JavaScript) {
    let app = TestApp::with(&[("SIGN_UP", "email")]);
    let anna = sign_up_with_an_address(&app, javascript);
    anna.type_code(ADDRESS, "/verify");
    assert_eq!(anna.entry("Name"), ADDRESS);
    // The answer to a second sign-up does not say that there is an account.
    anna.become_another_browser();
    anna.go("/signup");
    anna.send(&[("email", ADDRESS), ("password", "another good password")]);
    assert_eq!(anna.path(), "/verify");
}

fn an_address_has_to_be_confirmed_before_its_first_sign_in(javascript: JavaScript) {
    let app = TestApp::with(&[("SIGN_UP", "email")]);
    let anna = sign_up_with_an_address(&app, javascript);
    anna.go("/login");
    anna.send_refused("/login", &[("username", ADDRESS), ("password", PASSWORD)], UNAUTHORIZED);
    anna.open_link(ADDRESS, "/verify");
    anna.click("Confirm and sign in");
    assert_eq!(anna.path(), "/");
}
