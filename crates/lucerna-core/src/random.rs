//! Randomness as a value that is given.

use std::fmt;

/// Where [`Auth`](crate::Auth) takes random bytes for tokens and ids.
///
/// Every token's strength rests on it: an implementation outside tests must be a cryptographically secure generator
/// (ASVS 5.0 11.5.1).
///
/// ```
/// use lucerna_core::{Random, RandomError, UserId};
///
/// /// For a test that wants the same ids every time.
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
    /// [`RandomError`] if that is not possible; nothing is made from bytes that were not filled.
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

/// No random bytes could be had.
///
/// ```
/// use lucerna_core::RandomError;
///
/// let error = RandomError::new("the device is not there");
/// assert_eq!(error.to_string(), "no random bytes: the device is not there");
/// ```
#[derive(Clone)]
pub struct RandomError(String);

impl RandomError {
    /// An error that says why.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

crate::debug_as_display!(RandomError);

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no random bytes: {}", self.0)
    }
}

impl std::error::Error for RandomError {}
