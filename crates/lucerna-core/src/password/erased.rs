//! The object-safe form of [`PasswordHasher`], so that [`Auth`](crate::Auth) needs no type parameter for it.

use super::{HashError, Password, PasswordHash, PasswordHasher, Verdict, Weakness};
use std::future::Future;
use std::pin::Pin;

type HasherFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, HashError>> + Send + 'a>>;

pub(crate) trait ErasedHasher: Send + Sync {
    fn hash(&self, password: Password) -> HasherFuture<'_, PasswordHash>;
    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness>;
    fn verify(&self, password: Password, hash: Option<PasswordHash>) -> HasherFuture<'_, Verdict>;
}

impl<T: PasswordHasher> ErasedHasher for T {
    fn hash(&self, password: Password) -> HasherFuture<'_, PasswordHash> {
        Box::pin(PasswordHasher::hash(self, password))
    }

    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness> {
        PasswordHasher::weakness(self, password, context)
    }

    fn verify(&self, password: Password, hash: Option<PasswordHash>) -> HasherFuture<'_, Verdict> {
        Box::pin(PasswordHasher::verify(self, password, hash))
    }
}
