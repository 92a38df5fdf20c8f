//! Counts of attempts that are cleared, or counted by the application.

use super::Auth;
use crate::{AttemptError, Attributes, Error, Event, KeyId, KeyRecord, Outcome, PendingSignIn, UserId};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Clears the counts of wrong passwords and second factors of an account, without a proof. It is for administrators.
    /// A known device keeps its own delay, of 15 minutes at most. A user clears the count of wrong passwords by changing the
    /// password with a proof of another kind.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// auth.danger_clear_attempts(&KeyId::username("alice")).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn danger_clear_attempts(&self, key: &KeyId) -> Result<(), Error> {
        let attempts = self.services().attempts();
        let Some(record) = self.find_record(key).await? else {
            return attempts.clear_account(std::slice::from_ref(key), None).await;
        };
        let keys = self.inner.store.find_user_keys(&record.user_id).await?;
        self.clear_attempts_of(&record.user_id, &keys).await?;
        attempts.clear_second_factor(&record.user_id).await?;
        self.emit(Event::new("attempts.cleared", Outcome::Succeeded).user(&record.user_id).key(key));
        Ok(())
    }

    /// Counts a guess at a second factor, before the feature checks it. [`finish_sign_in`](Auth::finish_sign_in) clears
    /// the count, and refuses a halted sign-in for which no guess was counted.
    ///
    /// The limits are those of passwords: [`AuthBuilder::attempt_policy`](crate::AuthBuilder::attempt_policy). A new
    /// sign-in does not start the count again.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn check(user: &UserId, code: &str) -> Option<Verified> { None }
    /// # async fn example(auth: Auth, request: impl RequestHead, code: &str)
    /// #     -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let proof = auth.prove_origin(&request)?;
    /// let mut pending = auth.pending_sign_in(&request).await?.ok_or("the sign-in took too long")?;
    /// auth.try_second_factor(&mut pending).await?; // 429 if there were too many
    /// let shown = check(pending.user_id(), code).await.ok_or("the code is wrong")?;
    /// Ok(auth.finish_sign_in(pending, shown, proof).await?)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`AttemptError`]: the limit is reached, or the store failed. Do not check the guess then.
    pub async fn try_second_factor(&self, pending: &mut PendingSignIn) -> Result<(), AttemptError> {
        self.services().attempts().try_second_factor(&pending.user_id).await?;
        pending.is_counted = true;
        Ok(())
    }

    /// Clears the counts of wrong passwords of a user whose password was changed. The change succeeds even if this fails.
    pub(super) async fn clear_attempts_after_change(&self, user: &UserId, keys: &[KeyRecord]) {
        let cleared = self.clear_attempts_of(user, keys).await;
        self.report_not_cleared(user, cleared);
    }

    /// Reports that the counts of a user could not be cleared, after a change that cannot be undone.
    pub(super) fn report_not_cleared(&self, user: &UserId, cleared: Result<(), Error>) {
        if let Err(error) = cleared {
            self.emit(Event::new("attempts.not_cleared", Outcome::Failed).user(user).error(&error));
        }
    }

    /// Clears the counts of wrong passwords of a user with these keys.
    pub(super) async fn clear_attempts_of(&self, user: &UserId, keys: &[KeyRecord]) -> Result<(), Error> {
        let keys: Vec<_> = keys.iter().map(|it| it.id.clone()).collect();
        self.services().attempts().clear_account(&keys, Some(user)).await
    }
}
