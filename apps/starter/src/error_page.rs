//! Error pages in the style of the other pages.

use crate::app_info::AppInfo;
use crate::page::{self, ErrorPage};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lucerna::web::{Caller, HttpHead, Problem};

const JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Adds a page to every error without one, and keeps its status and headers. A script receives Lucerna's errors as JSON,
/// and htmx receives them unchanged.
pub(crate) async fn show(State(app): State<AppInfo>, request: Request, next: Next) -> Response {
    let caller = Caller::of(&HttpHead::from(&request));
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    if !(status.is_client_error() || status.is_server_error())
        || (problem.is_none() && has_type(&response, "text/html"))
    {
        return response;
    }
    let (title, message) = match &problem {
        // This JSON body has more than the problem, such as the token of a sign-in without cookies.
        Some(_) if has_type(&response, "application/problem+json") => return response,
        Some(problem) if caller == Caller::Script => return in_json(response, problem),
        Some(_) if caller == Caller::Htmx => return response,
        Some(problem) => (problem.title(), problem.detail()),
        None => (title(status), message(status)),
    };
    let mut headers = response.headers().clone();
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    let sign_in = (status == StatusCode::UNAUTHORIZED).then(|| app.base.of("/login"));
    (status, headers, page::render(&ErrorPage { app: &app, title, message, sign_in })).into_response()
}

fn has_type(response: &Response, name: &str) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(name.as_bytes()))
}

fn in_json(response: Response, problem: &Problem) -> Response {
    let mut response = response.map(|_| Body::from(problem.to_json()));
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Page not found",
        StatusCode::METHOD_NOT_ALLOWED => "This page cannot be opened",
        StatusCode::REQUEST_TIMEOUT => "The request took too long",
        StatusCode::PAYLOAD_TOO_LARGE => "The form is too large",
        StatusCode::SERVICE_UNAVAILABLE => "Please try again in a moment",
        it if it.is_server_error() => "Something went wrong",
        _ => "The request could not be read",
    }
}

fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Please check the address.",
        StatusCode::METHOD_NOT_ALLOWED => "Please use the links and buttons on the home page.",
        StatusCode::REQUEST_TIMEOUT => "Please check your connection and try again.",
        StatusCode::PAYLOAD_TOO_LARGE => "Please shorten your entries and try again.",
        StatusCode::SERVICE_UNAVAILABLE => "The service is temporarily unavailable. Nothing was lost.",
        it if it.is_server_error() => "The error is on our side and was recorded. Please try again later.",
        _ => "Please go back, reload the page and try again.",
    }
}
