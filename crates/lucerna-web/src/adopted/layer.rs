//! The layer that gives adopted sessions a cookie of ours.

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

/// A layer that keeps visitors signed in who were so with Lucia. Add it after an adoption, and take it out again when
/// nobody has a cookie of Lucia's any more.
///
/// It passes every request on, and does something only where
/// [`exchange_adopted`](lucerna_core::Auth::exchange_adopted) does: at a visitor's first request. The session then gets a
/// new token, the handlers see the visitor signed in, and the response carries two cookies: the session cookie with the new
/// token, and one that makes the browser forget Lucia's. Where the handler sets the session cookie itself, as signing in and
/// out do, its cookie is the one that is sent.
///
/// If the store fails at that, the answer is the one that the extractors give, 503 or 500, and the handler is not called.
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
    /// The layer for sessions of this handle, and for Lucia's cookie of this name.
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

/// What [`ExchangeAdoptedLayer`] makes of a service.
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
        // The one that said that it is ready is the one that is called.
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
