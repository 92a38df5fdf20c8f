//! Keys: the ways in which a user can prove to be that user.

use crate::{KeyRecord, UserId};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// No name or address is longer, and every database indexes text of this length.
const LONGEST: usize = 255;

/// The name of a key: a provider and the subject that the provider knows, as in "username" and "alice", or "github"
/// and "1234".
///
/// Names that people type are canonical by construction: trimmed, in Unicode's compatibility form (NFKC) and
/// lower-case, so that `ALICE` signs in where `alice` signed up and cannot sign up beside it. What the user typed
/// belongs into the attributes.
///
/// ```
/// use lucerna_core::KeyId;
///
/// assert_eq!(KeyId::username(" Alice"), KeyId::username("ALICE"));
/// assert_eq!(KeyId::new("github", "1234")?.to_string(), "github:1234");
/// # Ok::<(), lucerna_core::InvalidKey>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId {
    provider: String,
    subject: String,
}

impl KeyId {
    /// The key of a user who signs in with this name.
    #[must_use]
    pub fn username(typed: &str) -> Self {
        Self { provider: "username".to_owned(), subject: canonical(typed) }
    }

    /// The key of a user who signs in with this address.
    ///
    /// ```
    /// use lucerna_core::KeyId;
    ///
    /// assert_eq!(KeyId::email("Alice@Example.com ").subject(), "alice@example.com");
    /// ```
    #[must_use]
    pub fn email(typed: &str) -> Self {
        Self { provider: "email".to_owned(), subject: canonical(typed) }
    }

    /// A key of another provider. The subject is kept to the letter: identity providers tell case apart.
    ///
    /// # Errors
    /// [`InvalidKey`] if either is empty, has a control character or both together are longer than 255 bytes, or if
    /// the provider has a colon, which stands between the two in the store.
    pub fn new(provider: &str, subject: &str) -> Result<Self, InvalidKey> {
        let id = Self { provider: provider.to_owned(), subject: subject.to_owned() };
        if id.is_valid() { Ok(id) } else { Err(InvalidKey(())) }
    }

    /// Reads a key's name back from a store: provider and subject with the first colon between them.
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

    /// Who vouches for the subject.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Whom the provider means.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns true if a user can have this key: what somebody typed as a name or an address may be empty, too long, or have control
    /// characters. Whether an address receives mail is another question.
    ///
    /// ```
    /// use lucerna_core::KeyId;
    ///
    /// assert!(KeyId::email("alice@example.com").is_valid());
    /// assert!(!KeyId::username(" ").is_valid());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let Self { provider, subject } = self;
        !provider.is_empty()
            && !subject.is_empty()
            && !provider.contains(':')
            && provider.len() + 1 + subject.len() <= LONGEST
            && !provider.chars().chain(subject.chars()).any(char::is_control)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.subject)
    }
}

/// Text of any length comes in; what is too long to be a name is not worth normalising and stays too long.
fn canonical(typed: &str) -> String {
    if typed.len() > 4 * LONGEST {
        return "\0".to_owned();
    }
    // Lower-casing can undo the normal form ("İ" becomes two characters), so it is made once more; and the normal
    // form can begin with a space where the text did not, so trimming comes last.
    let lower = typed.nfkc().collect::<String>().to_lowercase();
    lower.nfkc().collect::<String>().trim().to_owned()
}

/// A user's key.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, user: UserId) -> Result<(), Error> {
/// let can_sign_in = auth.user_keys(&user).await?.iter().any(|key: &Key| key.has_password);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// Its name.
    pub id: KeyId,
    /// Whose key it is.
    pub user_id: UserId,
    /// Whether it has a password.
    pub has_password: bool,
}

impl Key {
    /// What a user may know of a row.
    pub(crate) fn of(record: KeyRecord) -> Self {
        Self { id: record.id, user_id: record.user_id, has_password: record.password_hash.is_some() }
    }
}

/// A key to be created, with the user or for one.
///
/// ```
/// use lucerna_core::NewKey;
///
/// let key = NewKey::username("alice", "correct horse battery");
/// assert_eq!(format!("{key:?}"), r#"NewKey { id: KeyId { provider: "username", subject: "alice" }, .. }"#);
/// ```
pub struct NewKey {
    pub(crate) id: KeyId,
    pub(crate) password: NewPassword,
}

