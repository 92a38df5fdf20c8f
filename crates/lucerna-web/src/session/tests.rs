//! Requests without a framework, with a store that counts its calls and fails on demand.

use super::*;
use crate::{AdoptedExchange, AuthRequest, SetCookie, require_recent};
use http::request::Parts;
use http::{HeaderValue, Request};
use lucerna_core::{
    AdoptedCookie, Attributes, KeyId, NewKey, SameOrigin, Schema, SessionId, SessionOptions, SessionStore,
};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, TurnedClock, quick_passwords};
use std::time::Duration;

const PASSWORD: &str = "correct horse battery";
const OWN: (&str, &str) = ("origin", "https://app.example");

struct TestSite {
    auth: Auth,
    store: SpyStore<MemoryStore>,
    cookie: String,
}

async fn site() -> TestSite {
    let store = SpyStore::new(MemoryStore::new(Schema::of::<()>().unwrap()));
    let auth = handle(&store);
    let created = auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    TestSite { auth, store, cookie }
}

fn handle<U: Attributes>(store: &SpyStore<MemoryStore>) -> Auth<U> {
    let origin = "https://app.example".parse().unwrap();
    Auth::builder(store.clone(), quick_passwords(), origin).build().unwrap()
}

fn request(method: &str, headers: &[(&str, &str)]) -> Parts {
    let request = Request::builder().method(method).uri("/notes");
    let request = headers.iter().fold(request, |it, (name, value)| it.header(*name, *value));
    request.body(()).unwrap().into_parts().0
}

async fn find<C: Credential>(auth: &Auth, parts: &mut Parts) -> Result<Option<Arc<Session<()>>>, AuthError> {
    let head = HttpHead::new(&parts.method, &parts.uri, &parts.headers);
    look_up::<C, (), ()>(auth, head, &mut parts.extensions).await
}

async fn code(auth: &Auth, parts: &mut Parts) -> &'static str {
    let session = require_session(auth, parts).await;
    session.map_or_else(|error| error.code(), |_| "signed_in")
}

#[tokio::test]
async fn several_calls_for_one_request_cost_one_look_up() {
    let site = site().await;
    let mut parts = request("GET", &[("cookie", &site.cookie)]);
    for _ in 0..3 {
        assert!(find::<Cookie>(&site.auth, &mut parts).await.unwrap().is_some());
        assert_eq!(code(&site.auth.clone(), &mut parts).await, "signed_in");
    }
    assert_eq!(site.store.calls("find_session_and_user"), 1);
    let other = handle(&site.store);
    assert!(find::<Cookie>(&other, &mut parts).await.unwrap().is_some());
    assert_eq!(site.store.calls("find_session_and_user"), 2, "another handle looks up for itself");
}

