//! The download of a user's data, and the end of an account.

use crate::actions::{FORBIDDEN, PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::{JavaScript, until, wait};
use crate::test_app::TestApp;
use crate::visitor::Visitor;
use std::fs;
use thirtyfour::prelude::*;

const ADDRESS: &str = "anna@example.com";

with_and_without_javascript! {
    the_users_data_is_downloaded
    a_deleted_account_is_kept_by_signing_in_again
    a_deleted_account_is_kept_by_the_link_of_a_letter
    an_account_is_deleted_at_once_where_the_application_says_so
}

fn the_users_data_is_downloaded(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up_with_address("anna", ADDRESS);
    anna.go("/account/data");
    wait(wait(anna.driver.find(By::LinkText("Download"))).click());
    let data: serde_json::Value = until("the download", || {
        let mut files = fs::read_dir(anna.downloads()).ok()?;
        let file = files
            .find_map(|it| Some(it.ok()?.path()).filter(|it| it.extension() == Some("json".as_ref())))?;
        serde_json::from_slice(&fs::read(file).unwrap()).ok()
    });
    assert!(data.to_string().contains(ADDRESS) && !data.to_string().contains("argon2"), "{data}");
}

/// Deletes the account of the page's user.
fn delete(anna: &Visitor<'_>) {
    anna.go("/account/data");
    anna.click("Delete account…");
    anna.send_refused("/account/delete", &[("current", "wrong horse battery")], UNPROCESSABLE);
    assert!(anna.is_focused("Password"));
    anna.send(&[("current", PASSWORD)]);
    assert_eq!(anna.heading(), "Goodbye");
    assert!(anna.cookie().is_none());
}

fn a_deleted_account_is_kept_by_signing_in_again(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up("anna");
    delete(&anna);
    anna.click("Keep my account");
    anna.type_in(&[("username", "anna"), ("password", PASSWORD)]);
    anna.enter_refused(FORBIDDEN);
    assert_eq!(anna.heading(), "Keep your account?");
    anna.send(&[("password", PASSWORD)]);
    assert_eq!(anna.entry("Name"), "anna");
    anna.become_another_browser();
    anna.sign_in("anna", PASSWORD);
    assert_eq!(anna.path(), "/");
}

fn a_deleted_account_is_kept_by_the_link_of_a_letter(javascript: JavaScript) {
    let app = TestApp::start();
    let anna = Visitor::new(&app, javascript);
    anna.sign_up_with_address("anna", ADDRESS);
    delete(&anna);
    anna.go("/login/email");
    anna.send(&[("email", ADDRESS)]);
    anna.open_link(ADDRESS, "/login/link");
    assert!(anna.says("This account will be deleted on ") && anna.says("Do you want to keep it?"));
    anna.click("Keep my account and sign in");
    assert_eq!(anna.entry("Name"), "anna");
}

fn an_account_is_deleted_at_once_where_the_application_says_so(javascript: JavaScript) {
    let app = TestApp::with(&[("DELETION_DAYS", "0")]);
    let anna = Visitor::new(&app, javascript);
    anna.sign_up("anna");
    delete(&anna);
    assert!(anna.says("Your account was deleted."));
    anna.go("/login");
    anna.send_refused("/login", &[("username", "anna"), ("password", PASSWORD)], UNAUTHORIZED);
    anna.sign_up("anna");
}
