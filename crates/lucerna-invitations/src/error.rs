//! The errors of inviting and of accepting.

use lucerna_core::{CreateUserError, Error, RecordError};
use std::error::Error as StdError;
use std::fmt::{Display, Formatter, Result};

/// The error of [`Invitations::invite`](crate::Invitations::invite).
///
/// ```
/// use lucerna_invitations::InviteError;
///
/// assert_eq!(InviteError::AlreadyInvited.code(), "already_invited");
/// ```
#[non_exhaustive]
pub enum InviteError {
    /// The address has an open invitation. Withdraw it first, to send another. Answer 409.
    AlreadyInvited,
    /// The text is not an address. It needs an `@`, no spaces, and at most about 250 bytes. Answer 422.
    InvalidAddress,
    /// The inviting user does not exist.
    MissingUser,
    /// The store, the hasher or the random generator failed.
    Failed(Error),
}

impl InviteError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyInvited => "already_invited",
            Self::InvalidAddress => "invalid_address",
            Self::MissingUser => "missing_user",
            Self::Failed(error) => error.code(),
        }
    }
}

lucerna_core::debug_as_display!(InviteError, AcceptError);

impl Display for InviteError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::AlreadyInvited => {
                f.write_str("this address has an open invitation: withdraw it before inviting again")
            }
            Self::InvalidAddress => f.write_str("this is not an e-mail address: it needs an @ and no spaces"),
            Self::MissingUser => f.write_str("the inviting user does not exist: sign in again"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for InviteError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Self::Failed(error) = self { error.source() } else { None }
    }
}

impl From<Error> for InviteError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<RecordError> for InviteError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Taken(_) => Self::AlreadyInvited,
            RecordError::MissingUser => Self::MissingUser,
            RecordError::Unfit(_) => Self::InvalidAddress,
            error => Self::Failed(error.into()),
        }
    }
}

/// The error of [`Invitations::accept`](crate::Invitations::accept).
///
/// ```
/// use lucerna_invitations::AcceptError;
///
/// fn status(error: &AcceptError) -> u16 {
///     match error {
///         AcceptError::Invalid => 410,
///         AcceptError::User(_) => 422,
///         _ => 503,
///     }
/// }
/// ```
#[non_exhaustive]
pub enum AcceptError {
    /// No open invitation has this code: it is unknown, used, withdrawn or expired. Answer 410.
    Invalid,
    /// The user cannot be created with these attributes. The invitation is still valid.
    User(CreateUserError),
    /// The store, the hasher or the random generator failed.
    Failed(Error),
}

impl AcceptError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_invitation",
            Self::User(error) => error.code(),
            Self::Failed(error) => error.code(),
        }
    }
}

impl Display for AcceptError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Invalid => {
                f.write_str("this invitation was used or withdrawn, or has expired: ask for another one")
            }
            Self::User(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for AcceptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Invalid => None,
            Self::User(error) => error.source(),
            Self::Failed(error) => error.source(),
        }
    }
}

impl From<Error> for AcceptError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<CreateUserError> for AcceptError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::Failed(error) => Self::Failed(error),
            error => Self::User(error),
        }
    }
}
