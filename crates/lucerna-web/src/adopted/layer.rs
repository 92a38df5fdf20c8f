//! The tower layer that exchanges the cookies of adopted sessions.

use super::AdoptedExchange;
use http::{Request, Response};
use lucerna_core::{AdoptedCookie, Attributes, Auth};
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A tower layer that keeps Lucia's visitors signed in. Add it after an adoption. Remove it when the last of Lucia's
/// sessions has expired.
///
/// It acts only at a visitor's first request, as [`exchange_adopted`](lucerna_core::Auth::exchange_adopted) does, and passes
/// all others on. The session gets a new token, and the handlers see the visitor signed in. The response carries two
/// cookies: the session cookie with the new token, and one that makes the browser forget Lucia's. A session cookie that the
/// handler sets itself, as signing in and out do, is sent instead of the new one.
///
/// If the store fails, the answer is 503 or 500, as with the extractors, and the handler is not called.
///
/// ```
/// # use lucerna_core::{AdoptedCookie, Auth};
/// use lucerna_web::{ExchangeAdopted, ExchangeAdoptedLayer};
/// use tower_layer::Layer;
///
/// fn around<Service>(service: Service, auth: Auth<()>) -> ExchangeAdopted<Service> {
///     ExchangeAdoptedLayer::new(auth, AdoptedCookie::default()).layer(service)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ExchangeAdoptedLayer(AdoptedExchange);

impl ExchangeAdoptedLayer {
    /// Returns a layer for the sessions of this handle and Lucia's cookie of this name.
    #[must_use]
    pub fn new<U: Attributes, S: Attributes>(auth: Auth<U, S>, cookie: AdoptedCookie) -> Self {
        Self(AdoptedExchange::new(auth, cookie))
    }
}

impl<Inner> Layer<Inner> for ExchangeAdoptedLayer {
    type Service = ExchangeAdopted<Inner>;

    fn layer(&self, inner: Inner) -> Self::Service {
        ExchangeAdopted { inner, exchange: self.0.clone() }
    }
}

/// The service that [`ExchangeAdoptedLayer`] returns.
///
/// ```
/// # use lucerna_web::{ExchangeAdopted, ExchangeAdoptedLayer};
/// # use tower_layer::Layer;
/// fn around<Service>(service: Service, layer: &ExchangeAdoptedLayer) -> ExchangeAdopted<Service> {
///     layer.layer(service)
/// }
/// ```
#[derive(Clone)]
pub struct ExchangeAdopted<Inner> {
    inner: Inner,
    exchange: AdoptedExchange,
}

impl<Inner, B, Body> Service<Request<B>> for ExchangeAdopted<Inner>
where
    Inner: Service<Request<B>, Response = Response<Body>> + Clone + Send + 'static,
    Inner::Future: Send,
    B: Send + 'static,
    Body: From<String>,
{
    type Response = Response<Body>;
    type Error = Inner::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Inner::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Inner::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was polled ready is called; its clone stays.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        let exchange = self.exchange.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let cookies = match exchange.exchange(&mut parts).await {
                Ok(cookies) => cookies,
                Err(error) => return Ok(error.into_http().map(Body::from)),
            };
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            let added = cookies.map_or(Ok(()), |it| it.add_to(response.headers_mut()));
            Ok(added.map_or_else(|error| error.into_http().map(Body::from), |()| response))
        })
    }
}

impl<Inner> fmt::Debug for ExchangeAdopted<Inner> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExchangeAdopted").field(&self.exchange).finish()
    }
}
