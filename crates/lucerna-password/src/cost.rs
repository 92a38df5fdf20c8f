//! The cost of one Argon2id hash.

use argon2::Params;
use std::error::Error as StdError;
use std::fmt;

/// The cost of an Argon2id hash (RFC 9106): its memory, and the passes over it.
///
/// The default is 19,456 KiB (19 MiB), 2 passes and 1 lane, a minimum of the OWASP Password Storage Cheat Sheet. It takes 20 to
/// 30 ms of one core. NIST SP 800-63B-4 §3.1.1.2 asks for the highest practical cost, so raise it as far as the server allows.
///
/// ```
/// use lucerna_password::Argon2Cost;
///
/// let cost = Argon2Cost::new(47_104, 1, 1)?; // OWASP's choice with the most memory
/// assert!(cost.memory_kib() > Argon2Cost::default().memory_kib());
/// # Ok::<(), lucerna_password::CostError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Argon2Cost(Params);

impl Argon2Cost {
    /// Returns a cost of this memory (`m`) in KiB, these passes (`t`) and lanes (`p`).
    ///
    /// Use one lane: a pool thread computes lanes in sequence, while an attacker can compute them in parallel.
    ///
    /// # Errors
    /// [`CostError::TooWeak`] below OWASP's minimum: (19456, 2), (47104, 1), (12288, 3), (9216, 4) or (7168, 5).
    /// [`CostError::TooStrong`] above the ceilings of verification, and [`CostError::Impossible`] if Argon2 does not support it.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let cost = Self::danger_weak(memory_kib, passes, lanes)?;
        let enough = OWASP.iter().any(|&(memory, least)| memory_kib >= memory && passes >= least);
        if enough { Ok(cost) } else { Err(CostError::TooWeak) }
    }

    /// Returns a cost that may be as weak as Argon2 allows, for tests. An attacker who steals such hashes finds the passwords by
    /// brute force.
    ///
    /// ```
    /// # use lucerna_password::{Argon2Cost, PasswordPool};
    /// // A test signs in a hundred times in a moment.
    /// let passwords = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1)?).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CostError::TooStrong`] and [`CostError::Impossible`], as [`new`](Self::new).
    pub fn danger_weak(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let params = Params::new(memory_kib, passes, lanes, None).map_err(|_| CostError::Impossible)?;
        if within_ceilings(&params) { Ok(Self(params)) } else { Err(CostError::TooStrong) }
    }

    /// Returns the memory of one hash, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u32 {
        self.0.m_cost()
    }

    /// Returns the number of passes over the memory.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.0.t_cost()
    }

    /// Returns the number of lanes.
    #[must_use]
    pub fn lanes(&self) -> u32 {
        self.0.p_cost()
    }

    pub(crate) fn params(&self) -> &Params {
        &self.0
    }
}

impl Default for Argon2Cost {
    fn default() -> Self {
        Self(Params::DEFAULT)
    }
}

impl fmt::Debug for Argon2Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Argon2Cost({})", self.0)
    }
}

/// Returns true if a stored hash of this cost cannot overload the server (`SECURITY.md`, row 154).
pub(crate) fn within_ceilings(params: &Params) -> bool {
    params.m_cost() <= MAX_KIB && params.t_cost() <= MAX_PASSES && params.p_cost() <= MAX_LANES
}

const MAX_KIB: u32 = 256 * 1024;
pub(crate) const MAX_PASSES: u32 = 10;
const MAX_LANES: u32 = 16;

/// The equivalent choices of the OWASP Password Storage Cheat Sheet: KiB and passes.
const OWASP: [(u32, u32); 5] = [(47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5)];

/// The error of a refused cost.
///
/// ```
/// use lucerna_password::{Argon2Cost, CostError};
///
/// assert_eq!(Argon2Cost::new(4096, 3, 1), Err(CostError::TooWeak));
/// assert_eq!(Argon2Cost::new(4_000_000, 3, 1), Err(CostError::TooStrong));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CostError {
    /// The cost is below OWASP's minimum.
    TooWeak,
    /// The cost is above the ceilings of verification.
    TooStrong,
    /// Argon2 does not support the cost.
    Impossible,
}

lucerna_core::debug_as_display!(CostError);

impl fmt::Display for CostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooWeak => {
                f.write_str("the cost is below OWASP's minimum: use at least one of (KiB, passes)")?;
                OWASP.iter().try_for_each(|(memory, passes)| write!(f, " ({memory}, {passes})"))
            }
            Self::TooStrong => {
                write!(
                    f,
                    "the cost is too high: use at most {MAX_KIB} KiB, {MAX_PASSES} passes and {MAX_LANES} lanes, \
                     since no hash above that is verified"
                )
            }
            Self::Impossible => f.write_str(
                "the cost is impossible: Argon2 needs at least one pass, one lane, and 8 KiB for each lane",
            ),
        }
    }
}

impl StdError for CostError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owasps_choices_are_the_minimum() {
        for (memory, passes) in OWASP {
            assert!(Argon2Cost::new(memory, passes, 1).is_ok());
            assert_eq!(Argon2Cost::new(memory - 1, passes, 1), Err(CostError::TooWeak));
        }
        assert_eq!(Argon2Cost::new(19456, 1, 1), Err(CostError::TooWeak));
        assert_eq!(Argon2Cost::default(), Argon2Cost::new(19456, 2, 1).unwrap());
        let cost = Argon2Cost::new(65536, 3, 4).unwrap();
        assert_eq!((cost.memory_kib(), cost.passes(), cost.lanes()), (65536, 3, 4));
    }

    #[test]
    fn the_error_lists_the_allowed_costs() {
        assert_eq!(
            CostError::TooWeak.to_string(),
            "the cost is below OWASP's minimum: use at least one of (KiB, passes) \
             (47104, 1) (19456, 2) (12288, 3) (9216, 4) (7168, 5)"
        );
    }

    #[test]
    fn rt_152_extreme_costs_are_refused_without_overflow() {
        for extreme in [0, u32::MAX] {
            assert!(Argon2Cost::danger_weak(extreme, 1, 1).is_err());
            assert!(Argon2Cost::danger_weak(64, extreme, 1).is_err());
            assert!(Argon2Cost::danger_weak(64, 1, extreme).is_err());
            assert!(Argon2Cost::danger_weak(extreme, extreme, extreme).is_err());
        }
        assert_eq!(Argon2Cost::danger_weak(15, 1, 2), Err(CostError::Impossible));
        assert_eq!(Argon2Cost::danger_weak(u32::MAX, 1, 0x2000_0000), Err(CostError::Impossible));
    }

    #[test]
    fn a_cost_above_the_ceilings_of_verification_is_refused() {
        assert!(Argon2Cost::new(MAX_KIB, MAX_PASSES, MAX_LANES).is_ok());
        assert_eq!(Argon2Cost::new(MAX_KIB + 1, 2, 1), Err(CostError::TooStrong));
        assert_eq!(Argon2Cost::new(19456, MAX_PASSES + 1, 1), Err(CostError::TooStrong));
        assert_eq!(Argon2Cost::new(19456, 2, MAX_LANES + 1), Err(CostError::TooStrong));
    }
}
