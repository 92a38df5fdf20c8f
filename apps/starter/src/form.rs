//! The fields of the sign-up and sign-in forms, and what is wrong with them.

use crate::page::{self, AppName, FormPage};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::web::ReturnPath;
use serde::{Deserialize, Deserializer};

pub(crate) const TOO_SHORT: &str = "Please choose a password with at least 8 characters.";
pub(crate) const TOO_LONG: &str = "Please choose a password with at most 255 characters.";

const USERNAME: std::ops::RangeInclusive<usize> = 4..=31;

/// A name and a password as they were typed, without the spaces around the name.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(deserialize_with = "trimmed")]
    pub(crate) username: String,
    pub(crate) password: String,
    /// "Remember me", on the sign-in page. Browsers send nothing for a box that is not checked.
    #[serde(default, deserialize_with = "is_checked")]
    pub(crate) remember: bool,
    /// The page that was asked for before, if the form came with one.
    #[serde(default)]
    next: String,
}

fn trimmed<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(String::deserialize(from)?.trim().to_owned())
}

fn is_checked<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    String::deserialize(from).map(|_| true)
}

/// The form before anything was typed, or a redirect to the page that was asked for if the user is signed in.
pub(crate) fn show(app_name: &AppName, new: bool, uri: &Uri, signed_in: bool) -> Response {
    let path = ReturnPath::from_query(uri.query());
    if signed_in {
        Redirect::to(path.as_str()).into_response()
    } else {
        page::render(&FormPage::empty(app_name, new, unless_home(&path))).into_response()
    }
}

fn unless_home(path: &ReturnPath) -> Option<&str> {
    Some(path.as_str()).filter(|_| !path.is_home())
}

/// Why a form is shown again: a text for the whole form, and one for each field.
#[derive(Clone, Copy, Default)]
pub(crate) struct FormErrors {
    pub(crate) form: Option<&'static str>,
    pub(crate) username: Option<&'static str>,
    pub(crate) password: Option<&'static str>,
}

impl FormErrors {
    pub(crate) fn form(text: &'static str) -> Self {
        Self { form: Some(text), ..Self::default() }
    }

    pub(crate) fn username(text: &'static str) -> Self {
        Self { username: Some(text), ..Self::default() }
    }

    pub(crate) fn password(text: &'static str) -> Self {
        Self { password: Some(text), ..Self::default() }
    }

    pub(crate) fn any(&self) -> bool {
        self.form.is_some() || self.username.is_some() || self.password.is_some()
    }

    fn unless_empty(self) -> Result<(), Self> {
        if self.any() { Err(self) } else { Ok(()) }
    }
}

impl Credentials {
    /// Checks that both fields of a sign-in are filled in. Nothing else is checked: accounts that were adopted or made
    /// under older rules may have other names and passwords.
    pub(crate) fn check_filled_in(&self) -> Result<(), FormErrors> {
        let username = self.username.is_empty().then_some("Please enter your username.");
        let password = self.password.is_empty().then_some("Please enter your password.");
        FormErrors { form: None, username, password }.unless_empty()
    }

    /// Checks the rules for a new account that do not depend on other accounts.
    pub(crate) fn check_rules(&self) -> Result<(), FormErrors> {
        let (username, password) = (self.check_username(), self.check_password());
        FormErrors { form: None, username, password }.unless_empty()
    }

    fn check_username(&self) -> Option<&'static str> {
        let Self { username, .. } = self;
        if !USERNAME.contains(&username.chars().count()) {
            Some("Please choose a username with 4 to 31 characters.")
        } else if username.chars().any(is_unreadable) {
            Some("This username contains an invalid character. Please choose another.")
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
            Some("This password contains an invalid character. Please choose another.")
        } else {
            None
        }
    }

    /// The page to go to after signing in.
    pub(crate) fn return_path(&self) -> ReturnPath {
        ReturnPath::from_field(&self.next)
    }

    /// The form again, with what was typed, but never the password.
    pub(crate) fn refuse(
        &self,
        app_name: &AppName,
        new: bool,
        status: StatusCode,
        errors: FormErrors,
    ) -> Response {
        // A name that is far too long is not sent back.
        let username = if self.username.chars().count() <= 255 { self.username.as_str() } else { "" };
        let (path, remember) = (self.return_path(), self.remember);
        let page = FormPage { app_name, new, next: unless_home(&path), username, remember, errors };
        (status, page::render(&page)).into_response()
    }
}

/// Bytes that are not UTF-8 arrive as U+FFFD; two such names or passwords would look the same.
fn is_unreadable(it: char) -> bool {
    it.is_control() || it == char::REPLACEMENT_CHARACTER
}
