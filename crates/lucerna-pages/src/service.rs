//! The pages as a tower service.

use crate::fields::LARGEST_BODY;
use crate::{Pages, problems};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use lucerna_core::Attributes;
use lucerna_web::Problem;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

impl<U: Attributes, S: Attributes + Default> Pages<U, S> {
    /// Reads the body of a request up to the limit of a form, and answers the request as [`handle`](Pages::handle) does. A body
    /// that is too large or breaks off is answered like other errors.
    ///
    /// Frameworks with bodies of the crate `http-body` mount the pages with this method.
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// use bytes::Bytes;
    /// use http_body_util::Full;
    /// # use lucerna_pages::Pages;
    ///
    /// # async fn example<U: Attributes>(pages: Pages<U>) -> Result<(), http::Error> {
    /// let request = http::Request::post("/login").body(Full::new(Bytes::from_static(b"username=alice")))?;
    /// let response = pages.serve(request).await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let body = if body.is_end_stream() { Ok(Bytes::new()) } else { Box::pin(read(body)).await };
        let response = match body {
            Ok(body) => self.handle(Request::from_parts(parts, body)).await,
            Err(problem) => self.error(&parts, problem),
        };
        response.map(Full::new)
    }
}

async fn read<B: Body>(body: B) -> Result<Bytes, Problem>
where
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        // One byte more than the limit, which the handler refuses. The rest of the body is not read.
        Err(error) if error.is::<LengthLimitError>() => Ok(Bytes::from_static(&[0; LARGEST_BODY + 1])),
        Err(_) => Err(problems::INVALID_BODY),
    }
}

/// The pages as a service, which reads the body of a request up to the limit of a form. It never fails: a body that is too
/// large or breaks off is answered like other errors.
///
/// The server puts the address of the peer into the extensions of each request, as a
/// [`PeerAddress`](lucerna_web::PeerAddress).
impl<U, S, B> Service<Request<B>> for Pages<U, S>
where
    U: Attributes,
    S: Attributes + Default,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let pages = self.clone();
        Box::pin(async move { Ok(pages.serve(request).await) })
    }
}
