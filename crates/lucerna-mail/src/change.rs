//! Changes of address: confirmed by the user at the new one, and undone from the old one.

use crate::addresses::remove_password;
use crate::codes::Matched;
use crate::redeem::method_of;
use crate::tables::OutboxRow;
use crate::{ConfirmAddressError, Confirmed, EMAIL_LINK, Mail, Purpose, RedeemError, Redeemed, Shown};
use lucerna_core::{
    Attributes, ChangeCredentialError, CreateKeyError, Error, Event, Key, KeyId, LastKey, NewKey, Outcome,
    RenewedSession, SessionId, UserId, Verified,
};

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Confirms a new address of the verified user with the link or the code that was sent there, once.
    ///
    /// The user asked for it, and confirms it with a proof again. So a stranger who follows a link in their own mailbox gives
    /// it to no other account.
    ///
    /// If the address replaces another one, the old address receives a notice with a link that undoes it, if its mailbox was
    /// proven. Every other session of the user ends. The token of `current` is rotated if the old key was deleted: see
    /// [`Confirmed::renewed`].
    ///
    /// # Errors
    /// [`ConfirmAddressError`]: the link or code does not work for this user, the proof is too old, or another account has the
    /// address. It also fails after too many wrong codes, or if the store failed.
    pub async fn confirm_address(
        &self,
        verified: &Verified,
        shown: Shown<'_>,
        current: Option<&SessionId>,
    ) -> Result<Confirmed, ConfirmAddressError> {
        if !self.auth.still_holds(verified).await? {
            return Err(ConfirmAddressError::Stale);
        }
        let user = verified.user_id();
        let matched = self.find_shown(Purpose::Address, shown, Some(user)).await?;
        let is_bound = self.has_old_address(user, &matched).await?;
        self.require_writer(user, &matched).await?;
        if !is_bound || !self.codes.take(&matched.record).await? {
            self.refuse(Purpose::Address, method_of(matched.by_code));
            return Err(ConfirmAddressError::Invalid);
        }
        let confirmed = self.attach(verified, &matched, current).await;
        if matches!(confirmed, Err(ConfirmAddressError::Failed(_))) {
            self.restore(&matched).await;
        }
        confirmed
    }

    /// Undoes a change of address with the link of the notice, once. Call it on a `POST`.
    ///
    /// The old address is the user's again. The new one and every address that was confirmed since the change, the keys of other
    /// providers, the password, all sessions and every other link of the user are dropped. Ask for a new password.
    ///
    /// # Errors
    /// [`RedeemError`]: the link does not work, another account has proven the old address, or the store failed.
    pub async fn undo_address(&self, link: &str) -> Result<Redeemed, RedeemError> {
        let matched = self.find_shown(Purpose::Undo, Shown::Link(link), None).await?;
        let old = KeyId::email(&matched.record.value.address);
        let Some(user) = self.undoing_user(&matched, &old).await? else { return Err(self.refuse_undo()) };
        // The link is taken after the address is back, so that a crash in between loses no way back.
        self.take_back(&user, &old, &matched).await?;
        if !self.codes.take(&matched.record).await? {
            return Err(self.refuse_undo());
        }
        if let Err(error) = self.codes.retire_of_user(&user).await {
            self.restore(&matched).await;
            return Err(error.into());
        }
        let event = Event::new("address.change_undone", Outcome::Succeeded).user(&user).key(&old);
        self.services.emit(event.method(EMAIL_LINK));
        let address = old.subject().to_owned();
        let verified = Verified::danger_verified_by(user, EMAIL_LINK, self.services.now()).with_key(old);
        Ok(Redeemed { verified, address, dropped: true })
    }

    /// Returns the user of the link, unless another one has proven the old address, or the user has taken an older one back.
    async fn undoing_user(&self, matched: &Matched, old: &KeyId) -> Result<Option<UserId>, Error> {
        let Some(user) = matched.record.user_id.clone() else { return Ok(None) };
        let found = self.auth.find_key(old).await?;
        let is_dead = self.is_proven_by_another(&user, found.as_ref()).await?
            || self.addresses.has_restored(&user, old.subject(), matched.record.value.asked).await?;
        Ok((!is_dead).then_some(user))
    }

    fn refuse_undo(&self) -> RedeemError {
        self.refuse(Purpose::Undo, EMAIL_LINK);
        RedeemError::Invalid
    }

    /// Returns true if the user still has the address that is to be replaced, or none is. A user who has the new one already
    /// goes on with a change whose later steps failed.
    async fn has_old_address(&self, user: &UserId, matched: &Matched) -> Result<bool, Error> {
        let row = &matched.record.value;
        let Some(old) = &row.other else { return Ok(true) };
        Ok(self.owns(user, &KeyId::email(old)).await? || self.owns(user, &KeyId::email(&row.address)).await?)
    }

    async fn attach(
        &self,
        verified: &Verified,
        matched: &Matched,
        current: Option<&SessionId>,
    ) -> Result<Confirmed, ConfirmAddressError> {
        self.codes.forgive(matched).await?;
        let (user, row) = (verified.user_id(), &matched.record.value);
        let new = KeyId::email(&row.address);
        let shown = row.other.as_deref().filter(|_| self.writer.is_some());
        let is_renamed = match shown {
            Some(old) => self.shows(user, old).await?,
            None => false,
        };
        let key = match shown.filter(|_| is_renamed) {
            Some(old) => {
                self.require_free(&new).await?;
                // The rename takes the old key away, so the notice comes before it.
                let notice = self.tell_old_address(user, old, Some(&row.address)).await?;
                let renamed = self.rename(verified, &new).await;
                self.withdraw_if(notice, renamed.as_ref().is_err_and(ConfirmAddressError::is_refusal)).await;
                renamed?
            }
            None => self.find_or_create_key(verified, new).await?,
        };
        self.addresses.mark(&row.address, user, self.services.now()).await.map_err(Error::from)?;
        self.addresses.set_language(&row.address, user, &self.language).await.map_err(Error::from)?;
        self.emit("address.verified", Outcome::Succeeded, Some(user));
        let renewed = match &row.other {
            Some(old) => {
                let notice = match is_renamed {
                    true => None,
                    false => self.tell_old_address(user, old, Some(&row.address)).await?,
                };
                let ended = self.end_old_key(verified, old, is_renamed, current).await;
                self.withdraw_if(notice, ended.as_ref().is_err_and(ConfirmAddressError::is_refusal)).await;
                ended?
            }
            None => None,
        };
        Ok(Confirmed { key, old: row.other.clone(), renewed })
    }

    /// Checks that no account has the address.
    async fn require_free(&self, new: &KeyId) -> Result<(), ConfirmAddressError> {
        match self.auth.find_key(new).await? {
            Some(_) => Err(ConfirmAddressError::Taken),
            None => Ok(()),
        }
    }

    async fn find_or_create_key(&self, verified: &Verified, new: KeyId) -> Result<Key, ConfirmAddressError> {
        if let Some(key) = self.auth.find_key(&new).await? {
            return if key.user_id == *verified.user_id() {
                Ok(key)
            } else {
                Err(ConfirmAddressError::Taken)
            };
        }
        let keys = self.auth.user_keys(verified.user_id()).await?;
        let new = match keys.iter().any(|it| it.has_password) {
            true => NewKey::same_password(new),
            false => NewKey::without_password(new),
        };
        Ok(self.auth.create_key(verified, new).await?)
    }

    /// Writes the notice to the old address before its key is deleted or renamed, so that no change goes without one. A mailbox that the
    /// user never proved may be a stranger's, and gets no link into the account. Returns the id of the notice.
    pub(crate) async fn tell_old_address(
        &self,
        user: &UserId,
        old: &str,
        new: Option<&str>,
    ) -> Result<Option<String>, Error> {
        if self.addresses.proven_at(old, user).await?.is_none() {
            return Ok(None);
        }
        let language = self.addresses.language_of(old, user, &self.language).await?;
        let notice = OutboxRow { language, ..self.row(Purpose::Undo, old, new.map(str::to_owned), None) };
        let record = self.record(notice, Some(user))?;
        let id = record.id.clone();
        self.delivery.outbox.insert(record).await?;
        Ok(Some(id))
    }

    /// Withdraws the notice of a change that was refused, so that no mailbox hears of it. A letter that is being sent goes out.
    pub(crate) async fn withdraw_if(&self, notice: Option<String>, is_refused: bool) {
        let Some(notice) = notice.filter(|_| is_refused) else { return };
        if let Err(error) = self.delivery.outbox.withdraw(&notice).await {
            self.services.emit(Event::new("mail.outbox_failed", Outcome::Failed).error(&error));
        }
    }

    /// Deletes the old key, and ends the other sessions. A key that was renamed is gone already, and its sessions are not.
    async fn end_old_key(
        &self,
        verified: &Verified,
        old: &str,
        is_renamed: bool,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ConfirmAddressError> {
        let user = verified.user_id();
        let renewed = match is_renamed {
            true => self.auth.end_user_sessions(user, current).await.map(|_| None)?,
            false => match self.auth.delete_key(verified, &KeyId::email(old), current).await {
                // A try that failed in between has renamed or deleted it, and ended no session.
                Err(ChangeCredentialError::NotOwner) => {
                    self.auth.end_user_sessions(user, current).await.map(|_| None)?
                }
                other => other?,
            },
        };
        self.addresses.forget(old).await?;
        self.emit("address.changed", Outcome::Succeeded, Some(user));
        Ok(renewed)
    }

    /// Gives the old address back to its user, and drops what a stranger with the new one has. The link has proven the mailbox,
    /// so another account that has the address without a proof loses it. Each step may be repeated. Of two requests with the link, the
    /// second one stops once the first is done. The mark of the address makes the links of later changes dead.
    async fn take_back(&self, user: &UserId, old: &KeyId, matched: &Matched) -> Result<(), RedeemError> {
        if self.auth.find_key(old).await?.is_some_and(|it| it.user_id != *user) {
            self.require_open(matched).await?;
            self.auth.danger_delete_key(old, LastKey::Delete).await?;
        }
        self.require_open(matched).await?;
        // After a removal, an attribute shows another address of the user.
        let is_removal = matched.record.value.other.is_none();
        if is_removal || !self.rename_back(user, old).await? {
            self.create_old_key(user, old).await?;
        }
        // A session that still lives may set a password or add a key in the first round. In the second one there is none.
        for _round in 0..2 {
            self.require_open(matched).await?;
            remove_password(&self.auth, old).await?;
            self.require_open(matched).await?;
            self.drop_keys_since(user, old, matched).await?;
            self.require_open(matched).await?;
            self.auth.end_user_sessions(user, None).await?;
        }
        self.require_open(matched).await?;
        self.delivery.outbox.delete_undos(user).await?;
        self.codes.retire_address_change(user).await?;
        self.auth.forget_devices(user).await?;
        Ok(self.addresses.restore(old.subject(), user, self.services.now()).await?)
    }

    async fn create_old_key(&self, user: &UserId, old: &KeyId) -> Result<(), RedeemError> {
        match self.auth.danger_create_key(user, NewKey::without_password(old.clone())).await {
            Ok(_) => Ok(()),
            Err(CreateKeyError::Taken(_)) if self.owns(user, old).await? => Ok(()),
            Err(CreateKeyError::Failed(error)) => Err(error.into()),
            Err(_) => Err(RedeemError::Invalid),
        }
    }

    /// Keys do not know when they were made. So those of other providers are dropped, and names and older addresses stay.
    async fn drop_keys_since(&self, user: &UserId, old: &KeyId, matched: &Matched) -> Result<(), Error> {
        let row = &matched.record.value;
        for key in self.auth.user_keys(user).await?.iter().filter(|it| it.id.provider() != "username") {
            let is_new = Some(key.id.subject()) == row.other.as_deref();
            let is_since = self.addresses.verified_at(key).await?.is_none_or(|it| it >= row.asked);
            if key.id != *old && (is_new || is_since) {
                self.auth.danger_delete_key(&key.id, LastKey::Delete).await?;
                self.forget_own(key).await?;
            }
        }
        Ok(())
    }

    async fn forget_own(&self, key: &Key) -> Result<(), Error> {
        match key.id.provider() {
            "email" => self.addresses.forget(key.id.subject()).await,
            _ => Ok(()),
        }
    }

    pub(crate) async fn owns(&self, user: &UserId, key: &KeyId) -> Result<bool, Error> {
        Ok(self.auth.find_key(key).await?.is_some_and(|it| it.user_id == *user))
    }
}
