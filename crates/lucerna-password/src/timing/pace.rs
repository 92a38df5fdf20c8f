//! The time of a refusal: that of the costliest Argon2 hash that the pool has met. The account's own hash does not change it.
//!
//! It is kept as an amount of work in a thread's buffer. One KiB and pass is a unit, whose time is measured with every hash of the
//! pool's own cost. So the time follows the load of the machine.

use argon2::Params;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The maximum work of a hash that sets the time of all refusals, in multiples of the pool's own. One absurd hash in the database
/// would otherwise slow all of them by up to five seconds.
const MAX_MULTIPLE: u64 = 32;

pub(super) struct Pace {
    own: Params,
    state: Mutex<PaceState>,
}

struct PaceState {
    /// The moving average of the picoseconds of a unit, once a hash of the pool's own cost has been measured.
    unit: Option<u64>,
    /// The units of the costliest parameters, and of a hash that takes as long as one with them.
    costliest: (u64, u64),
}

impl Pace {
    pub(super) fn new(own: &Params) -> Self {
        let units = units_of(own);
        let state = PaceState { unit: None, costliest: (units, units) };
        Self { own: own.clone(), state: Mutex::new(state) }
    }

    /// Returns true if a refusal takes at least as long as a hash with these parameters.
    pub(super) fn covers(&self, params: &Params) -> bool {
        units_of(params) <= units_of(&self.own) * MAX_MULTIPLE
    }

    /// Records the time of a hash.
    pub(super) fn record(&self, params: &Params, took: Duration) {
        if !self.covers(params) {
            return;
        }
        let picos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX).saturating_mul(1_000);
        let units = units_of(params);
        let mut state = self.lock();
        if units == units_of(&self.own) && params.m_cost() == self.own.m_cost() {
            state.unit = Some(average(state.unit, picos / units.max(1)).max(1));
        } else if let Some(unit) = state.unit.filter(|_| units >= state.costliest.0) {
            let measured = picos / unit;
            // The first measurement counts in full, unless it is far from the estimate: then the machine stalled.
            let plausible = units / 2..=units.saturating_mul(2);
            let before = match state.costliest {
                (known, average) if known == units => Some(average),
                _ => (!plausible.contains(&measured)).then_some(units),
            };
            state.costliest = (units, average(before, measured));
        }
    }

    /// Returns the time of a refusal, or `None` before the first hash of the pool's own cost.
    pub(super) fn time(&self) -> Option<Duration> {
        let state = self.lock();
        let picos = state.unit?.saturating_mul(state.costliest.1);
        Some(Duration::from_nanos(picos / 1_000))
    }

    /// Returns the units that take this time.
    pub(super) fn units(&self, time: Duration) -> u64 {
        let picos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).saturating_mul(1_000);
        self.lock().unit.map_or(0, |unit| picos / unit)
    }

    fn lock(&self) -> MutexGuard<'_, PaceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn units_of(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

/// Returns the average after another measurement, which counts an eighth, and at most for twice the average.
fn average(before: Option<u64>, measured: u64) -> u64 {
    before.map_or(measured, |it| (it * 7 + measured.clamp(it / 2, it.saturating_mul(2))) / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn params(kib: u32, passes: u32) -> Params {
        Params::new(kib, passes, 1, None).unwrap()
    }

    #[test]
    fn a_refusal_takes_as_long_as_the_costliest_hash() {
        let own = params(1000, 2);
        let pace = Pace::new(&own);
        assert_eq!((pace.time(), pace.units(MS)), (None, 0));
        pace.record(&own, MS * 20);
        assert_eq!((pace.time(), pace.units(MS)), (Some(MS * 20), 100));
        // A weaker hash changes nothing. A stronger one counts with its measured time.
        pace.record(&params(500, 2), MS * 2);
        assert_eq!(pace.time(), Some(MS * 20));
        pace.record(&params(4000, 2), MS * 100);
        assert_eq!(pace.time(), Some(MS * 100));
        pace.record(&params(2000, 2), MS * 30);
        assert_eq!(pace.time(), Some(MS * 100));
    }

    #[test]
    fn an_absurd_hash_does_not_slow_all_refusals() {
        let own = params(1000, 2);
        let pace = Pace::new(&own);
        pace.record(&own, MS * 20);
        pace.record(&params(16_001, 4), MS * 1000);
        assert_eq!(pace.time(), Some(MS * 20));
        pace.record(&params(16_000, 4), MS * 700);
        assert_eq!(pace.time(), Some(MS * 700));
    }

    #[test]
    fn one_stalled_hash_does_not_slow_all_refusals() {
        let own = params(1000, 2);
        let pace = Pace::new(&own);
        pace.record(&own, MS * 20);
        pace.record(&params(2000, 2), MS * 4_000);
        assert_eq!(pace.time(), Some(MS * 45));
        pace.record(&params(4000, 2), MS);
        assert_eq!(pace.time(), Some(MS * 75));
    }

    #[test]
    fn the_time_follows_the_load_of_the_machine() {
        let own = params(1000, 2);
        let pace = Pace::new(&own);
        pace.record(&own, MS * 20);
        pace.record(&params(2000, 2), MS * 40);
        for _ in 0..60 {
            pace.record(&own, MS * 30);
        }
        assert!(pace.time().unwrap().abs_diff(MS * 60) < MS, "{:?}", pace.time());
    }
}
