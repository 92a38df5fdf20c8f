//! The profile page as an application writes it by hand, in one language.

use crate::visitor::BenchProfile;
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use lucerna::Auth;
use lucerna::axum::CurrentUser;

pub fn router(auth: &Auth<BenchProfile>) -> Router {
    Router::new().route("/account", get(profile)).with_state(auth.clone())
}

async fn profile(user: CurrentUser<BenchProfile>) -> impl IntoResponse {
    let name = &user.attributes.username;
    let initial = name.chars().next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    let (initial, name, id) = (escaped(&initial), escaped(name), user.id.as_str());
    (HEADERS, Html(format!(include_str!("profile.html"), initial = initial, name = name, id = id)))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

const HEADERS: [(HeaderName, HeaderValue); 11] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000")),
    (CONTENT_LANGUAGE, HeaderValue::from_static("en")),
    (VARY, HeaderValue::from_static("Accept, Accept-Language")),
];
