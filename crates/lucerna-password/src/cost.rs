//! How much work one hash is.

use argon2::Params;
use std::error::Error as StdError;
use std::fmt;

/// The cost of an Argon2id hash (RFC 9106): how much memory it fills, and how often.
///
/// The default is 19,456 KiB (19 MiB) in 2 passes and 1 lane, the minimum that the OWASP Password Storage Cheat Sheet
/// names first: some 20 to 30 ms of one core. NIST SP 800-63B-4 §3.1.1.2 asks for as much as is practical, so raise it
/// as far as the server bears.
///
/// ```
/// use lucerna_password::Argon2Cost;
///
/// let cost = Argon2Cost::new(47_104, 1, 1)?; // of OWASP's choices the one that takes most memory
/// assert!(cost.memory_kib() > Argon2Cost::default().memory_kib());
/// # Ok::<(), lucerna_password::CostError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Argon2Cost(Params);

impl Argon2Cost {
    /// Memory (`m`) in KiB, passes over it (`t`) and lanes (`p`).
    ///
    /// More than one lane only helps an attacker with idle cores: a thread of the pool computes one lane after the
    /// other.
    ///
    /// # Errors
    /// [`CostError::TooWeak`] below OWASP's minimum, which is one of (19456, 2), (47104, 1), (12288, 3), (9216, 4) and
    /// (7168, 5); [`CostError::TooStrong`] above what the pool would verify; [`CostError::Impossible`] if there is no
    /// such hash.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let cost = Self::danger_weak(memory_kib, passes, lanes)?;
        let enough = OWASP.iter().any(|&(memory, least)| memory_kib >= memory && passes >= least);
        if enough { Ok(cost) } else { Err(CostError::TooWeak) }
    }

    /// A cost that may be as weak as Argon2 allows: for tests, which need no strength. Whoever gets hold of such
    /// hashes finds the passwords.
    ///
    /// ```
    /// # use lucerna_password::{Argon2Cost, PasswordPool};
    /// // A test signs in a hundred times in a moment.
    /// let passwords = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1)?).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CostError::TooStrong`] and [`CostError::Impossible`], as above.
    pub fn danger_weak(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let params = Params::new(memory_kib, passes, lanes, None).map_err(|_| CostError::Impossible)?;
        if within_ceilings(&params) { Ok(Self(params)) } else { Err(CostError::TooStrong) }
    }

    /// The memory that one hash takes, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u32 {
        self.0.m_cost()
    }

    /// How often a hash passes over its memory.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.0.t_cost()
    }

    /// How many lanes a hash has.
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

/// Whether one hash of this cost, stored by whomever, leaves the server standing (`SECURITY.md`, row 154).
pub(crate) fn within_ceilings(params: &Params) -> bool {
    params.m_cost() <= MOST_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES
}

const MOST_KIB: u32 = 256 * 1024;
pub(crate) const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 16;

/// The OWASP Password Storage Cheat Sheet's equal choices: KiB and passes.
const OWASP: [(u32, u32); 5] = [(47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5)];

/// Why a cost is refused.
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
    /// It is below OWASP's minimum.
    TooWeak,
    /// It is above what the pool would verify.
    TooStrong,
    /// Argon2 has no such cost.
    Impossible,
}

lucerna_core::debug_as_display!(CostError);

impl fmt::Display for CostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooWeak => {
                f.write_str("the cost is below OWASP's minimum; take at least one of (KiB, passes)")?;
                OWASP.iter().try_for_each(|(memory, passes)| write!(f, " ({memory}, {passes})"))
            }
            Self::TooStrong => {
                write!(
                    f,
                    "the cost is above {MOST_KIB} KiB, {MOST_PASSES} passes or {MOST_LANES} lanes, \
                     beyond which no hash is verified"
                )
            }
            Self::Impossible => {
                f.write_str("argon2 needs at least one pass, one lane, and 8 KiB for each lane")
            }
        }
    }
}

impl StdError for CostError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_of_owasp_is_enough_and_less_is_not() {
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
    fn the_refusal_says_what_to_take() {
        assert_eq!(
            CostError::TooWeak.to_string(),
            "the cost is below OWASP's minimum; take at least one of (KiB, passes) \
             (47104, 1) (19456, 2) (12288, 3) (9216, 4) (7168, 5)"
        );
    }

    #[test]
    fn rt_152_extreme_costs_are_refused_and_wrap_around_nowhere() {
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
    fn a_pool_makes_no_hash_that_it_would_not_verify() {
        assert!(Argon2Cost::new(MOST_KIB, MOST_PASSES, MOST_LANES).is_ok());
        assert_eq!(Argon2Cost::new(MOST_KIB + 1, 2, 1), Err(CostError::TooStrong));
        assert_eq!(Argon2Cost::new(19456, MOST_PASSES + 1, 1), Err(CostError::TooStrong));
        assert_eq!(Argon2Cost::new(19456, 2, MOST_LANES + 1), Err(CostError::TooStrong));
    }
}
