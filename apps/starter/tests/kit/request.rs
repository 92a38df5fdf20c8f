//! A request, put together word by word.

use super::{FORM, PASSWORD, Reply};
use ureq::http::{self, HeaderValue};
use ureq::{Agent, Error};

#[must_use = "nothing is sent before `send`"]
pub(crate) struct Request<'a> {
    agent: &'a Agent,
    parts: http::request::Builder,
    body: Option<Vec<u8>>,
}

impl<'a> Request<'a> {
    pub(crate) fn new(agent: &'a Agent, method: &str, url: String) -> Self {
        Self { agent, parts: http::Request::builder().method(method).uri(url), body: None }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    pub(crate) fn header_bytes(self, name: &str, value: &[u8]) -> Self {
        Self { parts: self.parts.header(name, HeaderValue::from_bytes(value).unwrap()), ..self }
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    pub(crate) fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self.header("content-type", content_type) }
    }

    /// A form that is encoded already.
    pub(crate) fn form(self, encoded: impl Into<Vec<u8>>) -> Self {
        self.body(FORM, encoded)
    }

    pub(crate) fn credentials(self, username: &str, password: &str) -> Self {
        self.form(credentials(username, password))
    }

    /// The name that is meant, and everybody's password.
    pub(crate) fn user(self, username: &str) -> Self {
        self.credentials(username, PASSWORD)
    }

    pub(crate) fn send(self) -> Reply {
        self.try_send().unwrap()
    }

    pub(crate) fn try_send(self) -> Result<Reply, Error> {
        let response = match self.body {
            Some(body) => self.agent.run(self.parts.body(body)?)?,
            None if self.parts.method_ref() == Some(&http::Method::POST) => {
                self.agent.run(self.parts.body(Vec::new())?)?
            }
            None => self.agent.run(self.parts.body(())?)?,
        };
        Reply::read(response)
    }
}

/// Both fields of every form, encoded.
pub(crate) fn credentials(username: &str, password: &str) -> String {
    format!("username={}&password={}", percent_encode(username), percent_encode(password))
}

fn percent_encode(text: &str) -> String {
    let byte =
        |it: u8| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") };
    text.bytes().map(byte).collect()
}
