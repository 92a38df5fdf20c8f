//! Devices, recent activity, and confirming that it is the user.

use crate::actions::{PASSWORD, UNPROCESSABLE};
use crate::chrome::{JavaScript, until};
use crate::test_app::TestApp;
use crate::visitor::Visitor;

with_and_without_javascript! {
    one_device_is_signed_out_and_then_all_others
    a_user_whose_sign_in_is_old_confirms_that_it_is_them
    recent_activity_says_what_happened
}

fn one_device_is_signed_out_and_then_all_others(javascript: JavaScript) {
    let app = TestApp::start();
    let (anna, other) = (Visitor::new(&app, javascript), Visitor::new(&app, javascript));
    anna.sign_up("anna");
    anna.go("/account/devices");
    assert!(
        anna.says("Chrome on Linux")
            && anna.says("This device")
            && anna.says("No other device is signed in.")
    );
    other.sign_in("anna", PASSWORD);
    anna.go("/account/devices");
    assert_eq!(anna.count("main li"), 2);
    anna.click("Sign out");
    assert_eq!((anna.notice().as_str(), anna.count("main li")), ("The device was signed out.", 1));
    assert!(!other.is_signed_in());
    for _ in 0..2 {
        other.become_another_browser();
        other.sign_in("anna", PASSWORD);
    }
    anna.go("/account/devices");
    assert_eq!(anna.count("main li"), 3);
    anna.click("Sign out all other devices");
    assert_eq!((anna.notice().as_str(), anna.count("main li")), ("All other devices were signed out.", 1));
    assert!(anna.is_signed_in() && !other.is_signed_in());
}

fn a_user_whose_sign_in_is_old_confirms_that_it_is_them(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up("anna");
    anna.become_another_browser();
    anna.sign_in("anna", PASSWORD);
    app.age_sign_ins();
    anna.go("/account/devices");
    anna.click("Sign out all other devices");
    assert_eq!(anna.heading(), "Confirm that it’s you");
    anna.send_refused("/login/verify", &[("password", "wrong horse battery")], UNPROCESSABLE);
    assert!(anna.is_focused("Password"));
    anna.send(&[("password", PASSWORD)]);
    assert_eq!((anna.notice().as_str(), anna.count("main li")), ("Thank you. Please continue.", 2));
    anna.click("Sign out all other devices");
    assert_eq!(anna.count("main li"), 1);
}

fn recent_activity_says_what_happened(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up("anna");
    anna.go("/account/password");
    anna.send(&[("current", PASSWORD), ("password", "wrong donkey generator")]);
    let expected = ["Account created", "Signed in", "Password changed"];
    until("the events", || {
        anna.go("/account/activity");
        expected.iter().all(|it| anna.says(it)).then_some(())
    });
    assert!(anna.says("Chrome on Linux"));
}
