//! Errors of mail as answers of the pages.

use crate::problems;
use lucerna_core::{CreateUserError, VerifyPasswordError};
use lucerna_mail::{AskError, ConfirmAddressError, RedeemError, ResetPasswordError};
use lucerna_web::AuthError;

/// Returns the answer to a message that was asked for in vain.
pub(crate) fn of_asking(error: AskError) -> AuthError {
    match error {
        AskError::InvalidAddress => problems::INVALID_ADDRESS.into(),
        AskError::TooManyAttempts(error) => error.into(),
        AskError::Busy { retry_after } => VerifyPasswordError::Busy { retry_after }.into(),
        AskError::Failed(error) => error.into(),
        _ => problems::PROOF_OUTDATED.into(),
    }
}

/// Returns the answer to a link or a code that does not work.
pub(crate) fn of_redeeming(error: RedeemError) -> AuthError {
    match error {
        RedeemError::TooManyAttempts(error) => error.into(),
        RedeemError::Failed(error) => error.into(),
        _ => problems::INVALID_CODE.into(),
    }
}

/// Returns the answer to a new password that was not set.
pub(crate) fn of_resetting(error: ResetPasswordError) -> AuthError {
    match error {
        ResetPasswordError::Password(error) => CreateUserError::Password(error).into(),
        ResetPasswordError::TooManyAttempts(error) => error.into(),
        ResetPasswordError::Busy { retry_after } => VerifyPasswordError::Busy { retry_after }.into(),
        ResetPasswordError::Failed(error) => error.into(),
        _ => problems::INVALID_CODE.into(),
    }
}

/// Returns the answer to an address that was not confirmed.
pub(crate) fn of_confirming(error: ConfirmAddressError) -> AuthError {
    match error {
        ConfirmAddressError::Stale => problems::PROOF_OUTDATED.into(),
        ConfirmAddressError::Taken => problems::ADDRESS_TAKEN.into(),
        ConfirmAddressError::InvalidKey(_) => problems::INVALID_ADDRESS.into(),
        ConfirmAddressError::TooManyAttempts(error) => error.into(),
        ConfirmAddressError::Failed(error) => error.into(),
        _ => problems::INVALID_CODE.into(),
    }
}
