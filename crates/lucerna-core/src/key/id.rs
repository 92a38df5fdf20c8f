//! Names of keys, and their canonical form.

use super::InvalidKey;
use super::invalid::Flaw;
use std::fmt;
use std::hash::{Hash, Hasher};
use unicode_normalization::UnicodeNormalization;

/// The longest key in bytes. Every database can index text of this length.
const LONGEST: usize = 255;

/// The longest text in bytes that is read as a name.
const LONGEST_TYPED: usize = 4 * LONGEST;

/// The name of a key: a provider and the provider's subject, such as "username" and "alice", or "github" and "1234".
///
/// Names that users type are canonical: trimmed, in Unicode's compatibility form (NFKC) and lower-case. So `ALICE`
/// signs in to the account `alice` and cannot sign up beside it. Store the user's own spelling in the attributes. A key
/// remembers it until it is stored, for the rules of new names. Keys with two spellings of one name are equal.
///
/// The form says which name is meant. Whether a new user can have the name is decided by the [`NamePolicy`](crate::NamePolicy)
/// when the key is created.
///
/// ```
/// use lucerna_core::KeyId;
///
/// assert_eq!(KeyId::username(" Alice"), KeyId::username("ALICE"));
/// assert_eq!(KeyId::new("github", "1234")?.to_string(), "github:1234");
/// # Ok::<(), lucerna_core::InvalidKey>(())
/// ```
#[derive(Clone)]
pub struct KeyId {
    provider: String,
    subject: String,
    /// The text that the user typed, if it is not the subject.
    spelling: Option<Box<str>>,
}

impl KeyId {
    /// Creates the key of a user who signs in with this name.
    #[must_use]
    pub fn username(typed: &str) -> Self {
        Self::typed("username", typed)
    }

    /// Creates the key of a user who signs in with this e-mail address.
    ///
    /// ```
    /// use lucerna_core::KeyId;
    ///
    /// assert_eq!(KeyId::email("Alice@Example.com ").subject(), "alice@example.com");
    /// ```
    #[must_use]
    pub fn email(typed: &str) -> Self {
        Self::typed("email", typed)
    }

    fn typed(provider: &str, typed: &str) -> Self {
        let subject = canonical(typed);
        let spelling = Some(typed.trim()).filter(|it| *it != subject && typed.len() <= LONGEST_TYPED);
        Self { provider: provider.to_owned(), spelling: spelling.map(Box::from), subject }
    }

    /// Creates a key of another provider. The subject is kept exactly, since identity providers distinguish case.
    ///
    /// # Errors
    /// [`InvalidKey`] if either part is empty or has a control character, or if both together exceed 255 bytes. A
    /// provider with a colon is invalid too, since the colon separates the two parts in the store.
    pub fn new(provider: &str, subject: &str) -> Result<Self, InvalidKey> {
        let id = Self { provider: provider.to_owned(), subject: subject.to_owned(), spelling: None };
        if id.is_valid() { Ok(id) } else { Err(InvalidKey(Flaw::Form)) }
    }

    /// Parses a key from a store: provider and subject, separated by the first colon.
    ///
    /// ```
    /// use lucerna_core::KeyId;
    ///
    /// assert_eq!(KeyId::parse("username:alice"), Some(KeyId::username("alice")));
    /// assert_eq!(KeyId::parse("alice"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, subject) = text.split_once(':')?;
        Self::new(provider, subject).ok()
    }

    /// Returns the provider, which identifies the subject.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Returns the subject: the user's name or id at the provider.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns the name as the user typed it, without spaces at its ends.
    pub(crate) fn spelling(&self) -> &str {
        self.spelling.as_deref().unwrap_or(&self.subject)
    }

    /// Returns true if a store can hold this key. A name or an address that a user types may be empty, too long, or have
    /// control characters. New names have further rules: see [`NamePolicy`](crate::NamePolicy). It does not check that an
    /// address receives mail.
    ///
    /// ```
    /// use lucerna_core::KeyId;
    ///
    /// assert!(KeyId::email("alice@example.com").is_valid());
    /// assert!(!KeyId::username(" ").is_valid());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let Self { provider, subject, .. } = self;
        !provider.is_empty()
            && !subject.is_empty()
            && !provider.contains(':')
            && provider.len() + 1 + subject.len() <= LONGEST
            && !provider.chars().chain(subject.chars()).any(char::is_control)
    }
}

impl PartialEq for KeyId {
    fn eq(&self, other: &Self) -> bool {
        self.provider == other.provider && self.subject == other.subject
    }
}

impl Eq for KeyId {}

impl Hash for KeyId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.provider, &self.subject).hash(state);
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider, subject, .. } = self;
        f.debug_struct("KeyId").field("provider", provider).field("subject", subject).finish()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.subject)
    }
}

/// Canonicalises a name. Text much longer than any name becomes an invalid key, without the cost of normalisation.
fn canonical(typed: &str) -> String {
    if typed.len() > LONGEST_TYPED {
        return "\0".to_owned();
    }
    // Each character of ASCII is its own normal form.
    if typed.is_ascii() {
        return typed.trim().to_ascii_lowercase();
    }
    // Lower-casing can undo the normal form ("İ" becomes two characters), so the form is computed again. It can begin
    // with a space that the text did not have, so trimming comes last.
    let lower = typed.nfkc().collect::<String>().to_lowercase();
    lower.nfkc().collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_are_one_key() {
        for (typed, same) in
            [("JOSÉ", "jose\u{301}"), ("ﬁona", "FIONA"), ("ＡＬＩＣＥ", "alice"), ("bob ", "\tBOB")]
        {
            assert_eq!(KeyId::username(typed), KeyId::username(same));
        }
        assert_ne!(KeyId::username("alice"), KeyId::email("alice"));
    }

    #[test]
    fn a_provider_has_no_colon_and_a_subject_may() {
        assert!(KeyId::new("a:b", "c").is_err());
        assert_eq!(KeyId::parse("a:b:c"), KeyId::new("a", "b:c").ok());
        assert_eq!(KeyId::parse("ab"), None);
    }

    #[test]
    fn rt_222_empty_long_and_control_characters_are_refused() {
        assert!(KeyId::new("", "x").is_err() && KeyId::new("x", "").is_err());
        assert!(KeyId::new("x", &"y".repeat(253)).is_ok());
        assert!(KeyId::new("x", &"y".repeat(254)).is_err());
        for typed in ["", " ", "a\0b", "a\nb", &"x".repeat(300), &" ".repeat(9999), &"x".repeat(10_000_000)] {
            assert!(!KeyId::username(typed).is_valid());
        }
    }

    #[test]
    fn a_key_round_trips_through_text() {
        let id = KeyId::new("github", "1:234").unwrap();
        assert_eq!((id.provider(), id.subject()), ("github", "1:234"));
        assert_eq!(KeyId::parse(&id.to_string()), Some(id));
        assert!(KeyId::email("Alice@Example.com").is_valid());
    }

    #[test]
    fn rt_222_text_longer_than_any_name_is_not_normalised() {
        let typed = |spaces| KeyId::username(&format!("alice{}", " ".repeat(spaces)));
        assert_eq!(typed(4 * LONGEST - 5), KeyId::username("alice"));
        for spaces in [4 * LONGEST - 4, 9999] {
            assert!(!typed(spaces).is_valid(), "{spaces}");
        }
    }

    proptest! {
        #[test]
        fn canonicalizing_is_idempotent(typed in "\\PC{0,40}") {
            let once = KeyId::username(&typed);
            prop_assert_eq!(KeyId::username(once.subject()), once);
        }
    }
}
