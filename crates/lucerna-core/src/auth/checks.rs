//! Checks of a request's origin, and of the store.

use super::Auth;
use crate::devices::DeviceSecrets;
use crate::origin::{RefusedHeaders, is_safe};
use crate::{Attributes, CrossOrigin, Error, RequestHead, SameOrigin};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks that an unsafe request comes from the application's own pages: see
    /// [`OriginPolicy::check`](crate::OriginPolicy::check). A refusal is logged as `origin.refused`, with the headers that
    /// came and the origin that was expected, once an hour for the same headers.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(auth: Auth, request: impl RequestHead) -> u16 {
    /// if auth.check_origin(&request).is_ok() { 200 } else { 403 }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`]: respond with 403.
    pub fn check_origin(&self, request: &impl RequestHead) -> Result<(), CrossOrigin> {
        self.inner.origins.check(request).inspect_err(|_| self.log_refused_origin(request))
    }

    /// Returns proof that an unsafe request comes from the application's own pages.
    /// [`start_session`](Auth::start_session) needs it. A safe method proves nothing: see
    /// [`redeem_state`](Auth::redeem_state).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead, verified: Verified)
    /// #     -> Result<SessionCookie, StartSessionError> {
    /// let proof = auth.prove_origin(&request)?;
    /// auth.start_session(verified, proof).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`]: respond with 403.
    pub fn prove_origin(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        let proven = self.inner.origins.prove(request);
        drop(proven.inspect_err(|_| self.log_refused_origin(request))?);
        let devices = DeviceSecrets::read(&self.inner.device_cookie, request);
        Ok(SameOrigin::with_cookies(self.inner.cookie.read_all(request), devices))
    }

    /// Returns what a developer has to check after a [`CrossOrigin`]. Returns `None` unless the configured origin is this
    /// machine, since visitors need no such details.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(auth: Auth, request: impl RequestHead) -> String {
    /// match auth.check_origin(&request) {
    ///     Ok(()) => "welcome".to_owned(),
    ///     Err(error) => auth.cross_origin_advice(&request).unwrap_or_else(|| error.to_string()),
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn cross_origin_advice(&self, request: &impl RequestHead) -> Option<String> {
        let own = self.inner.origins.own();
        own.is_loopback().then(|| RefusedHeaders::of(request).advice(own))
    }

    /// Checks that the store answers, with one cheap query. Health checks call it, with a time limit of
    /// their own, and not for each of many requests: see `apps/starter/src/health.rs`.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> u16 {
    /// if auth.check_store().await.is_ok() { 200 } else { 503 }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. The call has the store's own time limit.
    pub async fn check_store(&self) -> Result<(), Error> {
        Ok(self.inner.store.ping().await?)
    }

    /// A safe method proves nothing, and is no reason for a warning.
    fn log_refused_origin(&self, request: &impl RequestHead) {
        if is_safe(request) {
            return;
        }
        let headers = RefusedHeaders::of(request);
        if self.inner.refused_origins.is_new(&headers, self.now()) {
            headers.log(self.inner.origins.own());
        }
    }
}
