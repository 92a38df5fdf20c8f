//! Return paths: a browser that follows one stays on this site, on the page that was named.

use http::{HeaderMap, Method, Uri};
use lucerna::web::{HttpHead, ReturnPath};
use url::Url;

const SIGN_IN: &str = "https://app.example/login/here?step=2";

/// The bytes are a form's field, a query, and the address of a request.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = ReturnPath::parse(&text);
    let expected = parsed.clone().unwrap_or_default();
    assert_eq!(ReturnPath::from_field(&text), expected);
    if let Some(path) = parsed {
        assert_eq!(path.as_str(), text);
        check_path(&path);
    }
    check_path(&ReturnPath::from_query(Some(&text)));
    check_asked(&text);
}

fn check_path(path: &ReturnPath) {
    assert_eq!(ReturnPath::parse(path.as_str()).as_ref(), Some(path));
    check_destination(path.as_str());
    check_way(path);
    let response = path.redirect();
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], path.as_str());
}

/// A browser resolves the path to the same site and to the same segments.
fn check_destination(path: &str) {
    let here = Url::parse(SIGN_IN).unwrap();
    let there = here.join(path).unwrap();
    assert_eq!(there.origin(), here.origin(), "{path}");
    assert!(there.fragment().is_none() && path.len() <= 2048);
    let (own, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    assert_eq!(decoded(there.path()), decoded(own), "{path}");
    assert_eq!(there.query().map(decoded), query.map(decoded), "{path}");
    let decoded = String::from_utf8(decoded(own)).unwrap();
    let upwards = decoded.split('/').any(|it| it == "." || it == "..");
    assert!(!upwards && !decoded.contains("//") && !decoded.contains(['\\', '\r', '\n']), "{path}");
}

/// The address of the sign-in page carries the path there and back.
fn check_way(path: &ReturnPath) {
    let address = path.added_to("/login/here?step=2");
    let url = Url::parse(SIGN_IN).unwrap().join(&address).unwrap();
    assert_eq!(url.path(), "/login/here");
    let is_left_out = path.is_home() || path.as_str().split('?').next() == Some("/login/here");
    let expected = if is_left_out { ReturnPath::default() } else { path.clone() };
    assert_eq!(ReturnPath::from_query(url.query()), expected);
}

/// A request for a page leads back to it; one that changes something does not.
fn check_asked(text: &str) {
    let Ok(uri) = text.parse::<Uri>() else { return };
    let (headers, get, post) = (HeaderMap::new(), Method::GET, Method::POST);
    let asked = ReturnPath::asked_for(&HttpHead::new(&get, &uri, &headers));
    let written = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    assert_eq!(asked, ReturnPath::from_field(&written));
    check_path(&asked);
    assert!(ReturnPath::asked_for(&HttpHead::new(&post, &uri, &headers)).is_home());
}

/// Percent-encoding undone once.
fn decoded(text: &str) -> Vec<u8> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        match piece.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => bytes.extend([&[byte], &piece.as_bytes()[2..]].concat()),
            None => bytes.extend([b"%", piece.as_bytes()].concat()),
        }
    }
    bytes
}
