//! What the forms send, and what is wrong with it.

use crate::page::{self, FormPage};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::web::ReturnPath;
use serde::{Deserialize, Deserializer};

pub(crate) const TOO_SHORT: &str = "The password must have at least 8 characters.";
pub(crate) const TOO_LONG: &str = "The password must have at most 255 characters.";

const USERNAME: std::ops::RangeInclusive<usize> = 4..=31;

/// A name and a password as they were typed, without the spaces around the name.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(deserialize_with = "trimmed")]
    pub(crate) username: String,
    pub(crate) password: String,
    /// The page that was asked for before, if the form came with one.
    #[serde(default)]
    next: String,
}

fn trimmed<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(String::deserialize(from)?.trim().to_owned())
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

impl Refusal<'_> {
    fn unless_empty(self) -> Result<(), Self> {
        if self.username.is_none() && self.password.is_none() { Ok(()) } else { Err(self) }
    }
}

impl Credentials {
    /// Checks that both fields of a sign-in are filled in. Names and passwords that were adopted, or set under other
    /// rules than today's, sign in as well, so nothing else is checked.
    pub(crate) fn check_filled_in(&self) -> Result<(), Refusal<'static>> {
        let username = self.username.is_empty().then_some("Please enter your username.");
        let password = self.password.is_empty().then_some("Please enter your password.");
        Refusal { form: None, username, password }.unless_empty()
    }

    /// Checks the rules for a new account that need no look at the other accounts.
    pub(crate) fn check_rules(&self) -> Result<(), Refusal<'static>> {
        let (username, password) = (self.check_username(), self.check_password());
        Refusal { form: None, username, password }.unless_empty()
    }

    fn check_username(&self) -> Option<&'static str> {
        let Self { username, .. } = self;
        if !USERNAME.contains(&username.chars().count()) {
            Some("The username must have 4 to 31 characters.")
        } else if username.chars().any(is_strange) {
            Some("The username must not contain control characters.")
        } else {
            None
        }
    }

    fn check_password(&self) -> Option<&'static str> {
        let Self { password, .. } = self;
        let length = password.chars().count();
        if length < 8 {
            Some(TOO_SHORT)
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
