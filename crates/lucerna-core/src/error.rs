//! What can go wrong: a small enum for every call whose caller has to choose, and one opaque error for the rest.

use crate::{ColumnError, CrossOrigin, HashError, InvalidKey, PasswordError, RandomError, StoreError};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Something under Lucerna failed. It is for the log, never for the visitor, and holds no secret.
///
/// Answer 503 Service Unavailable where [`kind`](Error::kind) says so, and 500 otherwise.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl Error {
    /// Whether trying again can help.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

/// What an [`Error`] means for whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It may work later: the database is locked, full or away.
    Unavailable,
    /// The user is no longer there.
    MissingUser,
    /// It will not work until somebody mends it.
    Broken,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.source()
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::Unavailable(_) => ErrorKind::Unavailable,
            StoreError::MissingUser => ErrorKind::MissingUser,
            StoreError::Conflict(_) | StoreError::Broken(_) => ErrorKind::Broken,
        };
        Self { kind, source: Box::new(error) }
    }
}

impl From<RandomError> for Error {
    fn from(error: RandomError) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

impl From<ColumnError> for Error {
    fn from(error: ColumnError) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

/// Something that must be unique is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// The key: somebody signs in with that name.
    Key,
    /// The value of this column of the user's attributes.
    Column(String),
    /// The id of the user.
    UserId,
    /// The id of the session.
    SessionId,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key => f.write_str("the key is taken"),
            Self::Column(column) => write!(f, "the value of `{column}` is taken"),
            Self::UserId => f.write_str("the user's id is taken"),
            Self::SessionId => f.write_str("the session's id is taken"),
        }
    }
}

/// Why there is no new user.
#[derive(Debug)]
#[non_exhaustive]
pub enum CreateUserError {
    /// Somebody else has the name, or the value of a unique column.
    Taken(Conflict),
    /// The name cannot be a key.
    InvalidKey(InvalidKey),
    /// The password cannot be chosen.
    Password(PasswordError),
    /// Too many passwords are waiting to be hashed. Answer 503.
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Something under Lucerna failed.
    Failed(Error),
}

impl fmt::Display for CreateUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str("too many passwords are waiting to be hashed"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for CreateUserError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for CreateUserError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(conflict) => Self::Taken(conflict),
            error => Self::Failed(error.into()),
        }
    }
}

impl From<HashError> for CreateUserError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy { retry_after },
            HashError::Broken(source) => Self::Failed(Error { kind: ErrorKind::Broken, source }),
        }
    }
}

/// Why somebody is not verified.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyPasswordError {
    /// There is no such user, or the password is another; which of the two is not to be known.
    InvalidCredentials,
    /// Too many passwords are waiting to be hashed. Answer 503.
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Something under Lucerna failed.
    Failed(Error),
}

impl fmt::Display for VerifyPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCredentials => f.write_str("unknown user or wrong password"),
            Self::Busy { .. } => f.write_str("too many passwords are waiting to be hashed"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for VerifyPasswordError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for VerifyPasswordError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<HashError> for VerifyPasswordError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy { retry_after },
            HashError::Broken(source) => Self::Failed(Error { kind: ErrorKind::Broken, source }),
        }
    }
}

/// Why it cannot be said who sent a request. That nobody is signed in is no error.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuthenticateError {
    /// The request would change something and does not come from our own pages. Answer 403.
    CrossOrigin(CrossOrigin),
    /// Something under Lucerna failed. Never answer as if the visitor were signed out.
    Failed(Error),
}

impl fmt::Display for AuthenticateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CrossOrigin(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for AuthenticateError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::CrossOrigin(_) => None,
            Self::Failed(error) => error.source(),
        }
    }
}

impl<E: Into<Error>> From<E> for AuthenticateError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Why [`AuthBuilder::build`](crate::AuthBuilder::build) refuses. Each says what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The origin is plain `http` and not this machine: tokens would cross the network in the clear.
    InsecureOrigin,
    /// The store was opened with the columns of another struct.
    OtherSchema,
    /// The cookie's name is empty or has characters that a name cannot have.
    CookieName,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InsecureOrigin => {
                "the origin must be https, or http on a loopback address such as http://127.0.0.1:3000"
            }
            Self::OtherSchema => {
                "the store was opened with the schema of other attributes than those of `Auth`"
            }
            Self::CookieName => "the cookie's name must be of letters, digits, - and _",
        })
    }
}

impl StdError for ConfigError {}
