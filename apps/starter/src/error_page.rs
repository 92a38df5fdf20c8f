//! Error pages of the program itself, in the looks and languages of the account pages.

use crate::profile::Profile;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::Response;
use lucerna::pages::Pages;
use lucerna::web::Problem;

const TIMEOUT: Problem = Problem::new(
    StatusCode::REQUEST_TIMEOUT,
    "request_timeout",
    "The request took too long",
    "The request did not arrive or was not answered in time. Please try again.",
);
const HOST: Problem = Problem::new(
    StatusCode::BAD_REQUEST,
    "invalid_host",
    "The request could not be read",
    "The request has to have one header `Host`.",
);
const NOT_FOUND: Problem =
    Problem::new(StatusCode::NOT_FOUND, "not_found", "Page not found", "There is no page at this address.");
const METHOD: Problem = Problem::new(
    StatusCode::METHOD_NOT_ALLOWED,
    "method_not_allowed",
    "This page cannot be opened",
    "This address has other methods.",
);
const FAILED: Problem = Problem::new(
    StatusCode::INTERNAL_SERVER_ERROR,
    "failed",
    "Something went wrong",
    "The error is on our side and was recorded. Please try again later.",
);

/// The texts of the problems for which the account pages have none.
pub(crate) const TEXTS: [(&str, &str); 4] = [
    (
        "en",
        "error-title-request-timeout = The request took too long\n\
         error-request-timeout = Please check your connection and try again.\n\
         error-title-invalid-host = The request could not be read\n\
         error-invalid-host = Please go back, reload the page and try again.",
    ),
    (
        "de",
        "error-title-request-timeout = Die Anfrage hat zu lange gedauert\n\
         error-request-timeout = Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.\n\
         error-title-invalid-host = Die Anfrage konnte nicht gelesen werden\n\
         error-invalid-host = Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
    ),
    (
        "es",
        "error-title-request-timeout = La solicitud tardó demasiado\n\
         error-request-timeout = Comprueba tu conexión e inténtalo de nuevo.\n\
         error-title-invalid-host = No se pudo leer la solicitud\n\
         error-invalid-host = Vuelve atrás, recarga la página e inténtalo de nuevo.",
    ),
    (
        "ar",
        "error-title-request-timeout = استغرق الطلب وقتًا طويلًا\n\
         error-request-timeout = تحقق من اتصالك وحاول مرة أخرى.\n\
         error-title-invalid-host = تعذّرت قراءة الطلب\n\
         error-invalid-host = عد إلى الخلف وأعد تحميل الصفحة وحاول مرة أخرى.",
    ),
];

/// Writes the errors that the account pages do not write themselves, and keeps their status and headers.
pub(crate) async fn show(State(pages): State<Pages<Profile>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = problem_of(&mut response) else { return response };
    let mut written = pages.error(&head, problem).map(Body::from);
    for (name, value) in
        response.headers().iter().filter(|(name, _)| ![CONTENT_TYPE, CONTENT_LENGTH].contains(name))
    {
        written.headers_mut().append(name, value.clone());
    }
    written
}

/// Returns the problem of an error that has no page yet: one of Lucerna's layers, or a status alone.
fn problem_of(response: &mut Response) -> Option<Problem> {
    let problem = response.extensions_mut().remove::<Problem>();
    if problem.is_some() || response.headers().contains_key(CONTENT_TYPE) {
        return problem;
    }
    let status = response.status();
    [TIMEOUT, HOST, NOT_FOUND, METHOD, FAILED].into_iter().find(|it| it.status() == status)
}
