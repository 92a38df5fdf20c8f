//! Counters in a bounded amount of memory.

mod slots;

use crate::millis::after;
use crate::{AttemptPolicy, Decision, RatePolicy, Tally, Window};
use slots::{Slot, Slots, Tag};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Counters in memory, for one process.
///
/// The memory is bounded. Each counter takes 40 bytes, however long its subject is: only a hash with a random key is
/// kept. If there is no room, an expired counter goes first, then the one with the fewest failures among
/// sixteen. So a flood of made-up names does not push out the count of an account under attack.
///
/// A purpose and a subject name a counter. Use a purpose with one kind of policy only.
///
/// ```
/// use lucerna_throttle::{Decision, MemoryCounters, RatePolicy};
/// use std::time::Duration;
///
/// let counters = MemoryCounters::default();
/// let policy = RatePolicy::new(1, Duration::from_secs(60));
/// assert!(matches!(counters.count("sign-up", "192.0.2.7", &policy, 0), Decision::Allowed(_)));
/// assert_eq!(counters.count("sign-up", "192.0.2.7", &policy, 0), Decision::Wait(Duration::from_secs(60)));
/// ```
pub struct MemoryCounters {
    keys: [RandomState; 2],
    slots: Mutex<Slots>,
}

impl MemoryCounters {
    /// The memory of the default: 16 MiB.
    pub const DEFAULT_BYTES: usize = 16 << 20;

    /// Creates counters that take at most this many bytes, and at least those of eight counters. The memory grows with
    /// the number of counters. While it grows, half as much again is in use.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self { keys: [RandomState::new(), RandomState::new()], slots: Mutex::new(Slots::within(bytes)) }
    }

    /// Decides about an attempt, and counts it as a failure if it is allowed.
    pub fn attempt(&self, purpose: &str, subject: &str, policy: &AttemptPolicy, now: i64) -> Decision<Tally> {
        let tag = self.tag(purpose, subject);
        let mut slots = self.lock();
        let found = slots.find(tag, now).copied();
        let decision = policy.judge(found.map(|it| it.tally()), now);
        if let Decision::Allowed(tally) = decision {
            let expires = found.map_or_else(|| after(now, policy.forget_after), |it| it.expires);
            slots.put(Slot::of_tally(tag, tally, expires), now);
        }
        decision
    }

    /// Decides about an attempt without counting it.
    #[must_use]
    pub fn peek(&self, purpose: &str, subject: &str, policy: &AttemptPolicy, now: i64) -> Decision<Tally> {
        let tag = self.tag(purpose, subject);
        policy.judge(self.lock().find(tag, now).map(|it| it.tally()), now)
    }

    /// Decides about an action, and counts it if it is allowed.
    pub fn count(&self, purpose: &str, subject: &str, policy: &RatePolicy, now: i64) -> Decision<Window> {
        let tag = self.tag(purpose, subject);
        let mut slots = self.lock();
        let decision = policy.judge(slots.find(tag, now).map(|it| it.window()), now);
        if let Decision::Allowed(window) = decision {
            slots.put(Slot::of_window(tag, window), now);
        }
        decision
    }

    /// Takes one off the count of failures, for an attempt that was not a failure. The end of the delay stays.
    pub fn give_back(&self, purpose: &str, subject: &str, now: i64) {
        let tag = self.tag(purpose, subject);
        if let Some(slot) = self.lock().find(tag, now) {
            slot.count = slot.count.saturating_sub(1);
        }
    }

    /// Takes one off the window in which an action was counted. The end of the window stays. If the window has ended,
    /// nothing changes: the next window keeps its count.
    pub fn give_back_action(&self, purpose: &str, subject: &str, counted: Window, now: i64) {
        let tag = self.tag(purpose, subject);
        if let Some(slot) = self.lock().find(tag, now).filter(|it| it.window().ends == counted.ends) {
            slot.count = slot.count.saturating_sub(1);
        }
    }

    /// Clears a count, and returns true if there was one.
    pub fn clear(&self, purpose: &str, subject: &str) -> bool {
        let tag = self.tag(purpose, subject);
        self.lock().remove(tag)
    }

    fn tag(&self, purpose: &str, subject: &str) -> Tag {
        self.keys.each_ref().map(|key| key.hash_one((purpose, subject)))
    }

    /// A panic elsewhere cannot leave a counter half written, so a poisoned lock is used as it is.
    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryCounters {
    fn default() -> Self {
        Self::new(Self::DEFAULT_BYTES)
    }
}

