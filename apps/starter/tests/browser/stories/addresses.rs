//! Adding and changing an address.

use crate::actions::{PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::JavaScript;
use crate::test_app::TestApp;
use crate::visitor::Visitor;

const ADDRESS: &str = "anna@example.com";
const NEW: &str = "anna@example.org";

with_and_without_javascript! {
    an_address_is_added_and_confirmed_by_the_link
    a_changed_address_is_undone_from_the_notice
    an_address_is_removed
}

fn an_address_is_added_and_confirmed_by_the_link(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up("anna");
    anna.go("/account/email");
    anna.send_refused("/account/email", &[("email", "anna at example")], UNPROCESSABLE);
    assert!(anna.is_marked_invalid("New address") && anna.is_focused("New address"));
    anna.send(&[("email", ADDRESS)]);
    anna.open_link(ADDRESS, "/account/email/confirm");
    assert!(anna.says("Use this address with your account?") && anna.says(ADDRESS));
    anna.click("Confirm address");
    assert_eq!(anna.notice(), "Your address was confirmed.");
    assert!(anna.says(ADDRESS));
}

fn a_changed_address_is_undone_from_the_notice(javascript: JavaScript) {
    let app = TestApp::start();
    let (thief, anna) = (Visitor::new(&app, javascript), Visitor::new(&app, javascript));
    thief.sign_up_with_address("anna", ADDRESS);
    thief.go("/account/email");
    thief.send(&[("email", NEW)]);
    thief.type_code(NEW, "/account/email/confirm");
    assert!(thief.says(NEW) && !thief.says(ADDRESS));
    anna.open_link(ADDRESS, "/account/email/undo");
    assert!(anna.says("This address becomes yours again"));
    anna.click("Undo the change");
    assert_eq!(anna.path(), "/account/password");
    assert!(!thief.is_signed_in());
    anna.go("/account/email");
    assert!(anna.says(ADDRESS) && !anna.says(NEW));
    anna.go("/account/password");
    anna.send(&[("password", "wrong donkey generator")]);
    anna.become_another_browser();
    anna.sign_in(ADDRESS, "wrong donkey generator");
    assert_eq!(anna.path(), "/");
}

fn an_address_is_removed(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up_with_address("anna", ADDRESS);
    anna.click("Remove");
    assert_eq!((anna.notice().as_str(), anna.says(ADDRESS)), ("The address was removed.", false));
    anna.become_another_browser();
    anna.go("/login");
    anna.send_refused("/login", &[("username", ADDRESS), ("password", PASSWORD)], UNAUTHORIZED);
    anna.send(&[("username", "anna"), ("password", PASSWORD)]);
    assert_eq!(anna.path(), "/");
}
