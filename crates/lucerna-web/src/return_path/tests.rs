//! The rows on redirects in SECURITY.md.

use super::*;
use http::{Method, Request};
use proptest::prelude::*;

/// Addresses of other sites, in the spellings that were mistaken for paths.
const FOREIGN: &[&str] = &[
    "",
    "evil.example",
    "@evil.example",
    ".evil.example",
    ":80",
    "https://evil.example",
    "HTTPS://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:/evil.example",
    "user@evil.example",
    "https://app.example@evil.example",
    "https://app.example.evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "//evil.example/%2e%2e",
    "//user@evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\/\\/evil.example",
    "\\\\evil.example",
    "/a\\b",
    "/%2f/evil.example",
    "/%2F%2Fevil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    "/%252f%252fevil.example",
    "/%25252fevil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\n/evil.example",
    "/a\r\nSet-Cookie: a=b",
    "/\0/evil.example",
    "/\u{7f}",
    "/%09/evil.example",
    "/%0d%0aSet-Cookie:a=b",
    "/%00",
    "/%7f",
    "/%c2%85",
    "/.//evil.example",
    "/..//evil.example",
    "/./evil",
    "/../evil",
    "/a/..",
    "/a/.",
    "/%2e//evil.example",
    "/%2e%2e/evil",
    "/.%2e/evil",
    "/a//evil.example",
    "/evil.example//",
    "/a#//evil.example",
    "#",
    "?next=/",
    "/%",
    "/%2",
    "/%zz",
    "/%+1",
    "/%c0%af",
    "/é",
    "/\u{2028}",
    "/\u{ff0f}evil.example",
    "/\"onmouseover=x",
    "/<script>",
];

/// Valid paths.
const PATHS: &[&str] = &[
    "/",
    "/?",
    "/notes",
    "/notes/",
    "/notes?page=2",
    "/a/b/c.html",
    "/@alice",
    "/a:b",
    "/.well-known/passkey-endpoints",
    "/...",
    "/caf%C3%A9/na%20me",
    "/?next=%2F%2Fevil.example",
    "/?to=https://b.example/../x&at=%0a",
    "/a;b=c,(d)!$&'*+=~_-",
    "/search?q={a}|^",
];

#[test]
fn rt_001_a_foreign_absolute_url_is_no_path() {
    for url in
        ["https://evil.example", "http://evil.example/notes", "ftp://evil.example", "//evil.example:443/"]
    {
        assert_eq!(ReturnPath::parse(url), None, "{url}");
        assert!(ReturnPath::from_field(url).is_home(), "{url}");
    }
}

#[test]
fn rt_002_no_spelling_of_a_foreign_address_is_a_path() {
    for text in FOREIGN {
        assert_eq!(ReturnPath::parse(text), None, "{text:?}");
    }
    for text in PATHS {
        let path = ReturnPath::parse(text).unwrap();
        assert_eq!((path.as_str(), HeaderValue::from(&path).as_bytes()), (*text, text.as_bytes()));
    }
}

#[test]
fn rt_004_no_pattern_lets_another_host_in() {
    for text in
        ["*", "*.app.example", "https://*.example/", "**//evil.example", "/**//evil.example", "*/notes"]
    {
        assert_eq!(ReturnPath::parse(text), None, "{text}");
    }
}

#[test]
fn a_path_has_a_maximum_length() {
    assert!(ReturnPath::parse(&format!("/{}", "a".repeat(MAX_LENGTH - 1))).is_some());
    assert!(ReturnPath::parse(&format!("/{}", "a".repeat(MAX_LENGTH))).is_none());
}

#[test]
fn rt_005_the_default_is_this_site() {
    for text in FOREIGN {
        assert_eq!(ReturnPath::from_field(text), ReturnPath::default(), "{text:?}");
    }
    assert_eq!(ReturnPath::default().to_string(), "/");
    assert_eq!(ReturnPath::default().added_to("/login"), "/login");
}

#[test]
fn rt_006_only_get_and_head_are_returned_to_and_the_referer_is_ignored() {
    let asked = |method: Method, headers: &[(&str, &str)]| {
        let request =
            Request::builder().method(method).uri("/notes?page=2").header("referer", "https://evil.example");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        ReturnPath::asked_for(&HttpHead::from(&request.body(()).unwrap())).to_string()
    };
    assert_eq!(asked(Method::GET, &[]), "/notes?page=2");
    assert_eq!(asked(Method::HEAD, &[]), "/notes?page=2");
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        assert_eq!(asked(method, &[]), "/");
    }
    let htmx = |url: &str| asked(Method::POST, &[("hx-request", "true"), ("hx-current-url", url)]);
    assert_eq!(htmx("https://app.example/board?tab=1#top"), "/board?tab=1");
    assert_eq!(htmx("https://evil.example//evil.example"), "/");
    assert_eq!(htmx("https:evil"), "/");
    assert_eq!(asked(Method::GET, &[("hx-request", "true")]), "/");
}

