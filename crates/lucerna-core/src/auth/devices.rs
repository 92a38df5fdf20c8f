//! Known devices of users who sign in and change their passwords.

use super::Auth;
use crate::devices::{DeviceSecrets, KNOWN_DEVICES, KNOWN_FOR};
use crate::{Attributes, Error, Event, Method, Outcome, RecordError, SessionId, UserId, Verified};
use zeroize::Zeroizing;

/// The browser in which a session starts.
pub(super) struct SignInBrowser {
    user: UserId,
    /// The secrets of its device cookie.
    sent: DeviceSecrets,
    /// True if it was found to be a known device when the password was verified.
    was_found: bool,
    /// True if the user was created with this proof.
    is_of_sign_up: bool,
    /// True if it becomes a known device.
    stays: bool,
}

impl SignInBrowser {
    /// `keeps` is true if the session outlives the browser. An administrator who assumes to be a user makes no device known.
    pub(super) fn of(verified: &Verified, sent: DeviceSecrets, keeps: bool) -> Self {
        let known = verified.device();
        let methods = verified.methods();
        Self {
            user: verified.user_id().clone(),
            was_found: known.is_some_and(|known| sent.ids().any(|it| it == *known)),
            is_of_sign_up: methods.contains(Method::SIGN_UP),
            stays: keeps && !methods.contains(Method::ASSUMED),
            sent,
        }
    }

    /// The caller of a bearer session, which has no cookies: it is known only if the password came from a known device.
    pub(super) fn without_cookies(verified: &Verified) -> Self {
        let browser = Self::of(verified, DeviceSecrets::default(), false);
        Self { was_found: verified.device().is_some(), ..browser }
    }
}

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

    /// Reports a session in a browser that is no known device of its user, and makes the browser known if the session stays
    /// in it. Returns the header of the device's cookie. The sign-in succeeds even if this fails.
    pub(super) async fn meet_browser(
        &self,
        browser: SignInBrowser,
        session: &SessionId,
    ) -> Option<Zeroizing<String>> {
        if browser.was_found {
            return None;
        }
        let user = browser.user.clone();
        match self.try_to_remember(browser, session).await {
            Ok(header) => header,
            Err(error) => {
                self.emit(Event::new("device.not_remembered", Outcome::Failed).user(&user).error(&error));
                None
            }
        }
    }

    /// A look-up that fails counts as a new device, so that an outage hides no sign-in.
    async fn try_to_remember(
        &self,
        browser: SignInBrowser,
        session: &SessionId,
    ) -> Result<Option<Zeroizing<String>>, RecordError> {
        let (services, user) = (self.services(), &browser.user);
        let ids: Vec<_> = browser.sent.ids().collect();
        let found = services.find_known_device(ids, Some(user)).await;
        if !browser.is_of_sign_up && !matches!(found, Ok(Some(_))) {
            self.emit(Event::new("device.new", Outcome::Succeeded).user(user).session(session));
        }
        if found?.is_some() || !browser.stays {
            return Ok(None);
        }
        let (secret, id) = services.new_secret().map_err(Error::from)?;
        services.insert_known_device(id, user).await?;
        Ok(Some(self.inner.device_cookie.header_with(&browser.sent.with(&secret), KNOWN_FOR)))
    }

    /// Forgets the other devices of a user whose password was changed, since the old password may have made them known.
    /// The change succeeds even if this fails.
    pub(super) async fn forget_other_devices(&self, user: &UserId) {
        if let Err(error) = self.services().forget_other_devices(user).await {
            self.emit(Event::new("device.not_forgotten", Outcome::Failed).user(user).error(&error));
        }
    }
}
