//! The layer that gives adopted sessions a cookie of ours.

use crate::AuthError;
use axum_core::extract::Request;
use axum_core::response::{IntoResponse, Response};
use lucerna_core::{AdoptedCookie, Attributes, Auth};
use lucerna_web::exchange_adopted;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
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
/// use axum::{Router, routing::get};
/// use lucerna_core::{AdoptedCookie, Auth};
/// use lucerna_web_axum::{CurrentUser, ExchangeAdoptedLayer};
///
/// async fn profile(user: CurrentUser<()>) -> String {
///     format!("your id is {}", user.id)
/// }
///
/// fn router(auth: Auth<()>) -> Router {
///     Router::<Auth<()>>::new()
///         .route("/", get(profile))
///         .layer(ExchangeAdoptedLayer::new(auth.clone(), AdoptedCookie::default()))
///         .with_state(auth)
/// }
/// ```
pub struct ExchangeAdoptedLayer<U, S = ()> {
    auth: Auth<U, S>,
    cookie: AdoptedCookie,
}

impl<U, S> ExchangeAdoptedLayer<U, S> {
    /// The layer for sessions of this handle, and for Lucia's cookie of this name.
    #[must_use]
    pub fn new(auth: Auth<U, S>, cookie: AdoptedCookie) -> Self {
        Self { auth, cookie }
    }
}

impl<U, S, Inner> Layer<Inner> for ExchangeAdoptedLayer<U, S> {
    type Service = ExchangeAdopted<Inner, U, S>;

    fn layer(&self, inner: Inner) -> Self::Service {
        ExchangeAdopted { inner, layer: self.clone() }
    }
}

/// What [`ExchangeAdoptedLayer`] makes of a service.
///
/// ```
/// # use lucerna_web_axum::{ExchangeAdopted, ExchangeAdoptedLayer};
/// # use tower_layer::Layer;
/// fn around<Service>(service: Service, layer: &ExchangeAdoptedLayer<()>) -> ExchangeAdopted<Service, ()> {
///     layer.layer(service)
/// }
/// ```
pub struct ExchangeAdopted<Inner, U, S = ()> {
    inner: Inner,
    layer: ExchangeAdoptedLayer<U, S>,
}

impl<Inner, U: Attributes, S: Attributes> Service<Request> for ExchangeAdopted<Inner, U, S>
where
    Inner: Service<Request, Error = Infallible> + Clone + Send + 'static,
    Inner::Response: IntoResponse,
    Inner::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that said that it is ready is the one that is called.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let layer = self.layer.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let cookies = match exchange_adopted(&layer.auth, &layer.cookie, &mut parts).await {
                Ok(cookies) => cookies,
                Err(error) => return Ok(AuthError::from(error).into_response()),
            };
            let mut response = inner.call(Request::from_parts(parts, body)).await?.into_response();
            let added = cookies.map_or(Ok(()), |it| it.add_to(response.headers_mut()));
            Ok(added.map_or_else(|error| AuthError::from(error).into_response(), |()| response))
        })
    }
}

impl<U, S> Clone for ExchangeAdoptedLayer<U, S> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), cookie: self.cookie.clone() }
    }
}

impl<U, S> fmt::Debug for ExchangeAdoptedLayer<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExchangeAdoptedLayer").field(&self.cookie).finish()
    }
}

impl<Inner: Clone, U, S> Clone for ExchangeAdopted<Inner, U, S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<Inner, U, S> fmt::Debug for ExchangeAdopted<Inner, U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExchangeAdopted").field(&self.layer.cookie).finish()
    }
}