#[test]
fn rt_007_slashes_are_not_collapsed_into_a_host() {
    for count in 2..9 {
        assert_eq!(ReturnPath::parse(&format!("{}evil.example", "/".repeat(count))), None);
    }
}

#[test]
fn rt_008_a_stored_absolute_url_is_not_trusted() {
    for url in ["https://app.example/notes", "http://localhost:3000/"] {
        assert!(ReturnPath::from_field(url).is_home(), "{url}");
    }
}

#[test]
fn rt_009_a_value_that_another_site_returns_is_a_path_or_ignored() {
    let from_query = |query: &str| ReturnPath::from_query(Some(query)).to_string();
    for text in FOREIGN.iter().chain(PATHS) {
        let encoded: String = byte_serialize(text.as_bytes()).collect();
        assert_eq!(from_query(&format!("RelayState={encoded}&state={encoded}")), "/", "{text:?}");
        assert_eq!(from_query(&format!("RelayState={encoded}&next=/notes")), "/notes", "{text:?}");
    }
    for text in FOREIGN {
        let encoded: String = byte_serialize(text.as_bytes()).collect();
        assert_eq!(from_query(&format!("RelayState=/notes&next={encoded}")), "/", "{text:?}");
    }
}

#[test]
fn rt_010_the_query_is_read_once_and_falls_back() {
    let read = |query: &str| ReturnPath::from_query(Some(query)).to_string();
    for (query, path) in [
        ("next=%2Fnotes%3Fpage%3D2", "/notes?page=2"),
        ("a=b&next=/notes&c=d", "/notes"),
        ("next=/a%20b", "/"),
        ("next=/a%2520b", "/a%20b"),
        ("next=/a+b", "/"),
        ("next=", "/"),
        ("next", "/"),
        ("NEXT=/notes", "/"),
        ("next=/notes&next=/notes", "/"),
        ("next=%2F%2Fevil.example", "/"),
        ("next=/%5Cevil.example", "/"),
        ("next=%ff", "/"),
        ("", "/"),
    ] {
        assert_eq!(read(query), path, "{query}");
    }
}

#[test]
fn rt_011_the_sign_in_page_gets_the_return_path_but_not_its_own() {
    let path = ReturnPath::parse("/notes?page=2&a=b c".trim_end_matches(" c")).unwrap();
    assert_eq!(path.added_to("/login"), "/login?next=%2Fnotes%3Fpage%3D2%26a%3Db");
    assert_eq!(path.added_to("/enter?lang=de"), "/enter?lang=de&next=%2Fnotes%3Fpage%3D2%26a%3Db");
    let sign_in = ReturnPath::parse("/login?next=%2Fnotes").unwrap();
    assert_eq!(sign_in.added_to("/login"), "/login", "it does not lead to itself");
}

#[test]
fn rt_012_a_request_with_two_slashes_is_not_returned_to() {
    for path in ["//evil.example/notes", "//evil.example", "/a//b", "/%2f%2fevil.example"] {
        let request = Request::get(path).body(()).unwrap();
        assert!(ReturnPath::asked_for(&HttpHead::from(&request)).is_home(), "{path}");
    }
}

proptest! {
    #[test]
    fn rt_003_an_accepted_text_is_a_path_of_the_own_origin(
        text in "[/\\\\.@:%25a-f?# \\t]{0,12}|/\\PC{0,24}|https?://app\\.example[/\\\\.@:%25a-f?# \\t]{0,12}"
    ) {
        if let Some(path) = ReturnPath::parse(&text) {
            // Browsers take backslashes for slashes, and drop tabs and line ends.
            let seen: String = text.chars().filter(|it| !matches!(it, '\t' | '\n' | '\r')).collect();
            let seen = seen.replace('\\', "/");
            prop_assert!(seen.starts_with('/') && !seen.starts_with("//"), "{text:?}");
            let (before, _) = seen.split_once('?').unwrap_or((&seen, ""));
            prop_assert!(!before.contains("//") && !before.contains("/../"), "{text:?}");
            let uri: http::Uri = format!("https://app.example{path}").parse().unwrap();
            prop_assert_eq!(uri.authority().map(|it| it.as_str()), Some("app.example"));
        }
    }

    #[test]
    fn a_path_survives_the_round_trip_through_a_query(path in "/[a-z0-9/?=&%.]{0,40}") {
        if let Some(path) = ReturnPath::parse(&path).filter(|it| !it.is_home()) {
            let location = path.added_to("/enter-here");
            let query = location.split_once('?').map(|(_, query)| query);
            prop_assert_eq!(ReturnPath::from_query(query), path);
        }
    }
}
