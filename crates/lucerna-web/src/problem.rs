//! What is wrong, in words for the visitor and in a code for programs.

use http::StatusCode;
use std::borrow::Cow;

/// What an error of Lucerna says to whoever asked: a status, a code for programs, and a title and a sentence for people.
/// It holds nothing of what is inside.
///
/// Every response that [`AuthError`](crate::AuthError) makes has it in its extensions, so that an application can show
/// errors in pages of its own:
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
    /// A problem of the application's own: what it refuses by itself is then answered as Lucerna's errors are.
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

    /// The same with another sentence, which may be made at run time.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code for programs. It stays the same in later versions.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The heading of a page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// One or two sentences that say what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The body of an answer of the type `application/problem+json` (RFC 9457), with the code as a member `code`. Its title is
    /// that of the status, as the RFC asks for where problems have no address of their own.
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

    /// The same with a member `token`.
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

    /// A page without any style, with a link to the page where the visitor goes on, if there is one.
    pub(crate) fn to_html(&self, next_page: Option<&str>) -> String {
        let (title, detail) = (escaped(self.title), escaped(&self.detail));
        let link = next_page.map(|it| format!("<p><a href=\"{}\">Continue</a></p>\n", escaped(it)));
        let link = link.unwrap_or_default();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <h1>{title}</h1>\n<p>{detail}</p>\n{link}"
        )
    }
}

/// The text within the quotes of JSON (RFC 8259 §7).
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn no_text_needs_to_be_escaped_and_no_code_is_there_twice() {
        for problem in words::ALL {
            let (title, detail) = (problem.title(), problem.detail());
            for text in [title, detail] {
                assert!(!text.contains(['"', '\\', '<', '>', '&', '\n']), "{text}");
            }
            assert!(detail.ends_with('.') && !title.ends_with('.'), "{problem:?}");
            let named = |it: &u8| it.is_ascii_lowercase() || *it == b'_';
            assert!(problem.code().bytes().all(|it| named(&it)), "{problem:?}");
        }
        let mut codes: Vec<_> = words::ALL.iter().map(Problem::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), words::ALL.len());
    }

    #[test]
    fn rt_211_what_an_application_says_stays_text_in_json_and_in_html() {
        let problem = words::REFUSED.with_detail("a \"quoted\" \\ <b>\n&");
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
    fn a_link_is_an_attribute_and_stays_one() {
        let page = words::SIGNED_OUT.to_html(Some("/login?lang=\"><script>&a"));
        assert!(
            page.contains(r#"<a href="/login?lang=&quot;&gt;&lt;script&gt;&amp;a">Continue</a>"#),
            "{page}"
        );
    }
}
