//! Random generators.

use std::fmt;

/// A source of random bytes for tokens and ids.
///
/// The strength of every token depends on it. Outside tests it must be a cryptographically secure generator (ASVS 5.0
/// 11.5.1).
///
/// ```
/// use lucerna_core::{Random, RandomError, UserId};
///
/// /// A generator for tests that need the same ids every time.
/// struct Zeros;
///
/// impl Random for Zeros {
///     fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
///         bytes.fill(0);
///         Ok(())
///     }
/// }
///
/// assert_eq!(UserId::generate(&Zeros)?.as_str(), "aaaaaaaaaaaaaaaaaaaa");
/// # Ok::<(), RandomError>(())
/// ```
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` completely.
    ///
    /// # Errors
    /// [`RandomError`] if it cannot fill all bytes. The caller discards them then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The generator of the operating system.
///
/// ```
/// use lucerna_core::{OsRandom, SessionToken};
///
/// let token = SessionToken::generate(&OsRandom::default())?;
/// # Ok::<(), lucerna_core::RandomError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|source| RandomError(source.to_string()))
    }
}

/// The error of a random generator that failed.
///
/// ```
/// use lucerna_core::RandomError;
///
/// let error = RandomError::new("the device is missing");
/// assert_eq!(error.to_string(), "the random generator failed: the device is missing");
/// ```
#[derive(Clone)]
pub struct RandomError(String);

impl RandomError {
    /// Creates an error with a reason.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

crate::debug_as_display!(RandomError);

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the random generator failed: {}", self.0)
    }
}

impl std::error::Error for RandomError {}
