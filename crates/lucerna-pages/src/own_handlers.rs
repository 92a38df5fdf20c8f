//! Calls for the handlers of an application: the check before a sign-in, and the deletion of accounts.

use crate::pages::Pages;
use crate::problems;
use lucerna_core::{Attributes, Error, Method, Timestamp, UserId, Verified, VerifyPasswordError};
use lucerna_web::AuthError;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::sleep;

/// The time between two looks at the clock. A sweep runs once an hour.
const PAUSE: Duration = Duration::from_secs(10 * 60);

impl<U: Attributes, S: Attributes + Default> Pages<U, S> {
    /// Checks that the pages would sign a user in. Call it before you start a session in a handler of your own:
    ///
    /// ```
    /// # use lucerna_core::{Auth, KeyId, SameOrigin, SessionCookie};
    /// # use lucerna_pages::Pages;
    /// # use lucerna_web::AuthError;
    /// async fn sign_in(auth: Auth, pages: Pages<()>, proof: SameOrigin, password: &str) -> Result<SessionCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
    ///     pages.check_sign_in(&verified).await?;
    ///     Ok(auth.start_session(verified, proof).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AuthError`]: `deletion_due` if the user asked to delete the account. [`Pages::keep_account`] keeps it, if the user says
    /// so. `invalid_credentials` if the time to keep it is over, or for the password of a new account whose mailbox is not
    /// proven.
    pub async fn check_sign_in(&self, verified: &Verified) -> Result<(), AuthError> {
        let user = verified.user_id();
        let is_unproven = verified.methods().contains(Method::PASSWORD) && self.is_unproven(user).await?;
        match self.deletion_due(user).await? {
            None if !is_unproven => Ok(()),
            Some(due) if self.0.auth.now() <= due && !is_unproven => Err(problems::DELETION_DUE.into()),
            _ => Err(VerifyPasswordError::InvalidCredentials.into()),
        }
    }

    async fn is_unproven(&self, user: &UserId) -> Result<bool, Error> {
        match &self.0.mail {
            Some(mail) => self.0.unproven.is_of(&self.0.auth, mail, user).await,
            None => Ok(false),
        }
    }

    /// Returns the time from which a user's account is deleted, if the user asked for it.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn deletion_due(&self, user: &UserId) -> Result<Option<Timestamp>, Error> {
        self.0.deletions.due(user).await
    }

    /// Keeps an account that is due for deletion, and returns true if it was.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn keep_account(&self, user: &UserId) -> Result<bool, Error> {
        self.0.keep(&self.0.auth, user).await
    }

    /// Deletes the accounts whose time has come, and returns their number. These are accounts that are due for deletion, and
    /// those that were signed up with an address alone that was not proven in 30 days.
    ///
    /// An account whose user is signed in waits: a handler of yours started the session without
    /// [`check_sign_in`](Pages::check_sign_in), and the user may not expect the deletion. The event `account.deletion_waits`
    /// names it. It is deleted by a sweep after its last session.
    ///
    /// You do not have to call this: a sign-in on the pages does it once an hour, and [`Pages::run`] without one.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn delete_due_accounts(&self) -> Result<u64, Error> {
        self.0.sweep().await
    }

    /// Deletes the accounts whose time has come once an hour, for as long as the program runs. Spawn it on tokio, in one process
    /// or in several. Without it, accounts are only deleted after a sign-in or a sign-up on the pages.
    ///
    /// ```
    /// # use lucerna_pages::Pages;
    /// # async fn example(pages: Pages<()>) {
    /// tokio::spawn(pages.clone().run());
    /// # }
    /// ```
    pub async fn run(self) -> Infallible {
        loop {
            self.0.sweep_if_due().await;
            sleep(PAUSE).await;
        }
    }
}
