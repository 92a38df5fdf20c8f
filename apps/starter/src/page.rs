//! The templates of the pages with their values, and the static files.

use crate::form::FormErrors;
use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use lucerna::web::ReturnPath;
use std::ops::Deref;
use std::sync::Arc;

/// The name of the product, which every page shows: `APP_NAME`.
#[derive(Clone)]
pub(crate) struct AppName(Arc<str>);

impl AppName {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.into())
    }
}

impl Deref for AppName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The sign-up or sign-in page. Both are the same form with different texts.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    pub(crate) app_name: &'a str,
    /// True for the sign-up page.
    pub(crate) new: bool,
    /// The page to open afterwards; `None` for the profile.
    pub(crate) next: Option<&'a str>,
    /// The username that the user typed. The password is never shown again.
    pub(crate) username: &'a str,
    /// True if "Remember me" is checked.
    pub(crate) remember: bool,
    pub(crate) errors: FormErrors,
}

impl<'a> FormPage<'a> {
    /// Returns the empty form. "Remember me" is checked, since most people use their own device.
    pub(crate) fn empty(app_name: &'a str, new: bool, next: Option<&'a str>) -> Self {
        Self { app_name, new, next, username: "", remember: true, errors: FormErrors::default() }
    }

    /// Returns the path of the other form, which opens the same page afterwards.
    fn other_form(&self) -> String {
        let path = if self.new { "/login" } else { "/signup" };
        self.next.map(ReturnPath::from_field).unwrap_or_default().added_to(path)
    }

    /// Returns true if the password field has the focus: it is the first field with an error, or the sign-in failed. After
    /// a failed sign-in, the username is usually right.
    fn focuses_password(&self) -> bool {
        let FormErrors { form, username, password } = self.errors;
        username.is_none() && (password.is_some() || form.is_some())
    }

    fn username_described_by(&self) -> Option<String> {
        self.described_by("username-hint", self.errors.username.map(|_| "username-error"))
    }

    fn password_described_by(&self) -> Option<String> {
        self.described_by("password-hint", self.errors.password.map(|_| "password-error"))
    }

    /// Returns the ids of the texts that a screen reader reads with a field.
    fn described_by(&self, hint: &'static str, field_error: Option<&'static str>) -> Option<String> {
        let form_error = self.errors.form.map(|_| "form-error");
        let ids: Vec<_> = [self.new.then_some(hint), field_error, form_error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[derive(Template)]
#[template(path = "profile.html")]
pub(crate) struct ProfilePage<'a> {
    pub(crate) app_name: &'a str,
    pub(crate) id: &'a str,
    pub(crate) username: &'a str,
    /// The time since this session started, such as "5 minutes ago", if it is known.
    pub(crate) signed_in: Option<String>,
    /// The number of the user's other sessions.
    pub(crate) other_sessions: usize,
}

#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage<'a> {
    pub(crate) app_name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) message: &'a str,
    /// The sign-in page, if signing in helps.
    pub(crate) sign_in: Option<&'a str>,
}

pub(crate) fn render(page: &impl Template) -> Html<String> {
    // Rendering into a string fails only if a value or a filter returns an error, and none does.
    Html(page.render().unwrap_or_default())
}

pub(crate) async fn style() -> impl IntoResponse {
    file("text/css; charset=utf-8", include_str!("../assets/style.css"))
}

pub(crate) async fn script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", include_str!("../assets/forms.js"))
}

pub(crate) async fn icon() -> impl IntoResponse {
    file("image/svg+xml", include_str!("../assets/favicon.svg"))
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "public, max-age=3600")], text)
}