impl fmt::Debug for MemoryCounters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCounters").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;
    use std::time::Duration;

    fn is_allowed<T>(decision: &Decision<T>) -> bool {
        matches!(decision, Decision::Allowed(_))
    }

    #[test]
    fn rt_075_concurrent_attempts_are_counted_exactly() {
        let (counters, policy) = (MemoryCounters::default(), AttemptPolicy::default());
        let allowed = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..200 {
                scope.spawn(|| {
                    let decision = counters.attempt("password", "alice", &policy, 0);
                    allowed.fetch_add(u32::from(is_allowed(&decision)), Ordering::Relaxed);
                });
            }
        });
        assert_eq!(allowed.into_inner(), policy.free);
    }

    #[test]
    fn subjects_and_purposes_are_counted_apart() {
        let (counters, policy) = (MemoryCounters::default(), RatePolicy::new(1, Duration::from_secs(1)));
        for (purpose, subject) in [("a", "bc"), ("ab", "c"), ("a", "b"), ("", "abc")] {
            assert!(is_allowed(&counters.count(purpose, subject, &policy, 0)), "{purpose} {subject}");
            assert!(!is_allowed(&counters.count(purpose, subject, &policy, 0)), "{purpose} {subject}");
        }
    }

    #[test]
    fn a_cleared_count_starts_again_and_one_that_is_given_back_goes_on() {
        let (counters, policy) = (MemoryCounters::default(), AttemptPolicy::default());
        for _ in 0..5 {
            counters.attempt("password", "alice", &policy, 0);
        }
        counters.give_back("password", "alice", 0);
        assert_eq!(counters.peek("password", "alice", &policy, 1000), Decision::Allowed(Tally::new(5, 2000)));
        assert!(counters.clear("password", "alice") && !counters.clear("password", "alice"));
        assert_eq!(counters.peek("password", "alice", &policy, 0), Decision::Allowed(Tally::new(1, 0)));
    }

    #[test]
    fn an_action_is_given_back_to_its_own_window_only() {
        let (counters, policy) = (MemoryCounters::default(), RatePolicy::new(2, Duration::from_secs(1)));
        let count = |now| counters.count("sign-up", "alice", &policy, now);
        let Decision::Allowed(first) = count(0) else { panic!("refused") };
        counters.give_back_action("sign-up", "alice", first, 999);
        counters.give_back_action("sign-up", "alice", first, 999);
        assert_eq!(count(999), Decision::Allowed(Window::new(1, 1000)), "no less than zero");
        assert_eq!(count(1000), Decision::Allowed(Window::new(1, 2000)));
        counters.give_back_action("sign-up", "alice", first, 1000);
        assert_eq!(count(1000), Decision::Allowed(Window::new(2, 2000)));
    }

    #[test]
    fn a_flood_of_names_takes_bounded_memory_and_does_not_push_out_an_account_under_attack() {
        let (counters, policy) = (MemoryCounters::new(64 << 10), AttemptPolicy::default());
        let attack = |now| counters.attempt("password", "alice", &policy, now);
        for now in [0, 0, 0, 0, 0, 1000] {
            assert!(is_allowed(&attack(now)));
        }
        for name in 0..100_000 {
            counters.attempt("password", &name.to_string(), &policy, 1001);
        }
        assert_eq!(attack(1002), Decision::Wait(Duration::from_millis(1998)));
        assert!(counters.lock().bytes() <= 64 << 10);
        assert!(counters.lock().bytes() >= 32 << 10);
    }

    #[test]
    fn an_expired_counter_makes_room_before_any_other() {
        let (counters, policy) = (MemoryCounters::new(0), AttemptPolicy::default());
        let second = RatePolicy::new(100, Duration::from_secs(1));
        for _ in 0..50 {
            counters.count("request", "busy", &second, 0);
        }
        for name in ["a", "b", "c", "d", "e", "f", "g"] {
            counters.attempt("password", name, &policy, 0);
        }
        counters.attempt("password", "h", &policy, 1000);
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            assert!(counters.clear("password", name), "{name}");
        }
    }

    #[test]
    fn many_counters_below_the_bound_are_all_kept() {
        let (counters, policy) = (MemoryCounters::default(), AttemptPolicy::default());
        for name in 0..150_000 {
            counters.attempt("password", &name.to_string(), &policy, 0);
        }
        assert!((0..150_000).all(|it| counters.clear("password", &it.to_string())));
    }
}
