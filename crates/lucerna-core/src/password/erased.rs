//! The boxed twin of [`PasswordHasher`], so that no signature of a user's names a hasher.

use super::{HashError, Password, PasswordHash, PasswordHasher, Verdict, Weakness};
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, HashError>> + Send + 'a>>;

pub(crate) trait ErasedHasher: Send + Sync {
    fn hash(&self, password: Password) -> Boxed<'_, PasswordHash>;
    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness>;
    fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Boxed<'_, Verdict>;
}

impl<T: PasswordHasher> ErasedHasher for T {
    fn hash(&self, password: Password) -> Boxed<'_, PasswordHash> {
        Box::pin(PasswordHasher::hash(self, password))
    }

    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness> {
        PasswordHasher::weakness(self, password, context)
    }

    fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Boxed<'_, Verdict> {
        Box::pin(PasswordHasher::verify(self, password, hash))
    }
}