#[tokio::test]
async fn errors_about_a_bearer_token_are_json_whatever_the_program_accepts() {
    let site = site().await;
    for accept in ["*/*", "text/html"] {
        let mut parts = request("GET", &[("accept", accept)]);
        let missing = require_bearer(&site.auth, &mut parts).await.unwrap_err().into_http();
        assert_eq!((missing.status().as_u16(), &missing.headers()["content-type"]), (401, &JSON), "{accept}");
        let mut parts =
            request("GET", &[("accept", accept), ("authorization", "Bearer abcdefghijklmnopqrstuvwxyz")]);
        site.store.fail();
        let outage = require_bearer(&site.auth, &mut parts).await.unwrap_err().into_http();
        assert_eq!((outage.status().as_u16(), &outage.headers()["content-type"]), (503, &JSON), "{accept}");
        site.store.recover();
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

#[tokio::test]
async fn each_credential_has_a_cache_of_its_own() {
    let site = site().await;
    let verified = site.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let started = site.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    let bearer = format!("Bearer {}", started.token.expose());
    let mut parts = request("GET", &[("authorization", &bearer)]);
    assert!(find::<Cookie>(&site.auth, &mut parts).await.unwrap().is_none());
    assert!(find::<Bearer>(&site.auth, &mut parts).await.unwrap().is_some());
    assert_eq!(code(&site.auth, &mut parts).await, "signed_out");
}

#[tokio::test]
async fn rt_123_an_outage_is_never_signed_out() {
    let site = site().await;
    site.store.fail();
    let mut parts = request("GET", &[("cookie", &site.cookie), ("sec-fetch-mode", "cors")]);
    let error = find::<Cookie>(&site.auth, &mut parts).await.unwrap_err();
    let response = error.into_http();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json",
        "the error has its caller set"
    );
    site.store.recover();
    assert!(find::<Cookie>(&site.auth, &mut parts).await.unwrap().is_some(), "a failure is not cached");
}

#[tokio::test]
async fn a_form_or_a_web_socket_from_another_site_is_refused() {
    let site = site().await;
    let socket = [("connection", "Upgrade"), ("upgrade", "websocket"), ("cookie", site.cookie.as_str())];
    for (method, headers) in [("GET", &socket[..]), ("POST", &socket[2..])] {
        for (origin, expected) in [("https://evil.example", "cross_origin"), (OWN.1, "signed_in")] {
            let mut parts = request(method, &[headers, &[("origin", origin)]].concat());
            assert_eq!(code(&site.auth, &mut parts).await, expected, "{method} {origin}");
            let sent =
                AuthRequest::<(), ()>::new(&site.auth, &HttpHead::from(&parts)).map_err(|it| it.code());
            assert_eq!(sent.err(), Some(expected).filter(|_| origin != OWN.1), "{method} {origin}");
        }
    }
}

#[tokio::test]
async fn signing_in_and_out_sets_the_cookie_and_forbids_caching() {
    let site = site().await;
    let parts = request("POST", &[OWN]);
    let auth: AuthRequest<()> = AuthRequest::new(&site.auth, &HttpHead::from(&parts)).unwrap();
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let (set, headers) = added(auth.start_session(verified).await.unwrap());
    assert_eq!(headers["cache-control"], "no-store");
    assert!(headers["set-cookie"].is_sensitive());
    let cookie = set.split(';').next().unwrap();
    let mut parts = request("GET", &[("cookie", cookie)]);
    let session = find::<Cookie>(&site.auth, &mut parts).await.unwrap().unwrap();
    let (cleared, _) = added(auth.end_session(&session.id).await.unwrap());
    assert!(cleared.starts_with("__Host-lucerna_session=; Max-Age=0;"), "{cleared}");
    assert_eq!(code(&site.auth, &mut request("GET", &[("cookie", cookie)])).await, "signed_out");
}

fn added(cookie: SetCookie) -> (String, http::HeaderMap) {
    let mut headers = http::HeaderMap::new();
    cookie.add_to(&mut headers).unwrap();
    (headers["set-cookie"].to_str().unwrap().to_owned(), headers)
}

#[tokio::test]
async fn an_adopted_session_is_exchanged_unless_the_handler_sets_the_cookie() {
    const OLD: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";
    let site = site().await;
    let token = site.cookie.split('=').nth(1).unwrap();
    let ids = [token, OLD].map(|it| SessionId::of_token(it).unwrap());
    assert!(site.store.store().rename_session(&ids[0], &ids[1], None).await.unwrap());
    let old = format!("auth_session={OLD}");
    let exchange = AdoptedExchange::new(site.auth.clone(), AdoptedCookie::default());
    for handler_sets in [false, true] {
        let mut parts = request("GET", &[("cookie", &old)]);
        let cookies = exchange.exchange(&mut parts).await.unwrap().unwrap();
        assert!(find::<Cookie>(&site.auth, &mut parts).await.unwrap().is_some());
        let mut headers = http::HeaderMap::new();
        if handler_sets {
            headers.append("set-cookie", "__Host-lucerna_session=; Max-Age=0".parse().unwrap());
        }
        cookies.add_to(&mut headers).unwrap();
        let set: Vec<_> = headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
        let own: Vec<_> = set.iter().filter(|it| it.starts_with("__Host-lucerna_session=")).collect();
        assert!(set.len() == 2 && own.len() == 1, "{set:?}");
        assert_eq!(own[0].starts_with("__Host-lucerna_session=;"), handler_sets, "{set:?}");
    }
    site.store.fail();
    let mut parts = request("GET", &[("cookie", &old), ("accept", "application/json")]);
    let error = exchange.exchange(&mut parts).await.unwrap_err();
    assert_eq!(error.code(), "unavailable");
}

#[tokio::test]
async fn a_safe_method_can_verify_a_password_but_not_start_a_session() {
    let site = site().await;
    let parts = request("GET", &[]);
    let read: AuthRequest<()> = AuthRequest::new(&site.auth, &HttpHead::from(&parts)).unwrap();
    let verified = read.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    assert_eq!(read.start_session(verified).await.unwrap_err().code(), "cross_origin");
    let parts = request("POST", &[OWN]);
    let write: AuthRequest<()> = AuthRequest::new(&site.auth, &HttpHead::from(&parts)).unwrap();
    let verified = write.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    assert!(write.start_session(verified).await.is_ok());
}

#[tokio::test]
async fn a_page_is_redirected_to_verify_again_and_a_script_gets_403() {
    let clock = TurnedClock::default();
    let origin = "https://app.example".parse().unwrap();
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let auth: Auth = Auth::builder(store, quick_passwords(), origin).clock(clock.clone()).build().unwrap();
    let created = auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    let ask = async |headers: &[(&str, &str)]| {
        let mut parts = request("GET", &[headers, &[("cookie", &*cookie)]].concat());
        require_recent(&auth, &mut parts).await.map(|it| it.id.clone())
    };
    assert_eq!(ask(&[]).await.unwrap(), created.user.id);
    clock.turn(Duration::from_secs(15 * 60 + 1));
    let page = ask(&[("sec-fetch-mode", "navigate")]).await.unwrap_err().into_http();
    assert_eq!(page.status(), 303);
    assert_eq!(page.headers()["location"], "/login/verify?next=%2Fnotes");
    let script = ask(&[("accept", "application/json")]).await.unwrap_err().into_http();
    assert_eq!(script.status(), 403);
    assert!(script.body().contains(r#""code":"verification_not_recent""#), "{script:?}");
}
