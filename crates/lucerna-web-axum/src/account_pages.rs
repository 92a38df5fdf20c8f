//! The account pages, mounted in a router.

use axum::extract::{ConnectInfo, OriginalUri, Request};
use axum_core::response::{IntoResponse, Response};
use lucerna_core::Attributes;
use lucerna_pages::Pages;
use lucerna_web::PeerAddress;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

/// The account pages as a service for axum's routers. As the fallback, it answers every path that the application has no route
/// for: with the account page, or with an error page that looks like them.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use lucerna_core::{Attributes, Auth};
/// use lucerna_pages::Pages;
/// use lucerna_web_axum::{AccountPages, CurrentUser};
///
/// async fn notes<U: Attributes>(user: CurrentUser<U>) -> String {
///     format!("the notes of {}", user.id)
/// }
///
/// fn app<U: Attributes>(auth: Auth<U>, pages: Pages<U>) -> Router {
///     Router::new().route("/notes", get(notes::<U>)).fallback_service(AccountPages(pages)).with_state(auth)
/// }
/// ```
///
/// Serve the router with `into_make_service_with_connect_info::<SocketAddr>()`, so that the limits of attempts know the
/// visitor's address.
#[expect(clippy::exhaustive_structs, reason = "it wraps one value and will not grow")]
pub struct AccountPages<U, S = ()>(pub Pages<U, S>);

impl<U: Attributes, S: Attributes + Default> Service<Request> for AccountPages<U, S> {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        // A nested router cuts off the beginning of the path.
        if let Some(OriginalUri(asked)) = request.extensions_mut().remove() {
            *request.uri_mut() = asked;
        }
        let served = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| PeerAddress(it.0.ip()));
        if let Some(peer) = served.filter(|_| request.extensions().get::<PeerAddress>().is_none()) {
            request.extensions_mut().insert(peer);
        }
        let pages = self.0.clone();
        Box::pin(async move { Ok(pages.serve(request).await.into_response()) })
    }
}

impl<U, S> Clone for AccountPages<U, S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<U, S> fmt::Debug for AccountPages<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountPages").field(&self.0).finish()
    }
}
