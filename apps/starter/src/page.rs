//! The pages: what each template is given, and the files they use.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use lucerna::web::ReturnPath;

/// Sign-up and sign-in, which are the same form with other words.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    /// Whether a new account is made.
    pub(crate) new: bool,
    /// Where one goes afterwards, if that is not the profile.
    pub(crate) next: Option<&'a str>,
    /// What was typed. The password is never shown again.
    pub(crate) username: &'a str,
    /// What is wrong with the form as a whole.
    pub(crate) error: Option<&'a str>,
    /// What is wrong with one field.
    pub(crate) username_error: Option<&'a str>,
    pub(crate) password_error: Option<&'a str>,
}

impl<'a> FormPage<'a> {
    /// The form before anything was typed.
    pub(crate) fn empty(new: bool, next: Option<&'a str>) -> Self {
        Self { new, next, username: "", error: None, username_error: None, password_error: None }
    }

    /// The other form, which leads to the same page.
    fn other_form(&self) -> String {
        let path = if self.new { "/login" } else { "/signup" };
        self.next.map(ReturnPath::from_field).unwrap_or_default().added_to(path)
    }

    fn username_described_by(&self) -> Option<String> {
        self.described_by("username-hint", self.username_error.map(|_| "username-error"))
    }

    fn password_described_by(&self) -> Option<String> {
        self.described_by("password-hint", self.password_error.map(|_| "password-error"))
    }

    /// The ids of the texts that a screen reader reads with a field.
    fn described_by(&self, hint: &'static str, field_error: Option<&'static str>) -> Option<String> {
        let form_error = self.error.map(|_| "form-error");
        let ids: Vec<_> = [self.new.then_some(hint), field_error, form_error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[derive(Template)]
#[template(path = "profile.html")]
pub(crate) struct ProfilePage<'a> {
    pub(crate) id: &'a str,
    pub(crate) username: &'a str,
}

#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage<'a> {
    pub(crate) title: &'a str,
    pub(crate) message: &'a str,
    /// The sign-in page, if signing in is what helps.
    pub(crate) sign_in: Option<&'a str>,
}

pub(crate) fn render(page: &impl Template) -> Html<String> {
    // Rendering into a string fails only if a template says so, and none does.
    Html(page.render().unwrap_or_default())
}

pub(crate) async fn style() -> impl IntoResponse {
    file("text/css; charset=utf-8", include_str!("../assets/style.css"))
}

pub(crate) async fn icon() -> impl IntoResponse {
    file("image/svg+xml", include_str!("../assets/favicon.svg"))
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "public, max-age=3600")], text)
}
