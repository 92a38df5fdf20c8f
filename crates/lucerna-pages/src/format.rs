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
        let accepted = AcceptedTypes::read(headers);
        match caller {
            _ if body == BodyType::Json || is_bearer => Self::Json,
            Caller::Htmx => Self::Html,
            _ if accepted.html => Self::Html,
            _ if accepted.json => Self::Json,
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
    let accepted = AcceptedTypes::read(headers);
    let expects_html = accepted.html && !accepted.json && !accepted.anything;
    let is_refused = body == BodyType::Json && expects_html && *method != Method::GET;
    if is_refused { Err(problems::NOT_ACCEPTABLE) } else { Ok(()) }
}

/// The media types that a request accepts.
struct AcceptedTypes {
    html: bool,
    json: bool,
    anything: bool,
}

impl AcceptedTypes {
    fn read(headers: &HeaderMap) -> Self {
        let lists: Vec<_> =
            headers.get_all(ACCEPT).iter().map(|it| String::from_utf8_lossy(it.as_bytes())).collect();
        let mut accepted = Self { html: false, json: false, anything: false };
        for range in lists.iter().flat_map(|it| it.split(',')) {
            let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
            if parameters.split(';').any(|it| is_zero(it.trim())) {
                continue;
            }
            match name.trim().to_ascii_lowercase().as_str() {
                "text/html" | "application/xhtml+xml" => accepted.html = true,
                "application/json" | "application/problem+json" => accepted.json = true,
                "*/*" | "application/*" => accepted.anything = true,
                _ => {}
            }
        }
        accepted
    }
}

/// Returns true for the weight of a type that is not accepted.
fn is_zero(parameter: &str) -> bool {
    let weight = parameter.strip_prefix("q=").and_then(|it| it.trim().parse::<f32>().ok());
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
