//! Known devices of users who sign in and change their passwords.

use super::Auth;
use crate::devices::{DeviceSecrets, KNOWN_DEVICES, KNOWN_FOR};
use crate::{Attributes, Error, Event, Outcome, RecordError, UserId};
use zeroize::Zeroizing;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Forgets all known devices of a user, so that no browser has attempts of its own. Call it if a stranger may have made
    /// them known.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, user: UserId) -> Result<(), Error> {
    /// auth.forget_devices(&user).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn forget_devices(&self, user: &UserId) -> Result<(), Error> {
        self.services().records(KNOWN_DEVICES)?.delete_of_user(user).await.map(drop)
    }

    /// Makes the browser a known device of the user who has just signed in, and returns the header of its cookie. There
    /// is none if the device is known already. The sign-in succeeds even if this fails.
    pub(super) async fn remember_device(
        &self,
        user: &UserId,
        sent: &DeviceSecrets,
    ) -> Option<Zeroizing<String>> {
        match self.try_to_remember(user, sent).await {
            Ok(header) => header,
            Err(error) => {
                self.emit(Event::new("device.not_remembered", Outcome::Failed).user(user).error(&error));
                None
            }
        }
    }

    async fn try_to_remember(
        &self,
        user: &UserId,
        sent: &DeviceSecrets,
    ) -> Result<Option<Zeroizing<String>>, RecordError> {
        let services = self.services();
        let ids: Vec<_> = sent.ids().collect();
        if services.find_known_device(ids, Some(user)).await?.is_some() {
            return Ok(None);
        }
        let (secret, id) = services.new_secret().map_err(Error::from)?;
        services.insert_known_device(id, user).await?;
        Ok(Some(self.inner.device_cookie.header_with(&sent.with(&secret), KNOWN_FOR)))
    }

    /// Forgets the other devices of a user whose password was changed, since the old password may have made them known.
    /// The change succeeds even if this fails.
    pub(super) async fn forget_other_devices(&self, user: &UserId) {
        if let Err(error) = self.services().forget_other_devices(user).await {
            self.emit(Event::new("device.not_forgotten", Outcome::Failed).user(user).error(&error));
        }
    }
}
