//! Sign-ins that wait for a second factor.

use super::{Auth, Inner};
use crate::{
    Attributes, BearerToken, Carrier, Error, ErrorKind, Event, KeyId, KeyProof, Method, Methods, Outcome,
    PENDING_SIGN_INS, PasswordHash, PendingRow, PendingSignIn, Record, RequestHead, SameOrigin,
    SecondFactorNeeded, Services, SessionCookie, SessionId, SessionOptions, SessionPolicy, StartSessionError,
    UserId, Verified, bearer,
};
use std::future::Future;
use std::time::Duration;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Finds the sign-in that waits for a second factor, by the request's cookie or bearer token. Returns `None`
    /// without one, after ten minutes, or if the cookies name several.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<u16, Error> {
    /// let Some(pending) = auth.pending_sign_in(&request).await? else { return Ok(303) }; // to the sign-in page
    /// println!("ask {} for the code", pending.user_id());
    /// # Ok(200)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub fn pending_sign_in<R: RequestHead>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Option<PendingSignIn>, Error>> + Send + use<'_, U, S, R> {
        let named = self.inner.pending_cookie.read_all(request);
        let bearer = bearer::read(request).filter(|_| named.first().is_none());
        async move {
            let mut only = None;
            for id in named.iter().chain(&bearer) {
                let pending = self.services().records(PENDING_SIGN_INS)?.find(id.as_str()).await?;
                if pending.is_some() && only.is_some() {
                    return Ok(None);
                }
                only = only.or(pending);
            }
            Ok(only.and_then(|it| {
                let methods = Methods::parse(it.value.methods);
                Some(PendingSignIn { id: it.id, user_id: it.user_id?, methods, is_counted: false })
            }))
        }
    }

    /// Completes a halted sign-in: the user has shown the factor, and a session starts. A halted sign-in can be used
    /// once. Of several concurrent calls, one starts a session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(
    /// #     auth: Auth,
    /// #     request: impl RequestHead,
    /// #     code: Verified, // made by the factor, after it has checked the code
    /// # ) -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let proof = auth.prove_origin(&request)?;
    /// let mut pending = auth.pending_sign_in(&request).await?.ok_or("the sign-in took too long")?;
    /// auth.try_second_factor(&mut pending).await?; // before the factor checks the code
    /// Ok(auth.finish_sign_in(pending, code, proof).await?)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`start_session`](Auth::start_session). It returns [`StartSessionError::Stale`] also if the halted sign-in
    /// was already used or began without a cookie, or if the factor is another user's. It returns
    /// [`StartSessionError::Failed`] if no guess was counted: see [`try_second_factor`](Auth::try_second_factor).
    pub async fn finish_sign_in(
        &self,
        pending: PendingSignIn,
        factor: Verified,
        proof: SameOrigin,
    ) -> Result<SessionCookie, StartSessionError>
    where
        S: Default,
    {
        self.finish_sign_in_with(pending, factor, proof, SessionOptions::default()).await
    }

    /// Completes a halted sign-in, with options for this session. Options that are not set come from the halted
    /// sign-in: the periods, the limits and a cookie that ends with the browser.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<(), Row>, pending: PendingSignIn, code: Verified, proof: SameOrigin)
    /// #     -> Result<SessionCookie, StartSessionError> {
    /// let options = SessionOptions::new(Row::new().with("device", &"laptop".to_owned()));
    /// auth.finish_sign_in_with(pending, code, proof, options).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`finish_sign_in`](Auth::finish_sign_in).
    pub async fn finish_sign_in_with(
        &self,
        pending: PendingSignIn,
        factor: Verified,
        proof: SameOrigin,
        mut options: SessionOptions<S>,
    ) -> Result<SessionCookie, StartSessionError> {
        let (verified, halted) = self.redeem_pending(pending, factor, Carrier::is_cookie).await?;
        options.until_browser_closes |= halted.carrier == Carrier::BrowserCookie;
        options.any_carrier |= halted.carrier == Carrier::Any;
        options.policy = options.policy.or(halted.policy);
        self.start_session_with(verified, proof, options).await
    }

    /// Completes a halted sign-in of a caller without cookies. It has to begin with
    /// [`start_bearer_session`](Auth::start_bearer_session).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, pending: PendingSignIn, code: Verified) -> Result<String, StartSessionError> {
    /// let bearer = auth.finish_bearer_sign_in(pending, code, SessionOptions::default()).await?;
    /// Ok(format!(r#"{{"token":"{}"}}"#, bearer.token.expose()))
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`finish_sign_in`](Auth::finish_sign_in).
    pub async fn finish_bearer_sign_in(
        &self,
        pending: PendingSignIn,
        factor: Verified,
        mut options: SessionOptions<S>,
    ) -> Result<BearerToken, StartSessionError> {
        let (verified, halted) = self.redeem_pending(pending, factor, Carrier::is_bearer).await?;
        options.any_carrier |= halted.carrier == Carrier::Any;
        options.policy = options.policy.or(halted.policy);
        self.start_bearer_session(verified, options).await
    }

    /// Takes the halted sign-in and combines its proof with the factor's.
    async fn redeem_pending(
        &self,
        pending: PendingSignIn,
        factor: Verified,
        accepts: fn(Carrier) -> bool,
    ) -> Result<(Verified, HaltedSignIn), StartSessionError> {
        let (user, id) = (pending.user_id, pending.id);
        if !pending.is_counted {
            return Err(
                Error::misuse("call try_second_factor before the factor is checked".to_owned()).into()
            );
        }
        let redeemed = match *factor.user_id() == user {
            true => self.take_pending(&id, factor, accepts).await,
            false => Err(StartSessionError::Stale),
        };
        let event = match &redeemed {
            Ok((verified, _)) => {
                Event::new("second_factor.shown", Outcome::Succeeded).methods(verified.methods().clone())
            }
            Err(StartSessionError::Failed(error)) if error.kind() != ErrorKind::Superseded => {
                Event::new("second_factor.failed", Outcome::Failed).error(error)
            }
            Err(_) => Event::new("second_factor.refused", Outcome::Refused),
        };
        self.emit(event.user(&user));
        let redeemed = redeemed?;
        let cleared = self.services().attempts().clear_second_factor(&user).await;
        self.report_not_cleared(&user, cleared);
        Ok(redeemed)
    }

    async fn take_pending(
        &self,
        id: &str,
        factor: Verified,
        accepts: fn(Carrier) -> bool,
    ) -> Result<(Verified, HaltedSignIn), StartSessionError> {
        let records = self.services().records(PENDING_SIGN_INS).map_err(Error::from)?;
        let taken = records.take(id).await?.filter(|it| it.user_id.as_ref() == Some(factor.user_id()));
        let Some(Record { user_id: Some(user_id), value, .. }) = taken else {
            return Err(StartSessionError::Stale);
        };
        let carrier = Carrier::parse(&value.carrier).filter(|it| accepts(*it));
        let halted =
            HaltedSignIn { carrier: carrier.ok_or(StartSessionError::Stale)?, policy: value.policy() };
        self.check_proof(&factor).await?;
        let first = self.restore_proof(user_id, value).await?;
        Ok((first.and(factor).ok_or(StartSessionError::Stale)?, halted))
    }

    /// Restores the first proof, if it is still valid.
    async fn restore_proof(&self, user: UserId, row: PendingRow) -> Result<Verified, StartSessionError> {
        let proof = match row.key.as_deref() {
            None => None,
            Some(key) => {
                let key = KeyId::parse(key).ok_or_else(Error::superseded)?;
                let now = self.find_record(&key).await?.filter(|it| it.user_id == user);
                let now = now.ok_or_else(Error::superseded)?;
                let hash = now.password_hash.filter(|_| row.password.is_some());
                if hash.as_ref().map(fingerprint) != row.password {
                    return Err(Error::superseded().into());
                }
                Some(KeyProof { key, hash })
            }
        };
        Ok(Verified::restored(user, Methods::parse(row.methods), row.verified, proof))
    }

    /// Adds a header that removes a halted sign-in from the browser.
    pub(super) fn clear_halted(&self, cookie: SessionCookie) -> SessionCookie {
        if self.inner.factors.is_empty() { cookie } else { cookie.with(self.inner.pending_cookie.clear()) }
    }

    /// Halts the sign-in of a user who has a second factor and has not shown it.
    pub(super) async fn ask_for_factor(
        &self,
        verified: &Verified,
        (carrier, is_bearer): (Carrier, bool),
        policy: Option<SessionPolicy>,
    ) -> Result<(), StartSessionError> {
        let services = self.services();
        if !self.inner.needs_factor(&services, verified).await? {
            return Ok(());
        }
        let (token, id) = services.new_secret().map_err(Error::from)?;
        let row = PendingRow::of(verified, carrier, policy);
        let record = Record::new(id.as_str(), row).of_user(verified.user_id().clone());
        let record = record.until(verified.at().after(Verified::FRESH));
        services.records(PENDING_SIGN_INS).map_err(Error::from)?.insert(record).await.map_err(Error::from)?;
        let user_id = verified.user_id().clone();
        self.emit(Event::new("second_factor.needed", Outcome::Refused).user(&user_id));
        let cookie = self.inner.pending_cookie.set(token.as_token(), Some(Verified::FRESH));
        let path = self.inner.second_factor_path.clone();
        Err(StartSessionError::SecondFactor(Box::new(SecondFactorNeeded {
            user_id,
            token,
            cookie,
            path,
            is_bearer,
        })))
    }
}

