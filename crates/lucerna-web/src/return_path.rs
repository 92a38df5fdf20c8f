//! The page that a visitor returns to after signing in.

use crate::HttpHead;
use form_urlencoded::{byte_serialize, parse};
use http::header::LOCATION;
use http::{HeaderValue, Response, StatusCode};
use std::fmt;

/// A path of this site that a visitor returns to after signing in, such as `/notes?page=2`. It is never another site's
/// address, so a redirect to it is safe even if an attacker wrote it.
///
/// The sign-in page finds it in its query. A form without `action` is sent to the same address, so the `POST` has it in the
/// query as well. A form with an `action` needs a hidden field for it. It can be the sign-in page's own path: if that page
/// redirects signed-in visitors, redirect them to `/` in this case.
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

/// The maximum length in bytes. The path becomes part of a header, and of the next request's first line.
const MAX_LENGTH: usize = 2048;

impl ReturnPath {
    /// The name of the field, in the query and in a form: `next`.
    ///
    /// ```
    /// assert_eq!(lucerna_web::ReturnPath::FIELD, "next");
    /// ```
    pub const FIELD: &'static str = "next";

    /// Parses a path with its query. Returns `None` for any text that a browser, a proxy or a router could take for another
    /// address. The rules of a valid path:
    ///
    /// - It begins with exactly one slash, and no segment is empty, `.` or `..`.
    /// - It consists of the characters that browsers send in paths: no backslash, no space, no control character.
    /// - Percent-encoding hides none of those, no dot segment and no slash, neither once nor twice.
    /// - It has no fragment and at most 2,048 bytes.
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
        let fits = text.len() <= MAX_LENGTH && text.bytes().all(is_plain) && is_plain_path(path);
        (fits && is_plain_path(&decoded_once(path)?)).then(|| Self(text.to_owned()))
    }

    /// Reads the field [`FIELD`](Self::FIELD) of a query. Falls back to `/` if it is missing, repeated or not a path of this
    /// site.
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

    /// Reads the decoded value of a form's field. Falls back to `/`.
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

    /// Returns the page that a request asks for. For methods other than GET and HEAD it is `/`, since only those can be
    /// repeated. For htmx it is the page that the request was sent from.
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

    /// Returns the path with its query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns a redirect to the path: 303.
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

    /// Returns true for `/`, the default.
    #[must_use]
    pub fn is_home(&self) -> bool {
        self.0 == "/"
    }

    /// Returns the address of a sign-in page with this path in its query. The path is left out if it is `/`, the default, or
    /// the sign-in page itself.
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

/// Returns true for bytes that browsers do not encode in a path or a query.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b'"' | b'<' | b'>' | b'`')
}

/// Returns true if one slash begins the path, only the last segment is empty, and no segment is `.` or `..`.
fn is_plain_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else { return false };
    let mut segments = rest.rsplit('/');
    let last = segments.next().unwrap_or_default();
    !is_dots(last) && segments.all(|it| !it.is_empty() && !is_dots(it))
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// Decodes a path as a router may. Returns `None` if that would add a slash, or if it is encoded twice.
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
        // A path has only characters of a header's value, so this never falls back.
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
