//! The health check of the process and its store.

use crate::profile::Profile;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use lucerna::Auth;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// The longest wait for the store. A balancer asks again soon.
const LIMIT: Duration = Duration::from_secs(2);

/// The time for which a result is given again, so that no number of requests is many queries.
const FRESH: Duration = Duration::from_secs(1);

/// The handler of `/health`. It says whether the process and its store work, for balancers and monitors.
///
/// The answer is 200, or 503 if the store does not answer within two seconds. The milliseconds of the process are the time
/// that a new task waited, which grows with the load. The handler asks the store once a second at most, and one query at a
/// time. It reads no session, says nothing of users or versions, and is not cached.
#[derive(Clone)]
pub(crate) struct HealthCheck(Arc<StoreState>);

struct StoreState {
    auth: Auth<Profile>,
    last: Mutex<Option<Checked>>,
}

/// The last answer of the store.
#[derive(Clone, Copy)]
struct Checked {
    is_up: bool,
    took: Duration,
    at: Instant,
}

impl HealthCheck {
    /// Clones share the last result.
    pub(crate) fn new(auth: Auth<Profile>) -> Self {
        Self(Arc::new(StoreState { auth, last: Mutex::default() }))
    }

    async fn respond(self) -> Response {
        let arrived = Instant::now();
        // A task of its own: a client that goes away does not stop the query, so that the next one starts no second.
        let checked = tokio::spawn(async move { (arrived.elapsed(), self.0.check().await) });
        match checked.await {
            Ok((waited, store)) => answer(waited, store),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

impl StoreState {
    async fn check(&self) -> Checked {
        let mut last = self.last.lock().await;
        if let Some(fresh) = last.filter(|it| it.at.elapsed() < FRESH) {
            return fresh;
        }
        let begun = Instant::now();
        let failure = match timeout(LIMIT, self.auth.check_store()).await {
            Ok(asked) => asked.err().map(|it| it.to_string()),
            Err(_) => Some(format!("no answer within {} seconds", LIMIT.as_secs())),
        };
        let checked = Checked { is_up: failure.is_none(), took: begun.elapsed(), at: Instant::now() };
        let was_up = last.replace(checked).is_none_or(|it| it.is_up);
        match failure {
            Some(error) if was_up => tracing::warn!(error, "store.unavailable"),
            None if !was_up => tracing::info!("store.available"),
            _ => {}
        }
        checked
    }
}

fn answer(waited: Duration, store: Checked) -> Response {
    let (status, state) = match store.is_up {
        true => (StatusCode::OK, "up"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "down"),
    };
    let (waited, took) = (waited.as_millis(), store.took.as_millis());
    let process = format!(r#"{{"status":"up","milliseconds":{waited}}}"#);
    let database = format!(r#"{{"status":"{state}","milliseconds":{took}}}"#);
    let body = format!(r#"{{"status":"{state}","process":{process},"database":{database}}}"#);
    (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], body).into_response()
}

impl<State> Handler<(), State> for HealthCheck {
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, _: Request, _: State) -> Self::Future {
        Box::pin(self.respond())
    }
}
