//! The rules for new passwords.

use super::Password;
use std::error::Error as StdError;
use std::fmt;

/// The rules for new passwords: length, and a check for easily guessed ones. There are no composition rules, which make
/// passwords worse (ASVS 5.0 6.2.5, NIST SP 800-63B-4 §3.1.1.2).
///
/// The hasher detects easily guessed passwords ([`PasswordHasher::weakness`](crate::PasswordHasher::weakness)): common
/// ones, and words about the user or the application.
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
    /// The minimum length in characters. Default: 8 (ASVS 5.0 6.2.1). NIST asks for 15 if no second factor is required.
    pub min: usize,
    /// The maximum length in characters. Default: 255, well above the 64 that must be allowed (ASVS 5.0 6.2.9).
    pub max: usize,
    /// Words that must not be the password, beside the user's own name and the host of the application's origin, which
    /// `Auth` adds. Add the names of the application and its makers (ASVS 5.0 6.2.11). Default: none.
    pub context: Vec<String>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min: 8, max: 255, context: Vec::new() }
    }
}

impl PasswordPolicy {
    /// Adds the host of the application's origin as context: `app.shop.example`, its parents, and each of its labels.
    pub(crate) fn with_host(mut self, host: &str) -> Self {
        let parents = std::iter::successors(Some(host), |it| it.split_once('.').map(|(_, parent)| parent));
        self.context.extend(parents.map(str::to_owned));
        self.context.extend(host.split('.').map(str::to_owned));
        self
    }

    /// Checks the length of a new password. Characters are Unicode scalar values, counted after normalisation.
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

/// The reason why a password is easy to guess.
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
    /// It is one of the most common passwords.
    Common,
    /// It is a name of the user, the application or the like, with little added.
    Context,
    /// It was found in a data breach, so attackers try it. See [`BreachedPasswords`](crate::BreachedPasswords).
    Breached,
}

/// The error of a new password that the policy refuses.
///
/// ```
/// use lucerna_core::PasswordError;
///
/// fn hint(error: PasswordError) -> String {
///     match error {
///         PasswordError::TooShort { min } => format!("use {min} characters or more"),
///         PasswordError::Weak(_) => "choose one that is harder to guess".to_owned(),
///         error => error.to_string(),
///     }
/// }
///
/// assert_eq!(hint(PasswordError::TooShort { min: 8 }), "use 8 characters or more");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordError {
    /// The password is too short.
    TooShort {
        /// The minimum length in characters.
        min: usize,
    },
    /// The password is too long.
    TooLong {
        /// The maximum length in characters.
        max: usize,
    },
    /// The password is easy to guess.
    Weak(Weakness),
}

impl PasswordError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_too_short",
            Self::TooLong { .. } => "password_too_long",
            Self::Weak(Weakness::Common) => "password_common",
            Self::Weak(Weakness::Context) => "password_context",
            Self::Weak(Weakness::Breached) => "password_breached",
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
            Self::Weak(Weakness::Breached) => f.write_str("the password was found in a data breach"),
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
