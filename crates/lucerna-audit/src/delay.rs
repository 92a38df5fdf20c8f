//! Growing delays between tries.

use std::time::Duration;

/// The delay until the next try: 1, 2, 4 … seconds, and a minute at most.
#[derive(Debug, Default)]
pub(crate) struct Delay {
    tries: u32,
}

impl Delay {
    const LONGEST: Duration = Duration::from_secs(60);

    /// Returns true if no try has failed yet.
    pub(crate) fn is_first(&self) -> bool {
        self.tries == 0
    }

    pub(crate) fn next(&mut self) -> Duration {
        let delay = Duration::from_secs(2_u64.saturating_pow(self.tries)).min(Self::LONGEST);
        self.tries = self.tries.saturating_add(1);
        delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_a_minute() {
        let mut delay = Delay::default();
        assert!(delay.is_first());
        let delays = [1, 2, 4, 8, 16, 32, 60, 60].map(Duration::from_secs);
        assert_eq!(delays.map(|_| delay.next()), delays);
        assert!(!delay.is_first());
    }
}
