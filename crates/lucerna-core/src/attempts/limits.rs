//! The limits of one `Auth`, and the purposes of its counts.

use super::Counters;
use crate::{AttemptPolicy, RatePolicy};
use lucerna_throttle::MemoryCounters;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The time after which delays start again at the first one. The number of all failures is kept for longer.
const DELAYS_ARE_KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// The memory for what was reported, in bytes.
const REPORTED: usize = 256 << 10;

/// The limits of one `Auth`.
#[derive(Debug)]
pub(crate) struct AttemptLimits {
    /// Wrong passwords of an account, and wrong second factors.
    pub(crate) accounts: AttemptPolicy,
    /// Wrong passwords from one network.
    pub(crate) failures: RatePolicy,
    /// Sign-ups from one network.
    pub(crate) sign_ups: RatePolicy,
    pub(crate) counters: Counters,
    /// The refusals that are in the log already.
    pub(super) reported: MemoryCounters,
    /// True once the log says that a request has no address.
    pub(super) unknown_address: AtomicBool,
}

impl AttemptLimits {
    /// Returns the policy of the delays, for one name or one known device.
    pub(super) fn delays(&self) -> AttemptPolicy {
        let mut delays = self.accounts.clone();
        delays.most = u32::MAX;
        delays.forget_after = delays.forget_after.min(DELAYS_ARE_KEPT_FOR);
        delays
    }

    /// Returns the policy of all consecutive failures of one account. A tenth of them, but at least one, is reserved for
    /// known devices. So strangers cannot use up the attempts of the account's owner, unless there is only one.
    pub(super) fn total(&self, is_known_device: bool) -> AttemptPolicy {
        let mut total = self.accounts.clone();
        total.free = u32::MAX;
        if !is_known_device {
            total.most -= (total.most / 10).max(u32::from(total.most > 1));
        }
        total
    }
}

impl Default for AttemptLimits {
    fn default() -> Self {
        Self {
            accounts: AttemptPolicy::default(),
            failures: RatePolicy::default(),
            sign_ups: RatePolicy::default(),
            counters: Counters::default(),
            reported: MemoryCounters::new(REPORTED),
            unknown_address: AtomicBool::new(false),
        }
    }
}

/// The subject matter of a count. Features cannot name the core's own purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CountPurpose {
    prefix: &'static str,
    name: &'static str,
}

impl CountPurpose {
    /// The delays of one name.
    pub(super) const NAME: Self = Self::of_core("name");
    /// The delays of one known device.
    pub(super) const DEVICE: Self = Self::of_core("device");
    /// All failures of one account.
    pub(super) const ACCOUNT: Self = Self::of_core("account");
    /// The failures from one network.
    pub(super) const NETWORK: Self = Self::of_core("network");
    pub(super) const SIGN_UP: Self = Self::of_core("sign_up");
    pub(super) const SECOND_FACTOR: Self = Self::of_core("second_factor");

    const fn of_core(name: &'static str) -> Self {
        Self { prefix: "", name }
    }

    pub(super) const fn of_feature(name: &'static str) -> Self {
        Self { prefix: "feature ", name }
    }

    /// Returns the name for events.
    pub(super) const fn name(self) -> &'static str {
        self.name
    }

    /// Returns true if the subject is a network.
    pub(super) fn is_of_networks(self) -> bool {
        self == Self::NETWORK || self == Self::SIGN_UP
    }

    /// Returns the text that names the purpose in a store.
    pub(super) fn key(self) -> String {
        format!("{}{}", self.prefix, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_failures_but_at_least_one_is_reserved_for_known_devices() {
        for (most, of_strangers) in [(100, 90), (19, 18), (9, 8), (2, 1), (1, 1), (0, 0)] {
            let mut limits = AttemptLimits::default();
            limits.accounts.most = most;
            assert_eq!([limits.total(true).most, limits.total(false).most], [most, of_strangers]);
        }
    }
}
