//! The id of a sign-up form: sent twice, it creates one account.

use crate::Profile;
use lucerna::extend::{RandomError, SecretHash};
use lucerna::{Auth, UserId};

/// A secret in a sign-up form, from which the id of the new account is derived. So every process can tell that an account was
/// created by this form, without remembering forms.
pub(crate) struct FormId {
    secret: String,
    hash: SecretHash,
}

/// The number of digits of the account's id: 96 bits of SHA-256.
const DIGITS: usize = 24;

impl FormId {
    pub(crate) fn generate(auth: &Auth<Profile>) -> Result<Self, RandomError> {
        let (secret, hash) = auth.services().new_secret()?;
        Ok(Self { secret: secret.expose().to_owned(), hash })
    }

    /// Reads the field of a form. Returns `None` for an absent or invalid one.
    pub(crate) fn parse(field: &str) -> Option<Self> {
        SecretHash::of(field).map(|hash| Self { secret: field.to_owned(), hash })
    }

    /// Returns the value of the field.
    pub(crate) fn as_str(&self) -> &str {
        &self.secret
    }

    /// Returns the id of the account that this form creates. It does not reveal the secret.
    pub(crate) fn user_id(&self) -> UserId {
        self.hash.as_str().get(..DIGITS).unwrap_or_default().into()
    }
}
