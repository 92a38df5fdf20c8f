//! The count of sign-ups from one network.

use super::Attempts;
use super::counters::CountedAction;
use super::limits::CountPurpose;
use crate::AttemptError;

impl Attempts {
    /// Counts a sign-up before the password is hashed. A caller without an address, such as an import, has no limit. If it
    /// is a request, the log says so.
    pub(crate) async fn try_sign_up(&self) -> Result<Option<CountedAction>, AttemptError> {
        let Some(network) = self.network() else { return Ok(None) };
        let policy = &self.limits().sign_ups;
        self.try_action(CountPurpose::SIGN_UP, &network.to_string(), policy).await.map(Some)
    }

    /// Gives a sign-up back, since the password could not be hashed now.
    pub(crate) async fn give_back_sign_up(
        &self,
        counted: Option<&CountedAction>,
    ) -> Result<(), AttemptError> {
        match counted {
            Some(counted) => self.give_back_action(counted).await,
            None => Ok(()),
        }
    }
}
