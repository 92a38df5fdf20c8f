//! The form and the language in which a request is answered.

use crate::fields::BodyType;
use crate::format::{self, Format};
use crate::texts::{TextReader, Texts};
use http::header::REFERER;
use http::request::Parts;
use http::{HeaderValue, Method};
use lucerna_web::{Caller, HttpHead};

/// The form and the language of an answer. They are known before anything can fail, so that errors have them as well.
pub(crate) struct Audience {
    pub(crate) format: Format,
    pub(crate) caller: Caller,
    pub(crate) body_type: BodyType,
    /// True if the request sends a token in place of cookies.
    pub(crate) is_bearer: bool,
    pub(crate) is_head: bool,
    pub(crate) reader: TextReader,
    /// The page with the form that a browser sent, as the header `Referer` has it.
    pub(crate) form_page: Option<HeaderValue>,
}

impl Audience {
    pub(crate) fn of(parts: &Parts, texts: &Texts, language: Option<&str>) -> Self {
        let (body_type, is_bearer) = (BodyType::of(&parts.headers), format::is_bearer(&parts.headers));
        let caller = Caller::of(&HttpHead::from(parts));
        let format = Format::of(&parts.headers, body_type, caller, is_bearer);
        let caller = if format == Format::Json { Caller::Script } else { caller };
        let reader = texts.reader(language, &parts.headers);
        let is_sent = parts.method == Method::POST;
        let form_page = if is_sent { parts.headers.get(REFERER).cloned() } else { None };
        let is_head = parts.method == Method::HEAD;
        Self { format, caller, body_type, is_bearer, is_head, reader, form_page }
    }
}
