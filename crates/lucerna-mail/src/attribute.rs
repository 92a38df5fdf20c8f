//! The attribute that shows the address of a user, which changes together with the key.

use crate::codes::Matched;
use crate::mail::AddressWriter;
use crate::{ConfirmAddressError, Mail, RedeemError};
use lucerna_core::{Attributes, Error, Key, KeyId, StoreError, UpdateUserError, UserId, Verified};

/// The advice to a developer whose attribute shows addresses.
const NO_WRITER: &str =
    "an attribute of the user shows the address: name it with `MailBuilder::write_address`";

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Returns true if an attribute of the user shows this address.
    pub(crate) async fn shows(&self, user: &UserId, address: &str) -> Result<bool, Error> {
        Ok(self.shown(user).await?.is_some_and(|it| it == KeyId::email(address)))
    }

    /// Checks that the attribute that shows the old address can be written, before the code is used.
    pub(crate) async fn require_writer(&self, user: &UserId, matched: &Matched) -> Result<(), Error> {
        match &matched.record.value.other {
            Some(old) if self.writer.is_none() && self.shows(user, old).await? => {
                Err(StoreError::Broken(NO_WRITER.into()).into())
            }
            _ => Ok(()),
        }
    }

    /// Renames the key together with the attribute.
    pub(crate) async fn rename(&self, verified: &Verified, new: &KeyId) -> Result<Key, ConfirmAddressError> {
        if let Some(writer) = &self.writer {
            self.rename_by(verified, new, writer).await?;
        }
        self.auth.find_key(new).await?.ok_or(ConfirmAddressError::Invalid)
    }

    /// Renames the key back together with the attribute, if the attribute shows another address. Returns true if it did.
    pub(crate) async fn rename_back(&self, user: &UserId, old: &KeyId) -> Result<bool, RedeemError> {
        let shown = self.shown(user).await?.filter(|it| it.provider() == "email" && it != old);
        let (Some(_), Some(writer)) = (shown, &self.writer) else { return Ok(false) };
        let verified = Verified::danger_verified_by(user.clone(), crate::EMAIL_LINK, self.services.now());
        match self.rename_by(&verified, old, writer).await {
            Ok(()) => Ok(true),
            Err(UpdateUserError::Failed(error)) => Err(error.into()),
            Err(_) => Err(RedeemError::Invalid),
        }
    }

    async fn rename_by(
        &self,
        verified: &Verified,
        new: &KeyId,
        writer: &AddressWriter<U>,
    ) -> Result<(), UpdateUserError> {
        self.auth.rename_user(verified, |it| writer(it, new.subject())).await.map(drop)
    }

    /// Returns the key that an attribute of the user shows.
    async fn shown(&self, user: &UserId) -> Result<Option<KeyId>, Error> {
        Ok(self.auth.find_user(user).await?.and_then(|it| it.attributes.login()))
    }
}
