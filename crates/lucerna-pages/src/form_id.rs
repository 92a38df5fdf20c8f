//! The id of a sign-up form, so that a form that is sent twice creates one account.

use lucerna_core::{Attributes, Auth, RandomError, SecretHash, UserId};

/// The number of digits of the account's id: 96 bits of SHA-256.
const DIGITS: usize = 24;

/// The secret of a form, and the id of the account that it creates.
pub(crate) struct SignUpFormId(SecretHash);

impl SignUpFormId {
    /// Returns the value of a new form's hidden field.
    pub(crate) fn generate<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<String, RandomError> {
        let (secret, _) = auth.services().new_secret()?;
        Ok(secret.expose().to_owned())
    }

    /// Returns the id of a new account without a form.
    pub(crate) fn generate_id<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
    ) -> Result<UserId, RandomError> {
        Ok(Self(auth.services().new_secret()?.1).user_id())
    }

    /// Reads the field of a form. Returns `None` for an absent or invalid one.
    pub(crate) fn parse(field: &str) -> Option<Self> {
        SecretHash::of(field).map(Self)
    }

    /// Returns the id of the account that this form creates. It does not reveal the secret.
    pub(crate) fn user_id(&self) -> UserId {
        self.0.as_str().get(..DIGITS).unwrap_or_default().into()
    }
}
