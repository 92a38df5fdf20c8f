//! Answers of handlers: a page with its twin in JSON, a redirect, a refused form or a file.

use crate::refusal::Refusal;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use lucerna_core::SessionCookie;
use lucerna_web::{AuthError, SetCookie};
use serde_json::{Value, json};

/// The answer of a handler, before it is known how it is written.
pub(crate) struct PageAnswer {
    pub(crate) content: AnswerContent,
    pub(crate) headers: HeaderMap,
}

pub(crate) enum AnswerContent {
    /// A page, whose variables are also the answer in JSON.
    Page { template: &'static str, data: Value },
    /// A page whose variables are its user and the part of the account, which has the template's name.
    UserPage { template: &'static str, user: ShownUser },
    /// The step after a form: a browser goes to the path, and a program reads the data.
    Next { path: String, status: StatusCode, data: Value },
    /// The form again, with what is wrong.
    Refused { template: &'static str, data: Value, refusal: Refusal },
    /// A file, which is the same for every reader.
    File { content_type: &'static str, body: Bytes },
}

/// The user as pages and programs see them: the id, and the name as the user typed it.
pub(crate) struct ShownUser {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl ShownUser {
    pub(crate) fn to_json(&self) -> Value {
        json!({ "id": self.id, "name": self.name })
    }

    /// Returns the variables of a page that shows only its user.
    pub(crate) fn page_data(&self, section: &str) -> Value {
        json!({ "section": section, "user": self.to_json() })
    }
}

impl PageAnswer {
    fn new(content: AnswerContent) -> Self {
        Self { content, headers: HeaderMap::new() }
    }

    pub(crate) fn page(template: &'static str, data: Value) -> Self {
        Self::new(AnswerContent::Page { template, data })
    }

    pub(crate) fn user_page(template: &'static str, user: ShownUser) -> Self {
        Self::new(AnswerContent::UserPage { template, user })
    }

    pub(crate) fn next(path: impl Into<String>, data: Value) -> Self {
        Self::new(AnswerContent::Next { path: path.into(), status: StatusCode::OK, data })
    }

    pub(crate) fn refused(template: &'static str, data: Value, refusal: Refusal) -> Self {
        Self::new(AnswerContent::Refused { template, data, refusal })
    }

    pub(crate) fn file(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self::new(AnswerContent::File { content_type, body: body.into() })
    }

    /// Sets the status for programs.
    pub(crate) fn with_status(mut self, to: StatusCode) -> Self {
        if let AnswerContent::Next { status, .. } = &mut self.content {
            *status = to;
        }
        self
    }

    /// Sets the path for browsers.
    pub(crate) fn going_to(mut self, to: String) -> Self {
        if let AnswerContent::Next { path, .. } = &mut self.content {
            *path = to;
        }
        self
    }

    /// Adds a variable of the page.
    pub(crate) fn with_data(mut self, name: &str, value: &Value) -> Self {
        let data = match &mut self.content {
            AnswerContent::Page { data, .. } | AnswerContent::Refused { data, .. } => data.as_object_mut(),
            _ => None,
        };
        if let Some(members) = data {
            members.insert(name.to_owned(), value.clone());
        }
        self
    }

    /// Adds a cookie.
    ///
    /// # Errors
    /// As [`SetCookie::add_to`].
    pub(crate) fn with_cookie(mut self, cookie: impl Into<Option<SessionCookie>>) -> Result<Self, AuthError> {
        if let Some(cookie) = cookie.into() {
            SetCookie::from(cookie).add_to(&mut self.headers)?;
        }
        Ok(self)
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Lets browsers and caches keep a file. Its address changes with its content.
    pub(crate) fn cached(self) -> Self {
        self.with(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"))
    }
}

/// The parts of a response that depend on its content.
pub(crate) struct Written {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    pub(crate) headers: HeaderMap,
    /// True if the headers that every answer has are among them.
    pub(crate) is_complete: bool,
}

impl Written {
    pub(crate) fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, body: body.into(), headers, is_complete: false }
    }

    pub(crate) fn html(status: StatusCode, page: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    pub(crate) fn json(status: StatusCode, data: &Value) -> Self {
        Self::new(status, "application/json", data.to_string())
    }

    pub(crate) fn problem(status: StatusCode, data: &Value) -> Self {
        Self::new(status, "application/problem+json", data.to_string())
    }
}
