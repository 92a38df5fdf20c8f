//! What a password must be like when it is chosen.

use super::Password;
use std::error::Error as StdError;
use std::fmt;

/// What a password must be like when it is chosen: its length, and that it is not among those tried first. There are no
/// rules of composition, which make passwords worse (ASVS 5.0 6.2.5, NIST SP 800-63B-4 §3.1.1.2).
///
/// What is tried first the hasher knows ([`PasswordHasher::weakness`](crate::PasswordHasher::weakness)): the most
/// common passwords, and words that have to do with the user or the application.
///
/// ```
/// use lucerna_core::PasswordPolicy;
///
/// let mut policy = PasswordPolicy::default();
/// policy.min = 15; // NIST, where no second factor is required
/// policy.context = vec!["Lucerna".to_owned()]; // the application's name
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswordPolicy {
    /// The fewest characters. Default: 8 (ASVS 5.0 6.2.1). NIST asks for 15 where no second factor is required.
    pub min: usize,
    /// The most characters. Default: 255, well above the 64 that must be allowed (ASVS 5.0 6.2.9).
    pub max: usize,
    /// Words that must not be the password, besides the user's own name: those of the application and its makers (ASVS
    /// 5.0 6.2.11). Default: none.
    pub context: Vec<String>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min: 8, max: 255, context: Vec::new() }
    }
}

impl PasswordPolicy {
    /// Takes what was typed as a new password, as far as its length goes. Characters are Unicode scalar values, counted
    /// after normalising.
    ///
    /// ```
    /// use lucerna_core::{PasswordError, PasswordPolicy};
    ///
    /// let policy = PasswordPolicy::default();
    /// assert!(policy.accept("correct horse battery").is_ok());
    /// assert_eq!(policy.accept("horse").unwrap_err(), PasswordError::TooShort { min: 8 });
    /// ```
    ///
    /// # Errors
    /// [`PasswordError`], which says what to change.
    pub fn accept(&self, typed: &str) -> Result<Password, PasswordError> {
        let password = Password::new(typed).map_err(|_| PasswordError::TooLong { max: self.max })?;
        match password.as_str().chars().count() {
            length if length < self.min => Err(PasswordError::TooShort { min: self.min }),
            length if length > self.max => Err(PasswordError::TooLong { max: self.max }),
            _ => Ok(password),
        }
    }
}

/// Why a password would be guessed soon.
///
/// ```
/// use lucerna_core::{PasswordError, Weakness};
///
/// let refused = PasswordError::Weak(Weakness::Common);
/// assert_eq!(refused.to_string(), "the password is one of the most common ones");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Weakness {
    /// It is among the most common ones.
    Common,
    /// It is the user's name, the application's or the like, with little added.
    Context,
}

/// Why a password cannot be chosen.
///
/// ```
/// use lucerna_core::PasswordError;
///
/// fn hint(error: PasswordError) -> String {
///     match error {
///         PasswordError::TooShort { min } => format!("use {min} characters or more"),
///         PasswordError::Weak(_) => "use another: this one is guessed first".to_owned(),
///         error => error.to_string(),
///     }
/// }
///
/// assert_eq!(hint(PasswordError::TooShort { min: 8 }), "use 8 characters or more");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordError {
    /// It has too few characters.
    TooShort {
        /// The fewest it may have.
        min: usize,
    },
    /// It has too many.
    TooLong {
        /// The most it may have.
        max: usize,
    },
    /// It would be guessed soon.
    Weak(Weakness),
}

impl PasswordError {
    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_too_short",
            Self::TooLong { .. } => "password_too_long",
            Self::Weak(Weakness::Common) => "password_common",
            Self::Weak(Weakness::Context) => "password_context",
        }
    }
}

crate::debug_as_display!(PasswordError);

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { min } => write!(f, "the password is shorter than {min} characters"),
            Self::TooLong { max } => write!(f, "the password is longer than {max} characters"),
            Self::Weak(Weakness::Common) => f.write_str("the password is one of the most common ones"),
            Self::Weak(Weakness::Context) => f.write_str("the password is little more than a name"),
        }
    }
}

impl StdError for PasswordError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        let policy = PasswordPolicy::default();
        assert_eq!(policy.accept("1234567").unwrap_err(), PasswordError::TooShort { min: 8 });
        assert_eq!(policy.accept(&"🦀".repeat(7)).unwrap_err(), PasswordError::TooShort { min: 8 });
        assert!(policy.accept(&"e\u{301}".repeat(8)).is_ok());
        assert!(policy.accept(&"🦀".repeat(255)).is_ok());
        assert_eq!(policy.accept(&"x".repeat(256)).unwrap_err(), PasswordError::TooLong { max: 255 });
        assert_eq!(policy.accept(&"x".repeat(9999)).unwrap_err(), PasswordError::TooLong { max: 255 });
    }
}
