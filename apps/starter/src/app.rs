//! The routes, and the layers around them.

use crate::base_path::PathPrefix;
use crate::dev_mail::DevMail;
use crate::health::HealthCheck;
use crate::profile::Profile;
use crate::{error_page, failures, host};
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::get;
use lucerna::axum::{AccountPages, ExchangeAdoptedLayer};
use lucerna::pages::Pages;
use lucerna::web::SecurityHeaders;
use lucerna::{AdoptedCookie, Auth};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The parts of the application.
pub(crate) struct App {
    pub(crate) auth: Auth<Profile>,
    pub(crate) pages: Pages<Profile>,
    pub(crate) dev_mail: Option<DevMail>,
    pub(crate) base: PathPrefix,
    /// With it, a cookie of Lucia signs its user in once and is replaced by a new cookie.
    pub(crate) adopted: Option<AdoptedCookie>,
}

impl App {
    /// Returns the router. Every answer has the `security` headers, and `limit` is the time of a request, including the
    /// arrival of its body.
    pub(crate) fn router(self, security: SecurityHeaders, limit: Duration) -> Router {
        let routes = self.dev_mail.clone().map(DevMail::router).unwrap_or_default();
        self.with_layers(routes, security, limit)
    }

    fn with_layers(self, routes: Router, security: SecurityHeaders, limit: Duration) -> Router {
        let routes = routes.fallback_service(AccountPages(self.pages.clone()));
        let routes = match self.adopted {
            Some(cookie) => routes.layer(ExchangeAdoptedLayer::new(self.auth.clone(), cookie)),
            None => routes,
        };
        let health = Router::new().route(&self.base.of("/health"), get(HealthCheck::new(self.auth)));
        routes
            .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limit))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(from_fn(host::require_one))
            .layer(from_fn_with_state(self.pages, error_page::show))
            // A program reads this answer, so that it needs no page.
            .merge(health.layer(from_fn(host::require_one)))
            .layer(map_response(move |response| secured(response, security.clone())))
            .layer(TraceLayer::new_for_http().on_failure(failures::log()))
    }
}

async fn secured(mut response: Response, security: SecurityHeaders) -> Response {
    security.add_to(response.headers_mut());
    response
}

/// Returns the answer after a panic, to which a page is added. The panic is in the log already.
fn after_panic(_: Box<dyn Any + Send>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna::SqliteStore;
    use lucerna_testkit::web::Request;
    use std::net::SocketAddr;
    use tokio::net::TcpListener;
    use tokio::task::spawn_blocking;

    fn app(directory: &tempfile::TempDir) -> App {
        let store = SqliteStore::open(directory.path().join("a.db"), Profile::schema().unwrap()).unwrap();
        let origin = "https://app.example".parse().unwrap();
        let auth = Auth::builder(store, lucerna_testkit::quick_passwords(), origin).build().unwrap();
        let maker = Profile::maker(&auth, lucerna::pages::SignUpNames::Username);
        let pages = Pages::builder(&auth, maker).build().unwrap();
        App { auth, pages, dev_mail: None, base: PathPrefix::default(), adopted: None }
    }

    #[tokio::test]
    async fn asvs_16_5_4_a_panic_is_a_page_and_the_program_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let panics = get(async || -> StatusCode { panic!("a secret of the handler") });
        let routes = Router::new().route("/panic", panics);
        let security = SecurityHeaders::new(&"https://app.example".parse().unwrap());
        let router = app(&directory).with_layers(routes, security, Duration::from_secs(9));
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
