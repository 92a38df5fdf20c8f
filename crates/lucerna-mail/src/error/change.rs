//! The error of confirming a new address.

use super::{INVALID, STALE, fails};
use lucerna_core::{
    ChangeCredentialError, CreateKeyError, Error, ErrorKind, InvalidKey, StoreError, TooManyAttempts,
    UpdateUserError,
};
use std::fmt;

/// The error of [`Mail::confirm_address`](crate::Mail::confirm_address).
///
/// ```
/// use lucerna_mail::ConfirmAddressError;
///
/// assert_eq!(ConfirmAddressError::Taken.code(), "name_taken");
/// ```
#[non_exhaustive]
pub enum ConfirmAddressError {
    /// As [`RedeemError::Invalid`](crate::RedeemError::Invalid), and also if the message was for another user, or the old
    /// address was changed in the meantime. Respond with 410.
    Invalid,
    /// The user's proof is too old, or its key or session is gone. Ask the visitor to verify again.
    Stale,
    /// Another account has this address, or one that looks alike. Respond with 409.
    Taken,
    /// The rules for names refuse the address. Respond with 422.
    InvalidKey(InvalidKey),
    /// Too many codes were typed in this network. Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// The store failed.
    Failed(Error),
}

fails!(@Redeem ConfirmAddressError);
lucerna_core::debug_as_display!(ConfirmAddressError);

impl ConfirmAddressError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_code",
            Self::Stale => "verification_stale",
            Self::Taken => "name_taken",
            Self::InvalidKey(_) => "invalid_name",
            Self::TooManyAttempts(error) => error.code(),
            Self::Failed(error) => error.code(),
        }
    }
}

impl ConfirmAddressError {
    /// Returns true if the change was refused. After an outage it may have been made.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::Stale | Self::Taken | Self::InvalidKey(_) => true,
            Self::Failed(error) => error.kind() == ErrorKind::Superseded,
            Self::Invalid | Self::TooManyAttempts(_) => false,
        }
    }
}

impl fmt::Display for ConfirmAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str(INVALID),
            Self::Stale => f.write_str(STALE),
            Self::Taken => f.write_str("another account has this address"),
            Self::InvalidKey(error) => error.fmt(f),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<CreateKeyError> for ConfirmAddressError {
    fn from(error: CreateKeyError) -> Self {
        match error {
            CreateKeyError::Taken(_) => Self::Taken,
            CreateKeyError::InvalidKey(error) => Self::InvalidKey(error),
            CreateKeyError::Stale | CreateKeyError::MissingUser => Self::Stale,
            CreateKeyError::Failed(error) => Self::Failed(error),
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}

impl From<ChangeCredentialError> for ConfirmAddressError {
    fn from(error: ChangeCredentialError) -> Self {
        match error {
            ChangeCredentialError::Stale => Self::Stale,
            ChangeCredentialError::Failed(error) => Self::Failed(error),
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}

impl From<UpdateUserError> for ConfirmAddressError {
    fn from(error: UpdateUserError) -> Self {
        match error {
            UpdateUserError::Taken(_) => Self::Taken,
            UpdateUserError::InvalidKey(error) => Self::InvalidKey(error),
            UpdateUserError::Stale => Self::Stale,
            UpdateUserError::Failed(error) => Self::Failed(error),
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}
