//! Sessions that were adopted from Lucia: each gets a token of ours at its first use.

use super::Auth;
use crate::token::AdoptedToken;
use crate::{
    AdoptedCookie, Attributes, Error, Event, Outcome, RequestHead, SessionCookie, SessionState, SessionToken,
    Timestamp,
};
use std::future::Future;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Gives an adopted session a token of ours in exchange for the one in Lucia's cookie. `None` if the request names no
    /// session that can be exchanged; then it is to be answered as if this had not been called.
    ///
    /// A request can be exchanged if all of this is true:
    ///
    /// - it has no cookie of our own name, not even an empty one;
    /// - it has exactly one of the old name, and what is in it is no token that Lucerna could have made: so this never
    ///   names a session that Lucerna itself started;
    /// - it changes nothing, or passes [`check_origin`](Auth::check_origin);
    /// - the token is that of a session that is not over.
    ///
    /// The session stays what it is: its user, its attributes and its limits. Only its id changes, so the old token ends
    /// at that moment. Requests that are sent at the same time, or again because an answer was lost, receive the same new
    /// token: for one minute at least, and never after two.
    ///
    /// Without a cookie of the old name nothing is looked up. Call it before [`authenticate`](Auth::authenticate), and only
    /// after an adoption; the integration for axum has a layer that does.
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
    /// [`Error`] if something under Lucerna failed. Never answer as if the visitor were signed out.
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

    /// Looks before it writes, so that a cookie that names nothing costs no write.
    async fn rename_adopted(&self, token: &AdoptedToken, now: Timestamp) -> Result<(), Error> {
        let (id, new) = (token.id(), token.successor(now).id());
        if self.inner.store.find_session(&id, now).await?.is_some()
            && self.inner.store.rename_session(&id, &new, None).await?
        {
            self.emit(Event::new("session.exchanged", Outcome::Succeeded).session(&new));
        }
        Ok(())
    }

    /// The token under which the session is now, and its absolute limit.
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

/// What a response has to carry after [`Auth::exchange_adopted`]: both cookies.
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
    /// The session cookie, as after signing in.
    pub cookie: SessionCookie,
    /// The cookie that makes the browser forget Lucia's. It is for a cookie that Lucia set without a `domain` and with the
    /// path `/`; any other stays in the browser until it expires, and names nothing.
    pub expired: SessionCookie,
}

impl Exchanged {
    /// The session cookie as the browser will send it: a `Cookie` header to be added to the request, so that whatever
    /// handles it next finds the session.
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
