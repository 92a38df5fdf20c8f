//! Errors as pages in the style of the others.

use crate::page::{self, ErrorPage};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// Gives every error that is not a page yet a page of its own; its status and headers stay.
pub(crate) async fn dress(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_page =
        response.headers().get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    if !is_error || is_page {
        return response;
    }
    let mut headers = response.headers().clone();
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    (status, headers, page::render(&ErrorPage { title: title(status), message: message(status) }))
        .into_response()
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "You are signed out",
        StatusCode::FORBIDDEN => "Not from here",
        StatusCode::NOT_FOUND => "No such page",
        StatusCode::METHOD_NOT_ALLOWED => "This page cannot do that",
        StatusCode::REQUEST_TIMEOUT => "That took too long",
        StatusCode::PAYLOAD_TOO_LARGE => "That was too much",
        StatusCode::SERVICE_UNAVAILABLE => "Please try again in a moment",
        it if it.is_server_error() => "Something is broken on our side",
        _ => "This request cannot be understood",
    }
}

fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Sign in to go on.",
        StatusCode::FORBIDDEN => {
            "The request came from another site, so nothing was done. Open the page here and try again."
        }
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "Go to the start, and use the links and buttons there.",
        StatusCode::PAYLOAD_TOO_LARGE => "A form on this site is never that long.",
        StatusCode::SERVICE_UNAVAILABLE => {
            "We are busy. Nothing was lost, and you are as signed in as you were."
        }
        it if it.is_server_error() => "It has been noted. Nothing you did is the cause.",
        _ => "Go back, reload the page and try again.",
    }
}
