//! Users: an id and the application's own attributes.

use crate::{ColumnType, NewKey, Random, RandomError, Scalar, Value};
use data_encoding::BASE32_NOPAD;
use std::fmt;
use std::ops::Deref;

/// A user: an id and `U`, the application's own attributes. It dereferences to the attributes, as in `user.username`.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth<Row>, id: UserId) -> Result<(), Error> {
/// if let Some(user) = auth.find_user(&id).await? {
///     println!("{}: {:?}", user.id, user.value("username")); // `value` of its attributes
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User<U> {
    /// The user's id, which never changes.
    pub id: UserId,
    /// The application's own attributes.
    pub attributes: U,
}

impl<U> Deref for User<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.attributes
    }
}

/// The id of a user, which the application may show and use in URLs.
///
/// Lucerna generates ids of 20 characters, `a` to `z` and `2` to `7`, with 100 random bits. Ids of other origin are
/// kept unchanged.
///
/// ```
/// let id = lucerna_core::UserId::from("00v0ze0fyw4b7ay");
/// assert_eq!(id.as_str(), "00v0ze0fyw4b7ay");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// Generates a new id.
    ///
    /// ```
    /// use lucerna_core::{OsRandom, UserId};
    ///
    /// let id = UserId::generate(&OsRandom::default())?;
    /// assert_eq!(id.as_str().len(), 20);
    /// # Ok::<(), lucerna_core::RandomError>(())
    /// ```
    ///
    /// # Errors
    /// [`RandomError`] if the random generator failed.
    pub fn generate(random: &(impl Random + ?Sized)) -> Result<Self, RandomError> {
        let mut bytes = [0; 13];
        random.fill(&mut bytes)?;
        let mut id = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
        id.truncate(20);
        Ok(Self(id))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UserId {
    /// Returns true if every store can hold the id.
    pub(crate) fn is_valid(&self) -> bool {
        (1..=255).contains(&self.0.len()) && !self.0.chars().any(char::is_control)
    }
}

/// A user to create. By default Lucerna generates the id, and there is no key.
///
/// ```
/// use lucerna_core::{NewKey, NewUser};
///
/// let user = NewUser::new().id("00v0ze0fyw4b7ay").key(NewKey::username("alice", "correct horse battery"));
/// let usual = NewUser::from(NewKey::username("alice", "correct horse battery"));
/// ```
#[derive(Debug, Default)]
pub struct NewUser {
    pub(crate) id: Option<UserId>,
    pub(crate) key: Option<NewKey>,
}

impl NewUser {
    /// Creates a user without a key, who cannot sign in yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the application's own id, of at most 255 bytes.
    #[must_use]
    pub fn id(mut self, id: impl Into<UserId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the key.
    #[must_use]
    pub fn key(mut self, key: NewKey) -> Self {
        self.key = Some(key);
        self
    }
}

impl From<NewKey> for NewUser {
    fn from(key: NewKey) -> Self {
        Self::new().key(key)
    }
}

impl From<String> for UserId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<&str> for UserId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl AsRef<str> for UserId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// A column that refers to a user. A row is deleted only with the user in its `user_id`.
impl Scalar for UserId {
    const TYPE: ColumnType = ColumnType::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }

    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value).map(Self)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyId, OsRandom};

    #[test]
    fn rt_189_ids_have_twenty_uniformly_distributed_characters() {
        let mut seen = [0_u32; 128];
        for _ in 0..2_000 {
            let id = UserId::generate(&OsRandom).unwrap();
            assert_eq!(id.as_str().len(), 20);
            id.as_str().bytes().for_each(|it| seen[usize::from(it)] += 1);
        }
        let counts: Vec<_> = seen.into_iter().filter(|it| *it > 0).collect();
        assert_eq!(counts.len(), 32);
        // 40,000 draws of 32 symbols give 1,250 each. Eight standard deviations are 278.
        assert!(counts.iter().all(|it| (972..1528).contains(it)), "{counts:?}");
    }

    #[test]
    fn an_id_has_a_limited_length_and_no_control_characters() {
        for id in ["a", "00v0ze0fyw4b7ay", "é 1", &"x".repeat(255)] {
            assert!(UserId::from(id).is_valid(), "{id}");
        }
        for id in ["", "a\0b", "\n", &"x".repeat(256)] {
            assert!(!UserId::from(id).is_valid(), "{id}");
        }
        assert_eq!(UserId::from("alice".to_owned()).to_string(), "alice");
    }

    #[test]
    fn a_new_user_has_the_given_id_and_key() {
        let NewUser { id, key } = NewUser::new().id("u1").key(NewKey::username("alice", "secret"));
        assert_eq!((id, key.map(|it| it.id)), (Some("u1".into()), Some(KeyId::username("alice"))));
        let usual = NewUser::from(NewKey::username("alice", "secret"));
        assert!(usual.id.is_none() && usual.key.is_some());
    }
}
