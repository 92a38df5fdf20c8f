//! All routes, and the layers around them.

use crate::page::AppName;
use crate::{Profile, error_page, headers, host, page, profile, sign_in, sign_up};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::StatusCode;
use axum::middleware::{from_extractor_with_state, from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post};
use lucerna::axum::{AuthRequest, ExchangeAdoptedLayer};
use lucerna::{AdoptedCookie, Auth};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The limit of a body. A form of two fields is smaller, even if every character is percent-encoded.
const LARGEST_BODY: usize = 16 * 1024;

/// The time limit of a request, including the arrival of its body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// The state of the handlers.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) auth: Auth<Profile>,
    pub(crate) app_name: AppName,
}

impl FromRef<AppState> for Auth<Profile> {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

impl FromRef<AppState> for AppName {
    fn from_ref(state: &AppState) -> Self {
        state.app_name.clone()
    }
}

/// Returns the application. `secure` says that browsers use `https`. With `adopted`, a cookie of Lucia signs its user in
/// once and is replaced by a new cookie.
pub(crate) fn router(state: AppState, secure: bool, adopted: Option<AdoptedCookie>) -> Router {
    let routes = Router::<AppState>::new()
        .route("/", get(profile::show))
        .route("/signup", get(sign_up::form).post(sign_up::submit))
        .route("/login", get(sign_in::form).post(sign_in::submit))
        .route("/logout", post(profile::sign_out))
        .route("/logout/others", post(profile::sign_out_others))
        .route("/forms.js", get(page::script))
        .route("/style.css", get(page::style))
        .route("/favicon.svg", get(page::icon))
        .fallback(async || StatusCode::NOT_FOUND);
    let routes = match adopted {
        Some(cookie) => routes.layer(ExchangeAdoptedLayer::new(state.auth.clone(), cookie)),
        None => routes,
    };
    routes
        // Requests of other sites are refused first, for unknown paths as well.
        .layer(from_extractor_with_state::<AuthRequest<Profile>, _>(state.clone()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(host::require_one))
        .layer(from_fn_with_state(state.app_name.clone(), error_page::show))
        .layer(map_response(move |response| headers::secure(response, secure)))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
