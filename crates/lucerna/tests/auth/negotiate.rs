//! Tests of `negotiate_errors` with other layers and methods.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::get;
use lucerna::axum::{AuthError, negotiate_errors};
use lucerna::web::Problem;
use tower::ServiceExt;

const SOLD_OUT: Problem =
    Problem::new(StatusCode::CONFLICT, "sold_out", "Sold out", "Please choose another day.");

/// Replaces the body as a compression layer does.
async fn compress(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response.map(|_| Body::from("compressed"))
}

async fn answer(request: axum::http::request::Builder) -> (Response<()>, String) {
    let app = Router::<()>::new()
        .route("/ticket", get(async || Err::<(), _>(AuthError::from(SOLD_OUT))))
        .layer(map_response(compress))
        .layer(from_fn(negotiate_errors));
    let answer = app.oneshot(request.uri("/ticket").body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, 9999).await.unwrap().to_vec();
    (Response::from_parts(head, ()), String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn a_replaced_body_has_no_encoding_of_the_former_one() {
    let (head, body) = answer(Request::get("/").header("sec-fetch-mode", "cors")).await;
    assert_eq!(head.status(), StatusCode::CONFLICT);
    assert_eq!(head.headers()[header::CONTENT_TYPE], "application/problem+json");
    assert!(body.contains("sold_out"), "{body}");
    assert_eq!(head.headers().get(header::CONTENT_ENCODING), None, "the new body is not compressed");
    assert_eq!(head.headers()[header::CONTENT_LENGTH], body.len().to_string());
}

#[tokio::test]
async fn the_answer_to_head_has_no_body() {
    let (head, body) = answer(Request::head("/").header("sec-fetch-mode", "cors")).await;
    assert_eq!((head.status(), body.as_str()), (StatusCode::CONFLICT, ""));
    assert_eq!(head.headers()[header::CONTENT_TYPE], "application/problem+json");
}
