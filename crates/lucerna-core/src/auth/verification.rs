//! Recent verification, which sensitive actions of a session require ("sudo mode").

use super::{Auth, RenewedSession};
use crate::{
    Attributes, Error, ErrorKind, Event, NotRecent, Outcome, Session, SessionId, SessionToken, Verified,
    VerifyAgainError,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Returns a proof from a session whose user was verified recently. With it, a user can change credentials without
    /// a new password prompt. It cannot start a session. The default window is 15 minutes: see
    /// [`SessionPolicy::recent`](crate::SessionPolicy).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, session: Session<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// let verified = auth.recent_proof(&session)?; // or send the visitor to the page that asks for the password
    /// auth.delete_key(&verified, &KeyId::new("github", "1234")?, Some(&session.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotRecent`] if the last verification is older or unknown. Ask the visitor to verify again, then call
    /// [`verify_again`](Auth::verify_again).
    pub fn recent_proof(&self, session: &Session<U, S>) -> Result<Verified, NotRecent> {
        let now = self.now();
        let verified = session.details.verified.ok_or(NotRecent(()))?;
        if !self.inner.sessions.is_recent(verified, now) {
            return Err(NotRecent(()));
        }
        let methods = session.details.methods.clone();
        Ok(Verified::by_session(session.user.id.clone(), methods, verified, session.id))
    }

    /// Records that the user of a session was verified again, and rotates the session's token.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, session: Session<()>, password: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
    /// let renewed = auth.verify_again(verified, &session.id).await?;
    /// println!("Set-Cookie: {}", renewed.cookie.header_value());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`VerifyAgainError`]: the session is another user's or has expired, the proof is too old, or the store failed.
    pub async fn verify_again(
        &self,
        verified: Verified,
        session: &SessionId,
    ) -> Result<RenewedSession, VerifyAgainError> {
        if verified.session().is_some() || !self.is_recent(&verified) {
            return Err(VerifyAgainError::Stale);
        }
        let (user, methods) = (verified.user_id(), verified.methods());
        let own = self.find_session_of(user, Some(session)).await?.ok_or(VerifyAgainError::OtherUser)?;
        let token = SessionToken::generate(&*self.inner.random).map_err(Error::from)?;
        let (id, at) = (token.id(), verified.at());
        if !self.inner.store.rename_session(session, &id, Some((at, methods))).await? {
            return Err(VerifyAgainError::OtherUser);
        }
        let event = Event::new("session.verified", Outcome::Succeeded).user(user).session(&id);
        self.emit(event.methods(methods.clone()));
        Ok(self.renewed_session(&own, token))
    }

    /// Returns true if the proof can still change credentials: it is recent enough, and its session and key still exist.
    /// Features call it before they act on a proof of a user.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, verified: Verified) -> Result<u16, Error> {
    /// Ok(if auth.still_holds(&verified).await? { 200 } else { 403 })
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn still_holds(&self, verified: &Verified) -> Result<bool, Error> {
        if !self.is_recent(verified) {
            return Ok(false);
        }
        match self.check_proof(verified).await {
            Err(error) if error.kind() == ErrorKind::Superseded => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Checks that the proof's session and key still exist. Call it right before a write, since a request with a slow
    /// body may hold an old proof.
    ///
    /// # Errors
    /// [`Error`] if the session has ended, or the key was deleted or has another password.
    pub(super) async fn check_proof(&self, verified: &Verified) -> Result<(), Error> {
        let user = verified.user_id();
        let session = self.find_session_of(user, verified.session()).await?;
        let key_holds = match verified.proof() {
            None => true,
            Some(proof) => proof.still_holds(self.find_record(&proof.key).await?.as_ref(), user),
        };
        let holds = key_holds && session.is_some() == verified.session().is_some();
        if holds { Ok(()) } else { Err(Error::superseded()) }
    }
}
