//! The pepper, a secret outside the database.

use argon2::KeyId;
use std::error::Error as StdError;
use std::fmt;
use zeroize::Zeroizing;

/// The minimum length of a key, as for HMAC-SHA-256. A brute-force search is impossible (`SECURITY.md`, row 183).
const MIN_BYTES: usize = 32;

/// A pepper: a secret that is part of every hash and is kept outside the database.
///
/// An attacker who reads only the database cannot test passwords (NIST SP 800-63B-4 §3.1.1.2). The pepper is Argon2's secret
/// input (RFC 9106 §3.1), and its id is stored with each hash. If a key is lost, passwords that were hashed with it never match
/// again.
///
/// ```
/// use lucerna_password::{PasswordPool, PepperKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let [secret_of_2026, secret_of_2025] = [vec![26; 32], vec![25; 32]];
/// let passwords = PasswordPool::builder()
///     .pepper(PepperKey::new("2026", secret_of_2026)?)
///     .former_pepper(PepperKey::new("2025", secret_of_2025)?)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PepperKey {
    id: KeyId,
    key: Zeroizing<Vec<u8>>,
}

impl PepperKey {
    /// Returns a pepper of this id and key. Hashes refer to it by the id, which is not secret. Generate the key with a random
    /// generator.
    ///
    /// # Errors
    /// [`PepperError::Id`] unless the id has 1 to 8 bytes, the limit of the PHC string format. [`PepperError::TooShort`] if the key
    /// has fewer than 32 bytes.
    pub fn new(id: &str, key: impl Into<Vec<u8>>) -> Result<Self, PepperError> {
        let key = Zeroizing::new(key.into());
        if key.len() < MIN_BYTES {
            return Err(PepperError::TooShort);
        }
        match KeyId::new(id.as_bytes()) {
            Ok(id) if !id.is_empty() => Ok(Self { id, key }),
            _ => Err(PepperError::Id),
        }
    }

    pub(crate) fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }
}

impl fmt::Debug for PepperKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PepperKey({}, …)", String::from_utf8_lossy(self.id.as_bytes()))
    }
}

/// The error of an invalid pepper.
///
/// ```
/// use lucerna_password::{PepperError, PepperKey};
///
/// assert_eq!(PepperKey::new("2026", "secret").unwrap_err(), PepperError::TooShort);
/// assert_eq!(PepperKey::new("spring 2026", [7; 32]).unwrap_err(), PepperError::Id);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PepperError {
    /// The id is empty or too long.
    Id,
    /// The key is too short to be secret.
    TooShort,
}

lucerna_core::debug_as_display!(PepperError);

impl fmt::Display for PepperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id => write!(f, "the id of a pepper must have 1 to {} bytes: shorten it", KeyId::MAX_LEN),
            Self::TooShort => {
                write!(f, "a pepper must have at least {MIN_BYTES} bytes: take them from a random generator")
            }
        }
    }
}

impl StdError for PepperError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_183_a_short_key_is_refused() {
        assert_eq!(PepperKey::new("a", []).unwrap_err(), PepperError::TooShort);
        assert_eq!(PepperKey::new("a", [1; 31]).unwrap_err(), PepperError::TooShort);
        assert_eq!(PepperKey::new("a", [1; 32]).unwrap().key(), [1; 32]);
        assert!(PepperError::TooShort.to_string().contains("at least 32 bytes"));
    }

    #[test]
    fn an_id_has_1_to_8_bytes() {
        assert_eq!(PepperKey::new("", [1; 32]).unwrap_err(), PepperError::Id);
        assert_eq!(PepperKey::new("123456789", [1; 32]).unwrap_err(), PepperError::Id);
        assert!(PepperKey::new("12345678", [1; 32]).is_ok());
        assert!(PepperError::Id.to_string().contains("1 to 8 bytes"));
    }

    #[test]
    fn rt_156_debug_shows_nothing_of_a_key() {
        let key = PepperKey::new("2026", *b"a secret of exactly 32 bytes, so").unwrap();
        assert_eq!(format!("{key:?}"), "PepperKey(2026, …)");
    }
}
