//! The description of an error, for visitors and for programs.

use crate::{Caller, visitor_texts};
use http::StatusCode;
use std::borrow::Cow;

/// The public description of an error: a status, a code for programs, and a title and a sentence for visitors. It reveals
/// no internals.
///
/// Every response of [`AuthError`](crate::AuthError) has it in its extensions, so that an application can show errors in
/// pages of its own:
///
/// ```
/// use lucerna_core::VerifyPasswordError;
/// use lucerna_web::{AuthError, Problem};
///
/// let response = AuthError::from(VerifyPasswordError::InvalidCredentials).into_http();
/// let problem = response.extensions().get::<Problem>().unwrap();
/// assert_eq!((problem.status().as_u16(), problem.code()), (401, "invalid_credentials"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: Cow<'static, str>,
}

impl Problem {
    /// Returns a problem of the application's own, which is answered like Lucerna's errors.
    ///
    /// ```
    /// use http::StatusCode;
    /// use lucerna_web::{AuthError, Problem};
    ///
    /// const USERNAME: Problem = Problem::new(
    ///     StatusCode::UNPROCESSABLE_ENTITY,
    ///     "username_length",
    ///     "Name not possible",
    ///     "A username has 4 to 31 characters.",
    /// );
    ///
    /// fn check(username: &str) -> Result<(), AuthError> {
    ///     if (4..=31).contains(&username.chars().count()) { Ok(()) } else { Err(USERNAME.into()) }
    /// }
    /// ```
    #[must_use]
    pub const fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: &'static str,
    ) -> Self {
        Self { status, code, title, detail: Cow::Borrowed(detail) }
    }

    /// Returns the problems that Lucerna's errors have, for the documents and the tests of an API.
    ///
    /// ```
    /// use lucerna_web::Problem;
    ///
    /// assert!(Problem::all().iter().any(|it| it.status() == 401 && it.code() == "signed_out"));
    /// ```
    #[must_use]
    pub const fn all() -> &'static [Self] {
        visitor_texts::ALL
    }

    /// Replaces the sentence, also with one that is made at run time.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the code for programs. It stays the same in later versions.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Returns the heading of a page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// Returns one or two sentences that say what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the body of a response of the type `application/problem+json` (RFC 9457), with the code as a member `code`. Its
    /// title is that of the status, as the RFC advises for the type `about:blank`.
    ///
    /// ```
    /// # use lucerna_core::VerifyPasswordError;
    /// # use lucerna_web::AuthError;
    /// let error = AuthError::from(VerifyPasswordError::InvalidCredentials);
    /// assert_eq!(
    ///     error.problem().to_json(),
    ///     r#"{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Incorrect username or password.","code":"invalid_credentials"}"#
    /// );
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_json_with(None)
    }

    /// Returns the content type and the body for this caller: HTML for a page, `application/problem+json` for a script, and plain
    /// text otherwise.
    ///
    /// ```
    /// # use lucerna_core::VerifyPasswordError;
    /// # use lucerna_web::{AuthError, Caller};
    /// let error = AuthError::from(VerifyPasswordError::InvalidCredentials);
    /// let (content_type, body) = error.problem().content_for(Caller::Page);
    /// assert_eq!(content_type, "text/html; charset=utf-8");
    /// assert!(body.contains("<p>Incorrect username or password.</p>"));
    /// ```
    #[must_use]
    pub fn content_for(&self, caller: Caller) -> (&'static str, String) {
        match caller {
            Caller::Page => ("text/html; charset=utf-8", self.to_html(None)),
            Caller::Script => ("application/problem+json", self.to_json()),
            Caller::Htmx | Caller::Unknown => ("text/plain; charset=utf-8", self.detail().to_owned()),
        }
    }

    /// Returns the same body with a member `token`.
    pub(crate) fn to_json_with(&self, token: Option<&str>) -> String {
        let Self { status, code, detail, .. } = self;
        let title = status.canonical_reason().unwrap_or_default();
        let (code, detail) = (json_escaped(code), json_escaped(detail));
        let (status, kind) = (status.as_u16(), "about:blank");
        let token = token.map(|it| format!(r#","token":"{}""#, json_escaped(it))).unwrap_or_default();
        format!(
            r#"{{"type":"{kind}","title":"{title}","status":{status},"detail":"{detail}","code":"{code}"{token}}}"#
        )
    }

    /// Returns a page without any style, with a link to the next page, if there is one.
    pub(crate) fn to_html(&self, next_page: Option<&str>) -> String {
        let (title, detail) = (html_escaped(self.title), html_escaped(&self.detail));
        let link = next_page.map(|it| format!("<p><a href=\"{}\">Continue</a></p>\n", html_escaped(it)));
        let link = link.unwrap_or_default();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <h1>{title}</h1>\n<p>{detail}</p>\n{link}"
        )
    }
}

/// Escapes a text for a JSON string (RFC 8259 §7).
fn json_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' | '\\' => escaped.extend(['\\', letter]),
            it if it.is_control() => escaped.push_str(&format!("\\u{:04x}", u32::from(it))),
            it => escaped.push(it),
        }
    }
    escaped
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_need_no_escaping_and_codes_are_unique() {
        for problem in visitor_texts::ALL {
            let (title, detail) = (problem.title(), problem.detail());
            for text in [title, detail] {
                assert!(!text.contains(['"', '\\', '<', '>', '&', '\n']), "{text}");
            }
            assert!(detail.ends_with('.') && !title.ends_with('.'), "{problem:?}");
            let named = |it: &u8| it.is_ascii_lowercase() || *it == b'_';
            assert!(problem.code().bytes().all(|it| named(&it)), "{problem:?}");
        }
        let mut codes: Vec<_> = visitor_texts::ALL.iter().map(Problem::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), visitor_texts::ALL.len());
    }

    #[test]
    fn rt_211_an_applications_sentence_is_escaped_in_json_and_in_html() {
        let problem = visitor_texts::REFUSED.with_detail("a \"quoted\" \\ <b>\n&");
        assert!(
            problem.to_json().contains(r#""detail":"a \"quoted\" \\ <b>\u000a&""#),
            "{}",
            problem.to_json()
        );
        assert!(
            problem.to_html(None).contains("a &quot;quoted&quot; \\ &lt;b&gt;"),
            "{}",
            problem.to_html(None)
        );
    }

    #[test]
    fn the_link_of_a_page_is_escaped() {
        let page = visitor_texts::SIGNED_OUT.to_html(Some("/login?lang=\"><script>&a"));
        assert!(
            page.contains(r#"<a href="/login?lang=&quot;&gt;&lt;script&gt;&amp;a">Continue</a>"#),
            "{page}"
        );
    }
}
