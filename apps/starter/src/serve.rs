//! The HTTP server, from the first connection to a graceful shutdown.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use lucerna::web::PeerAddress;
use std::io;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};
use tower_http::add_extension::AddExtension;

/// The time limit for the head of a request, so that slow clients do not use up the connections.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The time limit for requests in flight after the shutdown signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves until `end` is ready, and then completes the requests in flight.
pub(crate) async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let connections = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let router = AddExtension::new(router.clone(), PeerAddress(peer.ip()));
                let service = TowerToHyperService::new(router);
                let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "connection.broken");
                    }
                });
            }
            Err(error) => {
                // The process has probably used up its file descriptors. Connections that end release theirs.
                tracing::warn!(%error, "connection.refused");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    tracing::info!("shutting down: waiting for requests in flight");
    if timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("shutting down: connections that were still open are closed");
    }
}

/// Returns a future that is ready when SIGTERM or SIGINT arrives. From this call on, neither ends the program by itself.
pub(crate) fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
