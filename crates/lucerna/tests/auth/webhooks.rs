//! Routes for requests of other sites and servers, beside a router whose requests are all checked.

use crate::kit::Profile;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::middleware::from_extractor_with_state;
use axum::routing::{get, post};
use lucerna::axum::{AuthRequest, CurrentUser};
use lucerna::{Auth, MemoryStore, NewKey, SameOrigin, Schema};
use lucerna_testkit::quick_passwords;
use tower::ServiceExt;

const ROUTE: &str = "/webhooks/payments";

async fn application() -> (Router, String) {
    let store = MemoryStore::new(Schema::of::<Profile>().unwrap());
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth<Profile> = Auth::builder(store, quick_passwords(), origin).build().unwrap();
    let profile = Profile { username: "Alice".to_owned() };
    let created = auth.create_user(NewKey::username("alice", "correct horse"), profile).await.unwrap();
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    let checked = Router::<Auth<Profile>>::new()
        .route("/", get(async || "home").post(async || "changed"))
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_extractor_with_state::<AuthRequest<Profile>, _>(auth.clone()));
    let exempt = Router::new()
        .route(ROUTE, post(async || "received"))
        .route("/webhooks/mistake", post(async |_: CurrentUser<Profile>| "signed in"))
        .route(
            "/webhooks/other",
            post(async |user: Option<CurrentUser<Profile>>| format!("{}", user.is_some())),
        );
    (checked.merge(exempt).with_state(auth), cookie)
}

async fn send(router: &Router, method: Method, path: &str, cookie: &str, site: &str) -> u16 {
    let request = Request::builder().method(method).uri(path).header("cookie", cookie);
    let request = match site {
        "" => request,
        site => request.header("origin", "https://payments.example").header("sec-fetch-site", site),
    };
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    answer.status().as_u16()
}

#[tokio::test]
async fn rt_040_an_exemption_is_for_exactly_one_route() {
    let (router, _) = application().await;
    for site in ["", "cross-site"] {
        assert_eq!(send(&router, Method::POST, ROUTE, "", site).await, 200);
        assert_eq!(send(&router, Method::POST, "/webhooks/payments?id=7", "", site).await, 200);
        for path in [
            "/",
            "/webhooks",
            "/webhooks/",
            "/webhooks/payments/",
            "/webhooks/payments/7",
            "/webhooks//payments",
            "//webhooks/payments",
            "/webhooks/Payments",
            "/webhooks/payments%2F",
            "/webhooks/%70ayments",
            "/webhooks/./payments",
            "/x/../webhooks/payments",
            "/webhooks/payments;a=b",
        ] {
            assert_eq!(send(&router, Method::POST, path, "", site).await, 403, "{path} {site}");
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(send(&router, method, ROUTE, "", site).await, 405);
        }
    }
}

#[tokio::test]
async fn an_exempt_route_has_no_session_although_the_browser_sends_the_cookie() {
    let (router, cookie) = application().await;
    for site in ["", "cross-site", "same-site"] {
        for path in ["/webhooks/mistake", "/webhooks/other"] {
            assert_eq!(send(&router, Method::POST, path, &cookie, site).await, 403, "{path} {site}");
        }
        assert_eq!(send(&router, Method::POST, ROUTE, &cookie, site).await, 200);
    }
}