/// What password a key is created with.
pub(crate) enum NewPassword {
    None,
    Typed(Zeroizing<String>),
    OfTheUser,
}

impl NewKey {
    /// A name and a password.
    #[must_use]
    pub fn username(typed: &str, password: &str) -> Self {
        Self::with_password(KeyId::username(typed), password)
    }

    /// An address and a password.
    #[must_use]
    pub fn email(typed: &str, password: &str) -> Self {
        Self::with_password(KeyId::email(typed), password)
    }

    /// Any key and a password.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::with_password(KeyId::new("member", "17")?, "correct horse battery");
    /// # Ok::<(), lucerna_core::InvalidKey>(())
    /// ```
    #[must_use]
    pub fn with_password(id: KeyId, password: &str) -> Self {
        Self { id, password: NewPassword::Typed(Zeroizing::new(password.to_owned())) }
    }

    /// A key whose provider does the proving, such as an identity provider. It has no password, until the user chooses one.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::without_password(KeyId::new("github", "1234")?);
    /// # Ok::<(), lucerna_core::InvalidKey>(())
    /// ```
    #[must_use]
    pub fn without_password(id: KeyId) -> Self {
        Self { id, password: NewPassword::None }
    }

    /// One more name for a user who has a password: it signs in with the same one, now and after every change of it.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::same_password(KeyId::email("alice@example.com"));
    /// ```
    #[must_use]
    pub fn same_password(id: KeyId) -> Self {
        Self { id, password: NewPassword::OfTheUser }
    }
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Provider and subject do not make a key.
///
/// ```
/// use lucerna_core::KeyId;
///
/// let error = KeyId::new("git:hub", "1234").unwrap_err();
/// assert!(error.to_string().starts_with("a key needs a provider without a colon"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvalidKey(pub(crate) ());

impl InvalidKey {
    pub(crate) const CODE: &str = "invalid_name";

    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        Self::CODE
    }
}

crate::debug_as_display!(InvalidKey);

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a key needs a provider without a colon and a subject, together at most 255 bytes, without control characters",
        )
    }
}

impl std::error::Error for InvalidKey {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_look_alike_are_one() {
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
    fn rt_222_a_name_has_its_limits() {
        assert!(KeyId::new("", "x").is_err() && KeyId::new("x", "").is_err());
        assert!(KeyId::new("x", &"y".repeat(253)).is_ok());
        assert!(KeyId::new("x", &"y".repeat(254)).is_err());
        for typed in ["", " ", "a\0b", "a\nb", &"x".repeat(300), &" ".repeat(9999), &"x".repeat(10_000_000)] {
            assert!(!KeyId::username(typed).is_valid());
        }
    }

    #[test]
    fn a_name_has_two_parts_and_one_text() {
        let id = KeyId::new("github", "1:234").unwrap();
        assert_eq!((id.provider(), id.subject()), ("github", "1:234"));
        assert_eq!(KeyId::parse(&id.to_string()), Some(id));
        assert!(KeyId::email("Alice@Example.com").is_valid());
    }

    #[test]
    fn rt_222_what_is_longer_than_any_name_is_not_normalised() {
        let typed = |spaces| KeyId::username(&format!("alice{}", " ".repeat(spaces)));
        assert_eq!(typed(4 * LONGEST - 5), KeyId::username("alice"));
        for spaces in [4 * LONGEST - 4, 9999] {
            assert!(!typed(spaces).is_valid(), "{spaces}");
        }
    }

    #[test]
    fn rt_156_debug_shows_nothing_of_a_new_password() {
        let shown = format!("{:?}", NewKey::username("alice", "hunter2hunter2"));
        assert!(shown.contains("alice") && !shown.contains("hunter2"), "{shown}");
    }

    proptest! {
        #[test]
        fn being_canonical_is_final(typed in "\\PC{0,40}") {
            let once = KeyId::username(&typed);
            prop_assert_eq!(KeyId::username(once.subject()), once);
        }
    }
}
