//! The error of a name that no new key can have.

use std::fmt;

/// The error of a name or an account that no new key can have. Its text says which rule refuses it.
///
/// ```
/// use lucerna_core::{KeyId, NamePolicy};
///
/// let error = KeyId::new("git:hub", "1234").unwrap_err();
/// assert!(error.to_string().starts_with("a key needs a provider without a colon"));
///
/// let error = NamePolicy::default().check(&KeyId::username("\u{430}dmin")).unwrap_err();
/// assert!(error.to_string().starts_with("the name mixes scripts"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvalidKey(pub(crate) Flaw);

/// The rule that a name breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Form,
    Spelling,
    Look,
    Characters,
    Spaces,
    Direction,
    Scripts,
    Address,
}

impl InvalidKey {
    pub(crate) const CODE: &str = "invalid_name";

    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        Self::CODE
    }
}

crate::debug_as_display!(InvalidKey);

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Flaw::Form => {
                "a key needs a provider without a colon and a subject, together at most 255 bytes, without control characters"
            }
            Flaw::Spelling => {
                "the name is not in its canonical form: create the key with KeyId::username or KeyId::email"
            }
            Flaw::Look => {
                "the name has a letter that looks like another one: use plain letters, and small ones only"
            }
            Flaw::Characters => {
                "the name has an invisible character, a symbol or a rare letter: use letters, digits and ASCII punctuation"
            }
            Flaw::Spaces => "the name has two spaces in a row, or an address has a space",
            Flaw::Direction => "the name mixes text from left to right with text from right to left",
            Flaw::Scripts => "the name mixes scripts that are not written together, or digits of two scripts",
            Flaw::Address => "an e-mail address needs a name, an @ and a domain with valid labels",
        })
    }
}

impl std::error::Error for InvalidKey {}
