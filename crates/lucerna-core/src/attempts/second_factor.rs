//! The count of wrong second factors of one user.

use super::Attempts;
use super::counters::CounterName;
use super::limits::CountPurpose;
use crate::{AttemptError, Error, UserId};

impl Attempts {
    /// Counts a guess at a second factor before it is checked. A new sign-in does not start the count again.
    pub(crate) async fn try_second_factor(self, user: &UserId) -> Result<(), AttemptError> {
        let attempts = self.about(Some(user));
        attempts.try_failure(CountPurpose::SECOND_FACTOR, user.as_str(), &attempts.limits().accounts).await
    }

    pub(crate) async fn clear_second_factor(&self, user: &UserId) -> Result<(), Error> {
        self.clear_count(&CounterName::new(CountPurpose::SECOND_FACTOR, user.as_str())).await
    }
}