impl Inner {
    async fn needs_factor(&self, services: &Services, verified: &Verified) -> Result<bool, Error> {
        let shown = |method: &Method| verified.methods().contains(*method);
        if self.factors.iter().any(|it| it.methods().iter().any(shown)) {
            return Ok(false);
        }
        for factor in &self.factors {
            if factor.is_set_up(services, verified.user_id()).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The settings of the session that a halted sign-in will start.
struct HaltedSignIn {
    carrier: Carrier,
    policy: Option<SessionPolicy>,
}

impl PendingRow {
    fn of(verified: &Verified, carrier: Carrier, policy: Option<SessionPolicy>) -> Self {
        let millis = |it: Duration| i64::try_from(it.as_millis()).unwrap_or(i64::MAX);
        Self {
            methods: verified.methods().to_string(),
            verified: verified.at(),
            key: verified.proof().map(|it| it.key.to_string()),
            password: verified.proof().and_then(|it| it.hash.as_ref()).map(fingerprint),
            carrier: carrier.name().to_owned(),
            active: policy.map(|it| millis(it.active)),
            idle: policy.map(|it| millis(it.idle)),
            absolute: policy.map(|it| millis(it.absolute)),
        }
    }

    fn policy(&self) -> Option<SessionPolicy> {
        let duration = |it: i64| Duration::from_millis(u64::try_from(it).unwrap_or(0));
        let (active, idle, absolute) = (self.active?, self.idle?, self.absolute?);
        let [active, idle, absolute] = [active, idle, absolute].map(duration);
        Some(SessionPolicy { active, idle, absolute, ..SessionPolicy::default() })
    }
}

/// Returns a fingerprint of a hash, to detect a changed password without storing the hash again.
fn fingerprint(hash: &PasswordHash) -> String {
    SessionId::hash(hash.expose().as_bytes()).to_string()
}
