//! The templates of the pages with their values, and the static files.

use crate::app_info::AppInfo;
use crate::form::FormErrors;
use crate::form_id::FormId;
use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use lucerna::web::ReturnPath;

/// The sign-up or sign-in page. Both are the same form with different texts.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    pub(crate) app: &'a AppInfo,
    /// True for the sign-up page.
    pub(crate) new: bool,
    /// The id of a sign-up form.
    pub(crate) form_id: Option<&'a FormId>,
    /// The page to open afterwards; `None` for the profile.
    pub(crate) next: Option<&'a str>,
    /// The username that the user typed. The password is never shown again.
    pub(crate) username: &'a str,
    /// True if "Remember me" is checked.
    pub(crate) remember: bool,
    pub(crate) errors: FormErrors,
}

impl<'a> FormPage<'a> {
    /// Returns the empty form: the sign-up page if it has an id. "Remember me" is checked, since most people use their own
    /// device.
    pub(crate) fn empty(app: &'a AppInfo, form_id: Option<&'a FormId>, next: Option<&'a str>) -> Self {
        let (new, errors) = (form_id.is_some(), FormErrors::default());
        Self { app, new, form_id, next, username: "", remember: true, errors }
    }

    /// Returns the path of the other form, which opens the same page afterwards.
    fn other_form(&self) -> String {
        let path = if self.new { "/login" } else { "/signup" };
        self.next.map(ReturnPath::from_field).unwrap_or_default().added_to(&self.app.base.of(path))
    }

    /// Returns true if the password field has the focus: it is the first field with an error, or the sign-in failed. After
    /// a failed sign-in, the username is usually right.
    fn focuses_password(&self) -> bool {
        let FormErrors { form, username, password } = &self.errors;
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
        let form_error = self.errors.form.as_ref().map(|_| "form-error");
        let ids: Vec<_> = [self.new.then_some(hint), field_error, form_error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[derive(Template)]
#[template(path = "profile.html")]
pub(crate) struct ProfilePage<'a> {
    pub(crate) app: &'a AppInfo,
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
    pub(crate) app: &'a AppInfo,
    pub(crate) title: &'a str,
    pub(crate) message: &'a str,
    /// The sign-in page, if signing in helps.
    pub(crate) sign_in: Option<String>,
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
