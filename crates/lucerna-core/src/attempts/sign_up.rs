//! The count of sign-ups from one network.

use super::Attempts;
use super::counters::CounterName;
use super::limits::Purpose;
use crate::AttemptError;

impl Attempts {
    /// Counts a sign-up before the password is hashed. A caller without an address, such as an import, has no limit.
    pub(crate) async fn try_sign_up(&self) -> Result<(), AttemptError> {
        let Some(network) = self.network() else { return Ok(()) };
        self.try_action(Purpose::SIGN_UP, &network.to_string(), &self.limits().sign_ups).await
    }

    /// Gives a sign-up back, since the password could not be hashed now.
    pub(crate) async fn give_back_sign_up(&self) -> Result<(), AttemptError> {
        let Some(network) = self.network() else { return Ok(()) };
        self.give_back(&CounterName::new(Purpose::SIGN_UP, &network.to_string())).await
    }
}
