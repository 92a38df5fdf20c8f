//! Randomness as a value that is given.

use std::fmt;

/// Where [`Auth`](crate::Auth) takes random bytes for tokens and ids.
///
/// Every token's strength rests on it: an implementation outside tests must be a cryptographically secure generator
/// (ASVS 5.0 11.5.1).
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` completely.
    ///
    /// # Errors
    /// [`RandomError`] if that is not possible; nothing is made from bytes that were not filled.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The generator of the operating system.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|source| RandomError(source.to_string()))
    }
}

/// No random bytes could be had.
#[derive(Clone, Debug)]
pub struct RandomError(String);

impl RandomError {
    /// An error that says why.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no random bytes: {}", self.0)
    }
}

impl std::error::Error for RandomError {}
