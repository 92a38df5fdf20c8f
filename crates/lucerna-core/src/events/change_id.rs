//! The id of a change of an account.

use crate::{Random, RandomError, Timestamp};

/// The id of a change of an account that observers prepared for. Every change has another id.
///
/// ```
/// use lucerna_core::{ChangeId, Event};
///
/// /// Returns the id of the record that an observer keeps about a change.
/// fn record_id(event: &Event) -> Option<&str> {
///     event.change.as_ref().map(ChangeId::as_str)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChangeId(String);

impl ChangeId {
    pub(crate) fn generate(now: Timestamp, random: &dyn Random) -> Result<Self, RandomError> {
        let mut bits = [0; 16];
        random.fill(&mut bits)?;
        Ok(Self(format!("{:016x}-{:032x}", now.unix_millis().max(0), u128::from_be_bytes(bits))))
    }

    /// Returns the text, which can be the id of a record.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
