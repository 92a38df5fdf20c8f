//! A hasher that does not hash.

use lucerna_core::{HashError, Password, PasswordHash, PasswordHasher, Verdict};

/// Keeps passwords as they are: for tests in which hashing is not what is tested, and for nothing else.
///
/// ```
/// use lucerna_core::{Auth, ConfigError, Origin, Store};
/// use lucerna_testkit::PlainHasher;
///
/// fn quick(store: impl Store, origin: Origin) -> Result<Auth, ConfigError> {
///     Auth::builder(store, PlainHasher::default(), origin).build()
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PlainHasher;

impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        let same = hash.is_some_and(|it| it.expose() == password.as_str());
        Ok(if same { Verdict::Match } else { Verdict::Mismatch })
    }
}
