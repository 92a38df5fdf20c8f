//! The page that was asked for, kept while its visitor signs in.

use crate::HttpHead;
use form_urlencoded::{byte_serialize, parse};
use http::header::LOCATION;
use http::{HeaderValue, Response, StatusCode};
use std::fmt;

/// A path of this site, to go back to after signing in: `/notes?page=2`. It can be nothing else, so a redirect to it
/// stays on this site whoever wrote it.
///
/// The sign-in page finds it in its query. A form without `action` is sent to the same address, so that it is in the query of the
/// `POST` as well; a form with one hands it on in a hidden field. The path of the sign-in page itself is one like others: a page that
/// sends signed-in visitors on should send them to `/` then.
///
/// ```
/// use lucerna_web::ReturnPath;
///
/// // GET /login?next=%2Fnotes%3Fpage%3D2
/// let asked = ReturnPath::from_query(Some("next=%2Fnotes%3Fpage%3D2"));
/// assert_eq!(asked.as_str(), "/notes?page=2");
/// assert_eq!(asked.added_to("/login"), "/login?next=%2Fnotes%3Fpage%3D2");
///
/// // <input type="hidden" name="next" value="//evil.example">
/// assert_eq!(ReturnPath::from_field("//evil.example").as_str(), "/");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReturnPath(String);

/// Longer ones are not kept: the path becomes part of a header, and of the next request's first line.
const LONGEST: usize = 2048;

impl ReturnPath {
    /// The name of the field, in the query and in a form: `next`.
    ///
    /// ```
    /// assert_eq!(lucerna_web::ReturnPath::FIELD, "next");
    /// ```
    pub const FIELD: &'static str = "next";

    /// Reads a path with its query. `None` for everything that is not one, or that a browser, a proxy or a router
    /// could take for another address:
    ///
    /// - it begins with exactly one slash, and no part of the path is empty, `.` or `..`;
    /// - it consists of the characters that browsers send in paths: no backslash, no space, no control character;
    /// - none of those, no dot and no slash is hidden behind percent-encoding, once or twice, in the path;
    /// - it has no fragment and at most 2,048 bytes.
    ///
    /// ```
    /// use lucerna_web::ReturnPath;
    ///
    /// assert!(ReturnPath::parse("/@alice/notes/?sort=date&from=https://a.example").is_some());
    /// assert!(ReturnPath::parse("/\\evil.example").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (path, _query) = text.split_once('?').unwrap_or((text, ""));
        let fits = text.len() <= LONGEST && text.bytes().all(is_plain) && is_plain_path(path);
        (fits && is_plain_path(&decoded_once(path)?)).then(|| Self(text.to_owned()))
    }

    /// Reads the field [`FIELD`](Self::FIELD) of a query, and falls back to `/` if it is missing, there twice or no path
    /// of this site.
    ///
    /// ```
    /// use lucerna_web::ReturnPath;
    ///
    /// assert_eq!(ReturnPath::from_query(Some("next=/notes")).as_str(), "/notes");
    /// assert_eq!(ReturnPath::from_query(Some("next=https://evil.example")).as_str(), "/");
    /// assert_eq!(ReturnPath::from_query(None).as_str(), "/");
    /// ```
    #[must_use]
    pub fn from_query(query: Option<&str>) -> Self {
        let mut values = parse(query.unwrap_or_default().as_bytes()).filter(|(name, _)| name == Self::FIELD);
        let only = values.next().filter(|_| values.next().is_none());
        only.and_then(|(_, value)| Self::parse(&value)).unwrap_or_default()
    }

    /// Reads the value of a form's field, decoded, and falls back to `/`.
    ///
    /// ```
    /// use lucerna_web::ReturnPath;
    ///
    /// assert_eq!(ReturnPath::from_field("/notes").as_str(), "/notes");
    /// assert_eq!(ReturnPath::from_field("").as_str(), "/");
    /// ```
    #[must_use]
    pub fn from_field(value: &str) -> Self {
        Self::parse(value).unwrap_or_default()
    }

    /// The page that a request asks for, if going back to it later makes sense: only reading requests can be repeated.
    /// A request of htmx stands for the page that it was sent from.
    ///
    /// ```
    /// use lucerna_web::{HttpHead, ReturnPath};
    ///
    /// let request = http::Request::get("/notes?page=2").body(())?;
    /// assert_eq!(ReturnPath::asked_for(&HttpHead::from(&request)).as_str(), "/notes?page=2");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn asked_for(head: &HttpHead<'_>) -> Self {
        let path_of = |it: &http::Uri| it.path_and_query().map(ToString::to_string);
        let asked = if head.has("hx-request") {
            head.only("hx-current-url").and_then(|it| path_of(&it.parse().ok()?))
        } else {
            head.is_read().then(|| path_of(head.uri())).flatten()
        };
        asked.and_then(|it| Self::parse(&it)).unwrap_or_default()
    }

    /// The path with its query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The answer that leads there: 303.
    ///
    /// ```
    /// use lucerna_web::ReturnPath;
    ///
    /// assert_eq!(ReturnPath::default().redirect().headers()["location"], "/");
    /// ```
    #[must_use]
    pub fn redirect(&self) -> Response<String> {
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(LOCATION, self.into());
        response
    }

    /// Returns true for `/`, where visitors land who asked for nothing else.
    #[must_use]
    pub fn is_home(&self) -> bool {
        self.0 == "/"
    }

    /// The address of a sign-in page that leads back here: this path is added to its query. `/` and the sign-in page
    /// itself are not, since visitors land on `/` anyway.
    ///
    /// ```
    /// use lucerna_web::ReturnPath;
    ///
    /// assert_eq!(ReturnPath::from_field("/notes").added_to("/login?lang=de"), "/login?lang=de&next=%2Fnotes");
    /// ```
    #[must_use]
    pub fn added_to(&self, sign_in_path: &str) -> String {
        let path = |it: &str| it.split(['?', '#']).next().unwrap_or_default().to_owned();
        if self.is_home() || path(&self.0) == path(sign_in_path) {
            return sign_in_path.to_owned();
        }
        let separator = if sign_in_path.contains('?') { '&' } else { '?' };
        let next: String = byte_serialize(self.0.as_bytes()).collect();
        format!("{sign_in_path}{separator}{}={next}", Self::FIELD)
    }
}

/// What browsers leave as it is in a path or a query.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b'"' | b'<' | b'>' | b'`')
}

/// One slash, then segments of which only the last may be empty, and none leads upwards.
fn is_plain_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else { return false };
    let mut segments = rest.rsplit('/');
    let last = segments.next().unwrap_or_default();
    !is_dots(last) && segments.all(|it| !it.is_empty() && !is_dots(it))
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// The path as a router may decode it. `None` if that would change its shape, or if it is encoded twice.
fn decoded_once(path: &str) -> Option<String> {
    let mut pieces = path.split('%');
    let mut decoded = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if matches!(byte, b'/' | b'\\' | b'%') {
            return None;
        }
        decoded.push(byte);
        decoded.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    String::from_utf8(decoded).ok().filter(|it| !it.chars().any(char::is_control))
}

impl Default for ReturnPath {
    /// The path `/`.
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl From<&ReturnPath> for HeaderValue {
    /// The value of `Location`.
    fn from(path: &ReturnPath) -> Self {
        // Its characters are those of a header's value, so that this never falls back.
        Self::from_str(&path.0).unwrap_or(Self::from_static("/"))
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
