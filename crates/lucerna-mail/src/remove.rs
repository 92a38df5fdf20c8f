//! Removal of an address by its user.

use crate::Mail;
use lucerna_core::{
    Attributes, ChangeCredentialError, Error, ErrorKind, Key, KeyId, Outcome, RenewedSession, SessionId,
    UserId, Verified,
};

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Removes an address of the verified user, unless it is the last way to sign in or an attribute shows it.
    ///
    /// If the mailbox was proven, the address receives a notice with a link that undoes the removal. Other sessions of the user end,
    /// and the token of `current` is rotated.
    ///
    /// ```
    /// # use lucerna_core::{ChangeCredentialError, Session, Verified};
    /// # use lucerna_mail::Mail;
    /// # async fn example(mail: Mail, session: Session<()>, verified: Verified) -> Result<&'static str, ChangeCredentialError> {
    /// match mail.remove_address(&verified, "old@example.com", Some(&session.id)).await {
    ///     Ok(_renewed) => Ok("removed"),
    ///     Err(ChangeCredentialError::LastKey) => Ok("add another way to sign in first"),
    ///     Err(error) => Err(error),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangeCredentialError`]: the proof is too old, the user does not have the address, it is the last way to sign in, or
    /// the store failed.
    pub async fn remove_address(
        &self,
        verified: &Verified,
        address: &str,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        if !self.auth.still_holds(verified).await? {
            return Err(ChangeCredentialError::Stale);
        }
        let (user, key) = (verified.user_id(), KeyId::email(address));
        if !self.owns(user, &key).await? {
            return Err(ChangeCredentialError::NotOwner);
        }
        if !self.can_remove_address(user, key.subject()).await? {
            return Err(ChangeCredentialError::LastKey);
        }
        // The notice comes before the removal, so that no crash loses it.
        let notice = self.tell_old_address(user, key.subject(), None).await?;
        let deleted = self.auth.delete_key(verified, &key, current).await;
        self.withdraw_if(notice, deleted.as_ref().is_err_and(is_refusal)).await;
        let renewed = deleted?;
        self.addresses.forget(key.subject()).await?;
        self.emit("address.removed", Outcome::Succeeded, Some(user));
        Ok(renewed)
    }

    /// Returns true if no attribute shows this address of a user, and the user has another way to sign in. That is another key with
    /// a password, another proven address, or a key of another provider.
    ///
    /// ```
    /// # use lucerna_core::{Error, UserId};
    /// # use lucerna_mail::Mail;
    /// # async fn example(mail: Mail, user: UserId) -> Result<bool, Error> {
    /// mail.can_remove_address(&user, "old@example.com").await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn can_remove_address(&self, user: &UserId, address: &str) -> Result<bool, Error> {
        let key = KeyId::email(address);
        if self.shows(user, key.subject()).await? {
            return Ok(false);
        }
        let keys = self.auth.user_keys(user).await?;
        let others: Vec<_> = keys.into_iter().filter(|it| it.id != key).collect();
        let is_way = |it: &Key| it.has_password || !matches!(it.id.provider(), "email" | "username");
        Ok(others.iter().any(is_way) || self.addresses.has_other(&others, &key).await?)
    }
}

/// Returns true if a key was not deleted. After an outage it may be.
fn is_refusal(error: &ChangeCredentialError) -> bool {
    !matches!(error, ChangeCredentialError::Failed(error) if error.kind() != ErrorKind::Superseded)
}
