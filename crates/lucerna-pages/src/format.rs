//! The form in which a request is answered: a page or JSON.

use crate::fields::BodyType;
use crate::problems;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method};
use lucerna_web::{Caller, Problem};

/// A page, or its twin in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Html,
    Json,
}

impl Format {
    /// Returns the form of the answer. The first rule that applies decides:
    ///
    /// 1. A JSON body, and a bearer token, are a program's.
    /// 2. htmx reads HTML.
    /// 3. `Accept` with `text/html` is a page, also of a library that replaces parts of one.
    /// 4. `Accept` with JSON is JSON.
    /// 5. A browser that navigates shows a page, a script reads JSON, and all others read a page.
    pub(crate) fn of(headers: &HeaderMap, body: BodyType, caller: Caller, is_bearer: bool) -> Self {
        let accepts = |types| accepted(headers).any(|it| it == types);
        match caller {
            _ if body == BodyType::Json || is_bearer => Self::Json,
            Caller::Htmx => Self::Html,
            _ if accepts(AcceptedTypes::Html) => Self::Html,
            _ if accepts(AcceptedTypes::Json) => Self::Json,
            Caller::Script => Self::Json,
            _ => Self::Html,
        }
    }
}

/// Checks that a JSON body is not sent by a page that expects HTML.
///
/// # Errors
/// A problem with 406.
pub(crate) fn check(headers: &HeaderMap, method: &Method, body: BodyType) -> Result<(), Problem> {
    let accepts = |types| accepted(headers).any(|it| it == types);
    let expects_html =
        accepts(AcceptedTypes::Html) && !accepts(AcceptedTypes::Json) && !accepts(AcceptedTypes::Anything);
    let is_refused = body == BodyType::Json && expects_html && *method != Method::GET;
    if is_refused { Err(problems::NOT_ACCEPTABLE) } else { Ok(()) }
}

/// The media types that a range of `Accept` names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AcceptedTypes {
    Html,
    Json,
    Anything,
}

/// Returns the media types that a request accepts.
fn accepted(headers: &HeaderMap) -> impl Iterator<Item = AcceptedTypes> {
    let lists = headers.get_all(ACCEPT).iter().map(HeaderValue::as_bytes);
    lists.flat_map(|it| it.split(|it| *it == b',')).filter_map(accepted_types)
}

fn accepted_types(range: &[u8]) -> Option<AcceptedTypes> {
    const NAMES: [(&[u8], AcceptedTypes); 6] = [
        (b"text/html", AcceptedTypes::Html),
        (b"application/xhtml+xml", AcceptedTypes::Html),
        (b"application/json", AcceptedTypes::Json),
        (b"application/problem+json", AcceptedTypes::Json),
        (b"*/*", AcceptedTypes::Anything),
        (b"application/*", AcceptedTypes::Anything),
    ];
    let mut parts = range.split(|it| *it == b';').map(<[u8]>::trim_ascii);
    let name = parts.next()?;
    let (_, types) = NAMES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name))?;
    parts.all(|it| !is_zero(it)).then_some(*types)
}

/// Returns true for the weight of a type that is not accepted.
fn is_zero(parameter: &[u8]) -> bool {
    let weight = parameter.strip_prefix(b"q=").and_then(|it| str::from_utf8(it).ok());
    let weight = weight.and_then(|it| it.trim().parse::<f32>().ok());
    weight.is_some_and(|it| it <= 0.0)
}

/// Returns true if the request sends a token in `Authorization: Bearer …`. Its cookies then do not count.
pub(crate) fn is_bearer(headers: &HeaderMap) -> bool {
    let scheme =
        |it: &HeaderValue| it.as_bytes().get(..7).is_some_and(|it| it.eq_ignore_ascii_case(b"bearer "));
    headers.get(AUTHORIZATION).is_some_and(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_web::HttpHead;

    fn of(method: &str, headers: &[(&str, &str)]) -> Format {
        let request = http::Request::builder().method(method);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(()).unwrap();
        let (headers, caller) = (request.headers(), Caller::of(&HttpHead::from(&request)));
        Format::of(headers, BodyType::of(headers), caller, is_bearer(headers))
    }

    #[test]
    fn the_request_decides_between_a_page_and_json() {
        const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
        const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
        const TURBO: (&str, &str) =
            ("accept", "text/vnd.turbo-stream.html, text/html, application/xhtml+xml");
        for (headers, format) in [
            (&[][..], Format::Html),
            (&[("accept", "*/*")], Format::Html),
            (&[("accept", "application/json")], Format::Json),
            (&[("accept", "application/json, text/html")], Format::Html),
            (&[("accept", "application/json, text/html;q=0")], Format::Json),
            (&[("accept", "image/png")], Format::Json),
            (&[JSON], Format::Json),
            (&[JSON, ("accept", "*/*")], Format::Json),
            (&[FORM, TURBO, ("sec-fetch-mode", "cors"), ("x-turbo-request-id", "1")], Format::Html),
            (&[FORM, ("accept", "*/*"), ("hx-request", "true"), ("sec-fetch-mode", "cors")], Format::Html),
            (&[FORM, ("accept", "*/*"), ("sec-fetch-mode", "cors")], Format::Json),
            (&[FORM, ("accept", "text/html"), ("sec-fetch-mode", "navigate")], Format::Html),
            (&[("authorization", "bearer x"), ("accept", "text/html")], Format::Json),
            (&[("authorization", "Basic x"), ("accept", "text/html")], Format::Html),
        ] {
            for method in ["GET", "POST"] {
                assert_eq!(of(method, headers), format, "{method} {headers:?}");
            }
        }
    }

    #[test]
    fn a_json_body_is_refused_where_a_page_is_expected() {
        let checked = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            check(&headers, &Method::POST, BodyType::Json).is_ok()
        };
        assert!(!checked("text/html") && !checked("text/html, application/json;q=0"));
        assert!(
            checked("*/*") && checked("text/html, */*;q=0.1") && checked("application/json") && checked("")
        );
    }
}
