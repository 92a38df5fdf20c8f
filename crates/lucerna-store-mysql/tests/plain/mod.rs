//! A hasher that does not hash.

use lucerna_core::{HashError, Password, PasswordHash, PasswordHasher, Verdict};

/// Hashing is not what is tested here.
pub(crate) struct Plain;

impl PasswordHasher for Plain {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        let same = hash.is_some_and(|it| it.expose() == password.as_str());
        Ok(if same { Verdict::Match } else { Verdict::Mismatch })
    }
}
