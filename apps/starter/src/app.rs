//! All routes, and what surrounds them.

use crate::{Profile, error_page, headers, page, profile, sign_in, sign_up};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_extractor_with_state, from_fn, map_response};
use axum::routing::{get, post};
use lucerna::axum::{AuthRequest, ExchangeAdoptedLayer};
use lucerna::{AdoptedCookie, Auth};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The largest body: a form of two fields needs no more, however its characters are encoded.
const LARGEST_BODY: usize = 16 * 1024;

/// How long a request may take, its body's arrival included.
const LONGEST: Duration = Duration::from_secs(15);

/// With the name of Lucia's cookie, whoever has one that was adopted is signed in by it once, and gets one of ours.
pub(crate) fn router(auth: Auth<Profile>, secure: bool, adopted: Option<AdoptedCookie>) -> Router {
    let routes = Router::<Auth<Profile>>::new()
        .route("/", get(profile::show))
        .route("/signup", get(sign_up::form).post(sign_up::submit))
        .route("/login", get(sign_in::form).post(sign_in::submit))
        .route("/logout", post(profile::sign_out))
        .route("/style.css", get(page::style))
        .route("/favicon.svg", get(page::icon))
        .fallback(async || StatusCode::NOT_FOUND);
    let routes = match adopted {
        Some(cookie) => routes.layer(ExchangeAdoptedLayer::new(auth.clone(), cookie)),
        None => routes,
    };
    routes
        // Whatever another site sends is refused before anything looks at it, unknown paths included.
        .layer(from_extractor_with_state::<AuthRequest<Profile>, _>(auth.clone()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(error_page::dress))
        .layer(map_response(move |response| headers::secure(response, secure)))
        .layer(TraceLayer::new_for_http())
        .with_state(auth)
}
