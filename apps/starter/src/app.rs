//! All routes, and the layers around them.

use crate::app_info::AppInfo;
use crate::base_path::PathPrefix;
use crate::health::HealthCheck;
use crate::{Profile, error_page, failures, headers, host, page, profile, sign_in, sign_up};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_extractor_with_state, from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post};
use lucerna::axum::{AuthRequest, ExchangeAdoptedLayer, renew_cookies};
use lucerna::{AdoptedCookie, Auth};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The limit of a body. A form of two fields is smaller, even if every character is percent-encoded.
const LARGEST_BODY: usize = 16 * 1024;

/// The state of the handlers.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) auth: Auth<Profile>,
    pub(crate) app: AppInfo,
}

impl FromRef<AppState> for Auth<Profile> {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

impl FromRef<AppState> for AppInfo {
    fn from_ref(state: &AppState) -> Self {
        state.app.clone()
    }
}

/// Returns the application. `transport` demands `https` of browsers, and `limit` is the time of a request, including the
/// arrival of its body. With `adopted`, a cookie of Lucia signs its user in once and is replaced by a new cookie.
pub(crate) fn router(
    state: AppState,
    transport: Option<HeaderValue>,
    limit: Duration,
    adopted: Option<AdoptedCookie>,
) -> Router {
    let pages = below(&state.app.base, pages());
    with_layers(pages, state, transport, limit, adopted)
}

fn with_layers(
    pages: Router<AppState>,
    state: AppState,
    transport: Option<HeaderValue>,
    limit: Duration,
    adopted: Option<AdoptedCookie>,
) -> Router {
    let pages = match adopted {
        Some(cookie) => pages.layer(ExchangeAdoptedLayer::new(state.auth.clone(), cookie)),
        None => pages,
    };
    let health =
        Router::new().route(&state.app.base.of("/health"), get(HealthCheck::new(state.auth.clone())));
    pages
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn(renew_cookies))
        // Requests of other sites are refused first, for unknown paths as well.
        .layer(from_extractor_with_state::<AuthRequest<Profile>, _>(state.clone()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limit))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(host::require_one))
        .layer(from_fn_with_state(state.app.clone(), error_page::show))
        // A program reads this answer, so that it needs no page.
        .merge(health.layer(from_fn(host::require_one)))
        .layer(map_response(move |response| headers::secure(response, transport.clone())))
        .layer(TraceLayer::new_for_http().on_failure(failures::log()))
        .with_state(state)
}

fn pages() -> Router<AppState> {
    Router::new()
        .route("/", get(profile::show))
        .route("/signup", get(sign_up::form).post(sign_up::submit))
        .route("/login", get(sign_in::form).post(sign_in::submit))
        .route("/logout", post(profile::sign_out))
        .route("/logout/others", post(profile::sign_out_others))
        .route("/forms.js", get(page::script))
        .route("/style.css", get(page::style))
        .route("/favicon.svg", get(page::icon))
}

/// Returns the pages below the base path, and the home page with and without a slash at its end.
fn below(base: &PathPrefix, pages: Router<AppState>) -> Router<AppState> {
    if base.is_root() {
        return pages;
    }
    Router::new().nest(base.as_str(), pages).route(&base.of("/"), get(profile::show))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_path::PathPrefix;
    use lucerna::{Schema, SqliteStore};
    use lucerna_testkit::web::Request;
    use std::net::SocketAddr;
    use tokio::net::TcpListener;
    use tokio::task::spawn_blocking;

    fn state(directory: &tempfile::TempDir) -> AppState {
        let store =
            SqliteStore::open(directory.path().join("a.db"), Schema::of::<Profile>().unwrap()).unwrap();
        let builder =
            Auth::builder(store, lucerna_testkit::quick_passwords(), "https://app.example".parse().unwrap());
        let app = AppInfo { name: "Test".into(), base: PathPrefix::default(), secure: true };
        AppState { auth: builder.build().unwrap(), app }
    }

    #[tokio::test]
    async fn asvs_16_5_4_a_panic_is_a_page_and_the_program_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let pages =
            pages().route("/panic", get(async || -> StatusCode { panic!("a secret of the handler") }));
        let router = with_layers(pages, state(&directory), None, Duration::from_secs(9), None);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async { axum::serve(listener, router).await });
        let ask = |path| spawn_blocking(move || Request::new(address, "GET", path).send());
        for _ in 0..3 {
            let reply = ask("/panic").await.unwrap();
            assert_eq!(reply.status, 500, "{reply:?}");
            assert!(reply.says("<h1>Something went wrong</h1>") && !reply.says("secret"), "{reply:?}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
        }
        assert_eq!(ask("/login").await.unwrap().status, 200);
    }
}
