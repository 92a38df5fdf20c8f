//! The page `/dev/mail`: the letters of an application on this machine, for which no mail server is set.

mod letter_page;

use crate::base_path::PathPrefix;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use letter_page::LetterPage;
use lucerna::Origin;
use lucerna::mail::{Letter, MemoryMail};
use lucerna::web::PeerAddress;

/// The path of the list, below the base path.
pub(crate) const PATH: &str = "/dev/mail";

/// Shows the HTML of a letter without any script, form or frame, and with nothing from elsewhere.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
                             base-uri 'none'; frame-ancestors 'none'; sandbox allow-popups";

const STYLE: &str = include_str!("dev_mail/style.css");

/// The letters, and the looks of their page. A clone shares the letters.
#[derive(Clone, Debug)]
pub(crate) struct DevMail {
    pub(crate) letters: MemoryMail,
    pub(crate) base: PathPrefix,
    /// Links to this origin can be clicked.
    pub(crate) origin: Origin,
}

impl DevMail {
    /// Returns the routes, which answer only requests of this machine.
    pub(crate) fn router(self) -> Router {
        let list = self.base.of(PATH);
        Router::new()
            .route(&list, get(show_list))
            .route(&format!("{list}/style.css"), get(async || ([(CONTENT_TYPE, "text/css")], STYLE)))
            .route(&format!("{list}/{{id}}"), get(show_letter))
            .route(&format!("{list}/{{id}}/html"), get(show_html))
            .route_layer(from_fn(require_this_machine))
            .with_state(self)
    }

    fn find(&self, id: &str) -> Result<Letter, StatusCode> {
        let letter = self.letters.letters().into_iter().find(|it| letter_page::number(it) == id);
        letter.ok_or(StatusCode::NOT_FOUND)
    }
}

async fn show_list(State(mail): State<DevMail>) -> Html<String> {
    Html(LetterPage::of(&mail).list(&mail.letters.letters()))
}

async fn show_letter(
    State(mail): State<DevMail>,
    Path(id): Path<String>,
) -> Result<Html<String>, StatusCode> {
    mail.find(&id).map(|it| Html(LetterPage::of(&mail).letter(&it)))
}

async fn show_html(
    State(mail): State<DevMail>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, StatusCode> {
    let letter = mail.find(&id)?;
    Ok(([(CONTENT_SECURITY_POLICY, LETTER_POLICY)], Html(letter.html().to_owned())))
}

/// Hides the letters from other machines.
async fn require_this_machine(request: Request, next: Next) -> Response {
    if is_of_this_machine(&request) { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

/// Returns true for a request of this machine. Others come from another address or through a proxy. A page of another site
/// whose name leads to this machine has another host (DNS rebinding).
fn is_of_this_machine(request: &Request) -> bool {
    let peer = request.extensions().get::<PeerAddress>();
    let is_near = peer.is_some_and(|it| it.0.to_canonical().is_loopback());
    is_near && !is_forwarded(request.headers()) && names_this_machine(request.headers())
}

/// Returns true if a proxy has left its mark.
fn is_forwarded(headers: &HeaderMap) -> bool {
    let is_mark = |name: &HeaderName| {
        name.as_str().starts_with("x-forwarded-")
            || matches!(name.as_str(), "forwarded" | "via" | "x-real-ip")
    };
    headers.keys().any(is_mark)
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok());
    let origin = host.and_then(|it| format!("http://{it}").parse::<Origin>().ok());
    origin.is_some_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn is_answered(peer: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().extension(PeerAddress(peer.parse().unwrap()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        is_of_this_machine(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000", "app.localhost", "localhost"] {
            assert!(is_answered("127.0.0.1", &[("host", host)]), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", "", "a/b"] {
            assert!(!is_answered("127.0.0.1", &[("host", host)]), "{host}");
        }
        assert!(!is_answered("127.0.0.1", &[]));
    }

    #[test]
    fn only_connections_of_this_machine_are_answered() {
        let host = ("host", "localhost:3000");
        for near in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            assert!(is_answered(near, &[host]), "{near}");
        }
        for far in ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "2001:db8::1", "0.0.0.0"] {
            assert!(!is_answered(far, &[host]), "{far}");
        }
        let unknown = Request::builder().header("host", "localhost").body(Body::empty()).unwrap();
        assert!(!is_of_this_machine(&unknown));
    }

    #[test]
    fn a_proxy_is_not_answered() {
        for header in ["x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-real-ip"] {
            assert!(!is_answered("127.0.0.1", &[("host", "localhost"), (header, "127.0.0.1")]), "{header}");
        }
    }
}
