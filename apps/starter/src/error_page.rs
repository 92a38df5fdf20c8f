//! Errors as pages in the style of the others.

use crate::page::{self, ErrorPage};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lucerna::web::{Caller, HttpHead, Problem};

const JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Gives every error that is not a page of ours yet a page of its own; its status and headers stay. A script receives
/// Lucerna's errors as JSON, and htmx as they are.
pub(crate) async fn dress(request: Request, next: Next) -> Response {
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
        // A body of this type says more than the problem: the token of a sign-in without cookies.
        Some(_) if has_type(&response, "application/problem+json") => return response,
        Some(problem) if caller == Caller::Script => return in_json(response, problem),
        Some(_) if caller == Caller::Htmx => return response,
        Some(problem) => (problem.title(), problem.detail()),
        None => (title(status), message(status)),
    };
    let mut headers = response.headers().clone();
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    let sign_in = (status == StatusCode::UNAUTHORIZED).then_some("/login");
    (status, headers, page::render(&ErrorPage { title, message, sign_in })).into_response()
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
        StatusCode::NOT_FOUND => "No such page",
        StatusCode::METHOD_NOT_ALLOWED => "Not possible here",
        StatusCode::REQUEST_TIMEOUT => "The request took too long",
        StatusCode::PAYLOAD_TOO_LARGE => "Too much data",
        StatusCode::SERVICE_UNAVAILABLE => "Please try again in a moment",
        it if it.is_server_error() => "Something went wrong",
        _ => "Request not understood",
    }
}

fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is no page at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "Go to the home page, and use the links and buttons there.",
        StatusCode::PAYLOAD_TOO_LARGE => "Please enter less, and send the form again.",
        StatusCode::SERVICE_UNAVAILABLE => {
            "The service is busy. Nothing was lost, and you are still signed in if you were."
        }
        it if it.is_server_error() => "We have recorded the error. You did nothing wrong.",
        _ => "Go back, reload the page and try again.",
    }
}
