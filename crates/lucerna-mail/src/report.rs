//! Reports of users: "this was not me".

use crate::addresses::remove_password;
use crate::asking::COOKIE_LIFE;
use crate::codes::Matched;
use crate::{EMAIL_LINK, Mail, Purpose, RedeemError, Reported, Shown};
use lucerna_core::{Attributes, Error, Event, KeyId, LastKey, Outcome, SecretHash, UserId};

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Secures the account of a user who follows the link of a notice and says "this was not me", once. Call it on a `POST`.
    ///
    /// It removes the password, ends all sessions and forgets the known devices. A change of address in progress ends, and other
    /// addresses that were verified since the event are removed. A message to choose a new password goes to the same address.
    ///
    /// Second factors and the keys of other providers stay, since they may be the owner's only other way to sign in. Show the
    /// user their keys after the reset.
    ///
    /// # Errors
    /// [`RedeemError`]: the link does not work, the address is no longer a verified one of the user, or the store failed. After
    /// a failure of the store, the link works again.
    pub async fn report(&self, link: &str) -> Result<Reported, RedeemError> {
        let matched = self.find_shown(Purpose::Report, Shown::Link(link), None).await?;
        let address = KeyId::email(&matched.record.value.address);
        let Some(user) = self.owner_of(&matched, &address).await? else { return Err(self.refuse_report()) };
        // The link is taken after the account is secured, so that a crash in between loses no report.
        self.secure(&user, &address, &matched).await?;
        if !self.codes.take(&matched.record).await? {
            return Err(self.refuse_report());
        }
        let (secret, browser) = self.services.new_secret().map_err(Error::from)?;
        if let Err(error) = self.send_reset(&address, &browser).await {
            self.restore(&matched).await;
            return Err(error);
        }
        let event = Event::new("mail.reported", Outcome::Succeeded).user(&user).key(&address);
        self.services.emit(event.method(EMAIL_LINK).purpose(Purpose::Report.name()));
        Ok(Reported { address: address.subject().to_owned(), cookie: self.cookie.set(&secret, COOKIE_LIFE) })
    }

    /// Returns the user of the link, if the address is still a verified one of theirs.
    async fn owner_of(&self, matched: &Matched, address: &KeyId) -> Result<Option<UserId>, Error> {
        let key = self.auth.find_key(address).await?;
        let Some(key) = key.filter(|it| matched.record.user_id.as_ref() == Some(&it.user_id)) else {
            return Ok(None);
        };
        Ok(self.addresses.verified_at(&key).await?.map(|_| key.user_id))
    }

    fn refuse_report(&self) -> RedeemError {
        self.refuse(Purpose::Report, EMAIL_LINK);
        RedeemError::Invalid
    }

    /// Locks out a thief without a key of another provider. Each step may be repeated. Sessions end before addresses are removed, so
    /// that none adds another one in between. Of two requests with the link, the second one stops once the first is done. The link that undoes a change of address stays: it may be the owner's.
    async fn secure(&self, user: &UserId, address: &KeyId, matched: &Matched) -> Result<(), RedeemError> {
        self.require_open(matched).await?;
        remove_password(&self.auth, address).await?;
        self.require_open(matched).await?;
        self.auth.end_user_sessions(user, None).await?;
        for key in self.auth.user_keys(user).await?.iter().filter(|it| it.id != *address) {
            let verified = self.addresses.verified_at(key).await?;
            if verified.is_some_and(|it| it >= matched.record.value.asked) {
                self.require_open(matched).await?;
                self.auth.danger_delete_key(&key.id, LastKey::Delete).await?;
                self.addresses.forget(key.id.subject()).await?;
            }
        }
        self.require_open(matched).await?;
        self.codes.retire_address_change(user).await?;
        Ok(self.auth.forget_devices(user).await?)
    }

    /// Puts a message to choose a new password into the outbox. Its code is for the browser of the report.
    async fn send_reset(&self, address: &KeyId, browser: &SecretHash) -> Result<(), RedeemError> {
        let row = self.row(Purpose::Reset, address.subject(), None, Some(browser));
        Ok(self.delivery.outbox.insert(self.record(row, None)?).await?)
    }
}
