//! The answer of a policy.

use std::time::Duration;

/// The decision about an attempt. `T` is what has to be stored if it is allowed.
///
/// ```
/// use lucerna_throttle::{AttemptPolicy, Decision};
///
/// let Decision::Allowed(tally) = AttemptPolicy::default().judge(None, 0) else { return };
/// assert_eq!(tally.failures, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must handle each decision")]
pub enum Decision<T> {
    /// The attempt is allowed, and already counted in the value to store.
    Allowed(T),
    /// The attempt is refused, and nothing changes. A retry is allowed after this time.
    Wait(Duration),
    /// The attempt is refused until the count is cleared.
    Locked,
}
