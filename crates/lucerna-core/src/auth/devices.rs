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

/// The knowledge of a browser before its session starts.
pub(super) struct Recognised {
    /// True if the browser is a known device of the user.
    is_known: Result<bool, Error>,
    /// The event of a new device, for which observers have prepared.
    event: Option<Event>,
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

    /// Looks whether a browser is a known device of its user, before the session starts. Observers prepare for a new one. A look-up
    /// that fails counts as a new device, so that an outage hides no sign-in.
    pub(super) async fn recognise(&self, browser: &SignInBrowser) -> Result<Recognised, Error> {
        if browser.was_found {
            return Ok(Recognised { is_known: Ok(true), event: None });
        }
        let ids: Vec<_> = browser.sent.ids().collect();
        let found = self.services().find_known_device(ids, Some(&browser.user)).await;
        let is_known = found.map(|it| it.is_some());
        let event = match is_known {
            Ok(false) | Err(_) if !browser.is_of_sign_up => {
                let event = Event::new("device.new", Outcome::Succeeded).user(&browser.user);
                Some(self.prepare_change(event).await?)
            }
            _ => None,
        };
        Ok(Recognised { is_known, event })
    }

    /// Tells observers that no session started in a new device for which they prepared.
    pub(super) async fn abandon_sign_in(&self, recognised: &Recognised) {
        if let Some(event) = &recognised.event {
            self.abandon_change(event).await;
        }
    }

    /// Reports a session in a browser that is no known device of its user, and makes the browser known if the session stays
    /// in it. Returns the header of the device's cookie. The sign-in succeeds even if this fails.
    pub(super) async fn meet_browser(
        &self,
        browser: SignInBrowser,
        recognised: Recognised,
        session: &SessionId,
    ) -> Option<Zeroizing<String>> {
        if let Some(event) = recognised.event {
            self.emit(event.session(session));
        }
        let user = browser.user.clone();
        match self.try_to_remember(browser, recognised.is_known).await {
            Ok(header) => header,
            Err(error) => {
                self.emit(Event::new("device.not_remembered", Outcome::Failed).user(&user).error(&error));
                None
            }
        }
    }

    async fn try_to_remember(
        &self,
        browser: SignInBrowser,
        is_known: Result<bool, Error>,
    ) -> Result<Option<Zeroizing<String>>, RecordError> {
        if is_known? || !browser.stays {
            return Ok(None);
        }
        let services = self.services();
        let (secret, id) = services.new_secret().map_err(Error::from)?;
        services.insert_known_device(id, &browser.user).await?;
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
