//! The fields of the sign-up and sign-in forms, and their validation.

use crate::app_info::AppInfo;
use crate::form_id::FormId;
use crate::page::{self, FormPage};
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::AuthError;
use lucerna::web::ReturnPath;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

pub(crate) const TOO_SHORT: &str = "Please choose a password with at least 8 characters.";
pub(crate) const TOO_LONG: &str = "Please choose a password with at most 255 characters.";

const USERNAME: std::ops::RangeInclusive<usize> = 4..=31;

/// The username and password that the user typed, without spaces around the username.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(deserialize_with = "trimmed")]
    pub(crate) username: String,
    pub(crate) password: String,
    /// "Remember me", on the sign-in page. Browsers send nothing for a box that is not checked.
    #[serde(default, deserialize_with = "is_checked")]
    pub(crate) remember: bool,
    /// The page to open after signing in. It is empty for the profile.
    #[serde(default)]
    next: String,
    /// The [`FormId`] of a sign-up page.
    #[serde(default)]
    form: String,
}

fn trimmed<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(String::deserialize(from)?.trim().to_owned())
}

fn is_checked<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    String::deserialize(from).map(|_| true)
}

/// Returns the empty form, or redirects a signed-in user to the requested page. `id` is that of a sign-up form.
pub(crate) fn show(app: &AppInfo, id: Option<&FormId>, uri: &Uri, signed_in: bool) -> Response {
    let path = app.landing(ReturnPath::from_query(uri.query()));
    if signed_in {
        Redirect::to(path.as_str()).into_response()
    } else {
        page::render(&FormPage::empty(app, id, app.next_field(&path))).into_response()
    }
}

/// The error messages of a form: one for the whole form, and one for each field.
#[derive(Default)]
pub(crate) struct FormErrors {
    pub(crate) form: Option<Cow<'static, str>>,
    pub(crate) username: Option<&'static str>,
    pub(crate) password: Option<&'static str>,
}

impl FormErrors {
    pub(crate) fn form(text: impl Into<Cow<'static, str>>) -> Self {
        Self { form: Some(text.into()), ..Self::default() }
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
    /// Checks only that both fields of a sign-in are filled in. Adopted and older accounts may have names and passwords
    /// that the rules for new accounts do not allow.
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

    /// Returns the page to open after signing in.
    pub(crate) fn landing(&self, app: &AppInfo) -> ReturnPath {
        app.landing(ReturnPath::from_field(&self.next))
    }

    /// Returns the id of the sign-up form.
    pub(crate) fn form_id(&self) -> Option<FormId> {
        FormId::parse(&self.form)
    }

    /// Returns the form with error messages and the typed username. It never contains the password.
    pub(crate) fn refuse(
        &self,
        app: &AppInfo,
        new: bool,
        status: StatusCode,
        errors: FormErrors,
    ) -> Response {
        // A username that is far too long is not sent back.
        let username = if self.username.chars().count() <= 255 { self.username.as_str() } else { "" };
        let (path, remember) = (self.landing(app), self.remember);
        let (form_id, next) = (self.form_id().filter(|_| new), app.next_field(&path));
        let page = FormPage { app, new, form_id: form_id.as_ref(), next, username, remember, errors };
        (status, page::render(&page)).into_response()
    }

    /// Returns the form with the text of an error, such as that there were too many attempts, and `Retry-After`.
    pub(crate) fn refuse_with(&self, app: &AppInfo, new: bool, error: &AuthError) -> Response {
        let retry_after = error.retry_after_seconds().map(|it| [(RETRY_AFTER, it.to_string())]);
        let errors = FormErrors::form(error.problem().detail().to_owned());
        (retry_after, self.refuse(app, new, error.status(), errors)).into_response()
    }
}

/// Returns true for a control character, and for U+FFFD, which replaces bytes that are not UTF-8. With it, two different
/// names would look the same.
fn is_unreadable(it: char) -> bool {
    it.is_control() || it == char::REPLACEMENT_CHARACTER
}
