//! What the forms send, and what is wrong with it.

use crate::page::{self, FormPage};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::web::ReturnPath;
use serde::Deserialize;

pub(crate) const TOO_SHORT: &str = "The password must have at least 8 characters.";
pub(crate) const TOO_LONG: &str = "The password must have at most 255 characters.";

const USERNAME: std::ops::RangeInclusive<usize> = 4..=31;

/// A name and a password as they were typed.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    pub(crate) username: String,
    pub(crate) password: String,
    /// The page that was asked for before, if the form came with one.
    #[serde(default)]
    next: String,
}

/// A form before anything was typed, or the page that was asked for if the visitor is signed in.
pub(crate) fn show(new: bool, uri: &Uri, signed_in: bool) -> Response {
    let path = ReturnPath::from_query(uri.query());
    if signed_in {
        Redirect::to(path.as_str()).into_response()
    } else {
        page::render(&FormPage::empty(new, unless_home(&path))).into_response()
    }
}

fn unless_home(path: &ReturnPath) -> Option<&str> {
    Some(path.as_str()).filter(|_| !path.is_home())
}

/// Why a form is shown again.
#[derive(Default)]
pub(crate) struct Refusal<'a> {
    pub(crate) form: Option<&'a str>,
    pub(crate) username: Option<&'a str>,
    pub(crate) password: Option<&'a str>,
}

impl Credentials {
    /// What can be said without looking at anybody's account. `min` is the fewest characters of a password.
    pub(crate) fn check(&self, min: usize) -> Result<(), Refusal<'static>> {
        let refusal =
            Refusal { form: None, username: self.check_username(), password: self.check_password(min) };
        if refusal.username.is_none() && refusal.password.is_none() { Ok(()) } else { Err(refusal) }
    }

    fn check_username(&self) -> Option<&'static str> {
        let Self { username, .. } = self;
        if !USERNAME.contains(&username.chars().count()) {
            Some("The username must have 4 to 31 characters.")
        } else if username.trim() != username || username.chars().any(is_strange) {
            Some("The username must not begin or end with a space, nor contain control characters.")
        } else {
            None
        }
    }

    fn check_password(&self, min: usize) -> Option<&'static str> {
        let Self { password, .. } = self;
        let length = password.chars().count();
        if length < min {
            Some(if min == 1 {
                "Please enter your password."
            } else {
                "The password must have at least 8 characters."
            })
        } else if length > 255 {
            Some(TOO_LONG)
        } else if password.contains(char::REPLACEMENT_CHARACTER) {
            Some("The password has bytes that are no characters.")
        } else {
            None
        }
    }

    /// Where one goes who is signed in now.
    pub(crate) fn return_path(&self) -> ReturnPath {
        ReturnPath::from_field(&self.next)
    }

    /// The form again, with what was typed, but never the password.
    pub(crate) fn refuse(&self, new: bool, status: StatusCode, refusal: &Refusal<'_>) -> Response {
        let Refusal { form: error, username: username_error, password: password_error } = *refusal;
        // What is no name at all is not sent back.
        let username = if self.username.chars().count() <= 255 { self.username.as_str() } else { "" };
        let path = self.return_path();
        let page =
            FormPage { new, next: unless_home(&path), username, error, username_error, password_error };
        (status, page::render(&page)).into_response()
    }
}

/// Bytes that are no characters arrive as U+FFFD; two such names or passwords would look the same.
fn is_strange(it: char) -> bool {
    it.is_control() || it == char::REPLACEMENT_CHARACTER
}
