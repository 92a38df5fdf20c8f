//! The exchange of adopted Lucia sessions: each gets a Lucerna token at its first use.

use super::Auth;
use crate::token::AdoptedToken;
use crate::{
    AdoptedCookie, Attributes, Error, Event, Outcome, RequestHead, SessionCookie, SessionState, SessionToken,
    Timestamp,
};
use std::future::Future;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Exchanges the token in Lucia's cookie for a new token of the same session. Returns `None` if the request names
    /// no such session. Then handle the request as usual.
    ///
    /// A request qualifies if all of these are true:
    ///
    /// - It has no cookie with Lucerna's name, not even an empty one.
    /// - It has exactly one cookie with the old name, and its value cannot be a Lucerna token. So an exchange never
    ///   touches a session that Lucerna started.
    /// - It passes [`check_origin`](Auth::check_origin), as every safe request does.
    /// - The token names a session that has not expired.
    ///
    /// The session keeps its user, attributes and limits. Only its id changes, so the old token is revoked at once.
    /// Concurrent requests, and retries after a lost response, receive the same new token for one to two minutes.
    ///
    /// Without a cookie of the old name there is no look-up. Call it before [`authenticate`](Auth::authenticate), and
    /// only after an adoption. The axum integration has a layer for this.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<(), Error> {
    /// let old = AdoptedCookie::default();
    /// if let Some(Exchanged { cookie, expired, .. }) = auth.exchange_adopted(&old, &request).await? {
    ///     println!("Set-Cookie: {}", cookie.header_value());
    ///     println!("Set-Cookie: {}", expired.header_value());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. Do not treat the visitor as signed out then.
    pub fn exchange_adopted<R: RequestHead>(
        &self,
        old: &AdoptedCookie,
        request: &R,
    ) -> impl Future<Output = Result<Option<Exchanged>, Error>> + Send + use<'_, U, S, R> {
        let token = old.read(request).filter(|_| self.may_exchange(request));
        let expired = old.clear(self.inner.origins.own().is_secure());
        async move {
            let Some(token) = token else { return Ok(None) };
            let now = self.inner.clock.now();
            self.rename_adopted(&token, now).await?;
            let Some((token, absolute)) = self.find_successor(&token, now).await? else { return Ok(None) };
            let cookie = self.inner.cookie.set(&token, Some(absolute.since(now)));
            Ok(Some(Exchanged { cookie, expired }))
        }
    }

    fn may_exchange(&self, request: &impl RequestHead) -> bool {
        !self.inner.cookie.is_sent(request) && self.inner.origins.check(request).is_ok()
    }

    /// Gives the session its new id. A read comes first, so that an unknown token costs no write.
    async fn rename_adopted(&self, token: &AdoptedToken, now: Timestamp) -> Result<(), Error> {
        let (id, new) = (token.id(), token.successor(now).id());
        if self.inner.store.find_session(&id, now).await?.is_some()
            && self.inner.store.rename_session(&id, &new, None).await?
        {
            self.emit(Event::new("session.exchanged", Outcome::Succeeded).session(&new));
        }
        Ok(())
    }

    /// Finds the session's new token and its absolute limit.
    async fn find_successor(
        &self,
        token: &AdoptedToken,
        now: Timestamp,
    ) -> Result<Option<(SessionToken, Timestamp)>, Error> {
        for token in token.successors(now) {
            let found = self.inner.store.find_session(&token.id(), now).await?;
            let alive = found.filter(|it| it.expiry.judge(now) != SessionState::Dead);
            if let Some(session) = alive {
                return Ok(Some((token, session.expiry.absolute)));
            }
        }
        Ok(None)
    }
}

/// The two cookies that a response has to set after [`Auth::exchange_adopted`].
///
/// ```
/// # use lucerna_core::*;
/// fn show(exchanged: &Exchanged) -> [&str; 2] {
///     [exchanged.cookie.header_value(), exchanged.expired.header_value()]
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "the browser learns of the new token only if the response carries these cookies"]
pub struct Exchanged {
    /// The new session cookie, as after a sign-in.
    pub cookie: SessionCookie,
    /// The cookie that removes Lucia's cookie from the browser. It matches a cookie that Lucia set without a `domain`
    /// and with the path `/`. Any other cookie stays until it expires, but its token is no longer valid.
    pub expired: SessionCookie,
}

impl Exchanged {
    /// Returns the session cookie as a `Cookie` header. Add it to the request, so that the next handler finds the
    /// session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// fn add_to(headers: &mut Vec<(&'static str, String)>, exchanged: &Exchanged) {
    ///     headers.push(("cookie", exchanged.request_cookie().to_owned()));
    /// }
    /// ```
    #[must_use]
    pub fn request_cookie(&self) -> &str {
        self.cookie.header_value().split(';').next().unwrap_or_default()
    }
}
