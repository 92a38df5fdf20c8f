//! Redeeming links and codes: signing in, verifying an address, choosing a new password.

use crate::addresses::drop_unproven;
use crate::codes::Matched;
use crate::{EMAIL_CODE, EMAIL_LINK, Mail, Purpose, RedeemError, Redeemed, ResetPasswordError, Shown};
use lucerna_core::{Attributes, Event, Key, KeyId, Method, Network, Outcome, UserId, Verified};

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Signs in with a link or a code, once. Call it on a `POST`, and start a session with the proof at once.
    ///
    /// # Errors
    /// [`RedeemError`]: the link or code does not work, too many codes were typed in this network, or the store failed. Too many wrong
    /// codes for one address are answered like one, since an answer of its own would tell whether there is an account.
    pub async fn sign_in(&self, shown: Shown<'_>) -> Result<Redeemed, RedeemError> {
        self.redeem(Purpose::SignIn, shown).await
    }

    /// Verifies the address of an account with a link or a code, once. Call it on a `POST`. The proof may start a session.
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub async fn verify(&self, shown: Shown<'_>) -> Result<Redeemed, RedeemError> {
        self.redeem(Purpose::Verify, shown).await
    }

    /// Changes the password of the account with a link or a code, once, and ends all of its sessions. Call it on a `POST`.
    ///
    /// The proof may start a session, which asks for a second factor as always.
    ///
    /// # Errors
    /// [`ResetPasswordError`]: the link or code does not work, the password is refused, or the hasher is busy. It also fails
    /// if the store failed. A refused password and a busy hasher do not use up the link.
    pub async fn reset_password(&self, shown: Shown<'_>, new: &str) -> Result<Verified, ResetPasswordError> {
        let matched = self.find_shown(Purpose::Reset, shown, None).await?;
        let key = self.key_of(&matched).await?;
        let keys = self.auth.user_keys(&key.user_id).await?;
        if let Err(error) = self.auth.check_password(keys.iter().map(|it| &it.id), new).await {
            self.codes.give_back(&matched).await?;
            return Err(ResetPasswordError::Password(error));
        }
        let redeemed = self.take(&matched, key).await?;
        match self.auth.change_password(&redeemed.verified, new, None).await {
            Ok(_no_session_stays) => Ok(redeemed.verified),
            Err(error) => {
                let error = ResetPasswordError::from(error);
                if !matches!(error, ResetPasswordError::Invalid) {
                    self.restore(&matched).await;
                }
                Err(error)
            }
        }
    }

    async fn redeem(&self, purpose: Purpose, shown: Shown<'_>) -> Result<Redeemed, RedeemError> {
        let matched = self.find_shown(purpose, shown, None).await?;
        let key = self.key_of(&matched).await?;
        self.take(&matched, key).await
    }

    /// Finds the row that was shown, and reports a refusal.
    pub(crate) async fn find_shown(
        &self,
        purpose: Purpose,
        shown: Shown<'_>,
        user: Option<&UserId>,
    ) -> Result<Matched, RedeemError> {
        let found = self.codes.find_shown(purpose, shown, user, &self.browsers).await;
        if matches!(found, Err(RedeemError::Invalid)) {
            self.refuse(purpose, method_of(matches!(shown, Shown::Code { .. })));
        }
        found
    }

    /// Returns the key of the row's address, if it is still the row's user's.
    async fn key_of(&self, matched: &Matched) -> Result<Key, RedeemError> {
        let row = &matched.record;
        let key = self.auth.find_key(&KeyId::email(&row.value.address)).await?;
        key.filter(|it| row.user_id.as_ref() == Some(&it.user_id)).ok_or_else(|| {
            self.refuse(row.value.purpose, method_of(matched.by_code));
            RedeemError::Invalid
        })
    }

    /// Takes the row and proves the mailbox. Of many callers one succeeds.
    async fn take(&self, matched: &Matched, key: Key) -> Result<Redeemed, RedeemError> {
        let (purpose, method) = (matched.record.value.purpose, method_of(matched.by_code));
        let is_first = self.addresses.verified_at(&key).await?.is_none();
        let is_own = matched.record.value.trusted && matched.is_from(&self.browsers);
        let is_refused = is_first && !is_own && self.has_other_address(&key).await?;
        if is_refused || !self.codes.take(&matched.record).await? {
            self.refuse(purpose, method);
            return Err(RedeemError::Invalid);
        }
        let settled = self.settle(matched, &key, is_first, is_own).await;
        if settled.is_err() {
            self.restore(matched).await;
        }
        settled?;
        let event = Event::new("mail.redeemed", Outcome::Succeeded).user(&key.user_id).key(&key.id);
        self.services.emit(event.method(method).purpose(purpose.name()));
        let address = key.id.subject().to_owned();
        let verified =
            Verified::danger_verified_by(key.user_id, method, self.services.now()).with_key(key.id);
        Ok(Redeemed { verified, address, dropped: is_first && !is_own })
    }

    /// Clears the count of guesses, and proves a mailbox for the first time. It drops what is unproven before it marks the
    /// address, so that a crash in between repeats both.
    async fn settle(
        &self,
        matched: &Matched,
        key: &Key,
        is_first: bool,
        is_own: bool,
    ) -> Result<(), RedeemError> {
        self.codes.forgive(matched).await?;
        if is_first && !is_own {
            self.delivery.outbox.delete_undos(&key.user_id).await?;
            drop_unproven(&self.auth, &self.codes, key).await?;
        }
        if is_first {
            self.addresses.mark(key.id.subject(), &key.user_id, self.services.now()).await?;
            self.emit("address.verified", Outcome::Succeeded, Some(&key.user_id));
        }
        Ok(self.addresses.set_language(key.id.subject(), &key.user_id, &self.language).await?)
    }

    /// Checks that no other request has used the link, before a step that would end the session of its user.
    pub(crate) async fn require_open(&self, matched: &Matched) -> Result<(), RedeemError> {
        if self.codes.is_open(&matched.record).await? {
            return Ok(());
        }
        self.refuse(matched.record.value.purpose, method_of(matched.by_code));
        Err(RedeemError::Invalid)
    }

    /// Makes a link and a code valid again that were taken in vain.
    pub(crate) async fn restore(&self, matched: &Matched) {
        let (name, outcome, error) = match self.codes.restore(matched.record.clone()).await {
            Ok(()) => ("mail.restored", Outcome::Succeeded, None),
            Err(error) => ("mail.lost", Outcome::Failed, Some(error)),
        };
        let event = Event::new(name, outcome).purpose(matched.record.value.purpose.name());
        self.services.emit(match error {
            Some(error) => event.error(&error),
            None => event,
        });
    }

    /// Reports a refusal, once an hour for each network and purpose. Everybody can send links that do not work.
    pub(crate) fn refuse(&self, purpose: Purpose, method: Method) {
        let network = self.services.client().address().map(Network::of);
        if !self.refusals.is_first(network, purpose, self.services.now()) {
            return;
        }
        let event = Event::new("mail.refused", Outcome::Refused).method(method);
        self.services.emit(event.purpose(purpose.name()));
    }
}

pub(crate) fn method_of(by_code: bool) -> Method {
    if by_code { EMAIL_CODE } else { EMAIL_LINK }
}
