//! The profile page, written by hand with `CurrentUser` and through the handler of the account pages.

use crate::browser_request::BrowserRequest;
use crate::hand_written;
use crate::visitor::{BenchProfile, BenchVisitor, pause, wait};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Request, Response};
use lucerna::Auth;
use lucerna::axum::AccountPages;
use lucerna::pages::Pages;
use tower_service::Service;

/// A request for the profile page, and a router that answers it.
pub struct ProfilePage {
    router: Router,
    request: Option<Request<Body>>,
    response: Option<Response<Body>>,
    /// The database, and the directory that it is in.
    _visitor: BenchVisitor,
}

impl ProfilePage {
    pub fn by_hand(visitor: BenchVisitor) -> Self {
        let (by_handler, by_hand) = (by_handler(visitor.auth()), hand_written::router(visitor.auth()));
        let pages = [by_handler, by_hand.clone()].map(|it| shown(it, visitor.request()));
        let [expected, page] = pages.map(|it| without_versions(&it));
        let different = expected.lines().zip(page.lines()).find(|(expected, page)| expected != page);
        assert_eq!(different, None, "`hand_written.rs` and `profile.html` write what the handler writes");
        assert_eq!(page.len(), expected.len());
        Self::of(by_hand, visitor)
    }

    pub fn by_handler(visitor: BenchVisitor) -> Self {
        let router = by_handler(visitor.auth());
        Self::of(router, visitor)
    }

    /// The first request is not measured, as it builds what later ones share.
    fn of(router: Router, visitor: BenchVisitor) -> Self {
        let page = shown(router.clone(), visitor.request());
        assert!(page.starts_with("200 OK"), "{page}");
        pause();
        Self { router, request: Some(http(visitor.request())), response: None, _visitor: visitor }
    }

    /// Answers the request. The response is kept, so that its drop is not measured.
    pub fn answer(mut self) -> Self {
        let request = self.request.take().expect("one request");
        self.response = Some(wait(self.router.call(request)).expect("an answer"));
        self
    }
}

fn by_handler(auth: &Auth<BenchProfile>) -> Router {
    let pages = Pages::builder(auth, |new| Ok(BenchProfile::named(new.username())));
    let pages = pages.name("Acme").build().expect("the pages");
    Router::new().fallback_service(AccountPages(pages))
}

/// Returns status, headers and body as text.
fn shown(mut router: Router, request: &BrowserRequest) -> String {
    let (head, body) = wait(router.call(http(request))).expect("an answer").into_parts();
    let body = wait(to_bytes(body, usize::MAX)).expect("a body");
    // axum adds the length to the answers of routes, and the server to all others.
    let headers = head.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH);
    let mut headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    format!("{}\n{}\n\n{}", head.status, headers.join("\n"), String::from_utf8_lossy(&body))
}

/// Returns the page with the same version of its files, which is a hash of their content.
fn without_versions(page: &str) -> String {
    let mut parts = page.split("?v=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| format!("{page}?v=16 hexadecimal digits{}", &part[16..]))
}

fn http(request: &BrowserRequest) -> Request<Body> {
    let head = Request::get("https://app.example/account");
    let head = request.all().fold(head, |head, (name, value)| head.header(name, value));
    head.body(Body::empty()).expect("a request")
}
