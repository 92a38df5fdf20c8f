//! The HTTP server, from the first connection to a graceful shutdown.

mod activity;
mod automatic_answer;
mod client_timer;
mod connections;
mod open_connections;
mod overload;
mod request_body;
mod stream;

use crate::limits::ServerLimits;
pub(crate) use automatic_answer::AnswerHeaders;
use axum::Router;
use connections::Connections;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use lucerna::TrustedProxies;
use lucerna::web::PeerAddress;
use request_body::WatchedBody;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use stream::WatchedStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tower_http::add_extension::AddExtension;

/// The largest number of bytes that a connection keeps of requests, and of answers. The longest head must fit in.
const BUFFER_SIZE: usize = 128 * 1024;

/// A server with limits for its connections.
pub(crate) struct HttpServer {
    router: Router,
    limits: ServerLimits,
    connections: Arc<Connections>,
    headers: Arc<AnswerHeaders>,
    /// The time at which the shutdown began.
    shutdown: Arc<OnceLock<Instant>>,
}

impl HttpServer {
    /// `headers` are added to the answers that no route gives.
    pub(crate) fn new(
        router: Router,
        limits: ServerLimits,
        proxies: TrustedProxies,
        headers: AnswerHeaders,
    ) -> Self {
        let connections = Connections::new(limits.connections, proxies);
        Self { router, limits, connections, headers: Arc::new(headers), shutdown: Arc::default() }
    }

    /// Serves until `end` is ready, and then completes the requests in flight.
    pub(crate) async fn run(self, listener: TcpListener, end: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let mut end = pin!(end);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut end => break,
            };
            match accepted {
                Ok((stream, peer)) => self.open(stream, peer.ip(), graceful.watcher()).await,
                Err(error) => {
                    // Out of file descriptors, most likely: they come back as connections end.
                    tracing::warn!(%error, "connection.refused");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(listener);
        tracing::info!("shutting down: waiting for requests in flight");
        self.shutdown.get_or_init(Instant::now);
        if timeout(self.limits.shutdown, graceful.shutdown()).await.is_err() {
            tracing::warn!("shutting down: connections that were still open are closed");
        }
    }

    /// Serves a connection in a task, or closes it if there are too many.
    async fn open(&self, stream: TcpStream, peer: IpAddr, watcher: Watcher) {
        let Some(admission) = self.connections.admit(peer).await else { return };
        let activity = Arc::clone(admission.activity());
        let stream = WatchedStream::new(stream, Arc::clone(&activity), Arc::clone(&self.headers));
        let router = TowerToHyperService::new(AddExtension::new(self.router.clone(), PeerAddress(peer)));
        let watched = Arc::clone(&activity);
        let service = service_fn(move |request: Request<Incoming>| {
            watched.request_begun();
            let answer = router.call(request.map(|it| WatchedBody::new(it, Arc::clone(&watched))));
            let watched = Arc::clone(&watched);
            async move { answer.await.inspect(|_| watched.answered()) }
        });
        let connection =
            http1::Builder::new().max_buf_size(BUFFER_SIZE).serve_connection(TokioIo::new(stream), service);
        let (timeouts, shutdown) = (self.limits.clients, Arc::clone(&self.shutdown));
        admission.serve(client_timer::limit(watcher.watch(connection), activity, timeouts, shutdown));
    }
}
