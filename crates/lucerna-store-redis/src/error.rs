//! The errors of Redis and of opening a store.

use lucerna_core::StoreError;
use redis::{ErrorKind, RedisError, ServerErrorKind};
use std::error::Error as StdError;
use std::fmt;

/// The error of opening a store. No variant shows the URL, since it may contain a password.
///
/// ```
/// use lucerna_store_redis::RedisOpenError;
///
/// fn can_be_retried(error: &RedisOpenError) -> bool {
///     matches!(error, RedisOpenError::Connection(_))
/// }
/// ```
#[non_exhaustive]
pub enum RedisOpenError {
    /// The URL is not one of Redis, has an unknown option, or names an unencrypted connection to another machine. The
    /// text names the problem.
    Url(String),
    /// The prefix of the keys contains a brace.
    Prefix,
    /// Redis cannot be reached, or refused the login.
    Connection(Box<dyn StdError + Send + Sync>),
    /// An adoption of Lucia's sessions was interrupted. Complete it with `adopt_lucia` of the crate `lucerna-adopt`.
    HalfAdopted,
}

lucerna_core::debug_as_display!(RedisOpenError);

impl fmt::Display for RedisOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(problem) => write!(f, "the URL of Redis is invalid: {problem}"),
            Self::Prefix => f.write_str("the prefix of keys must not contain { or }"),
            Self::Connection(source) => write!(f, "Redis cannot be reached: {source}"),
            Self::HalfAdopted => f.write_str(
                "an adoption of the sessions of Lucia v2 in Redis was interrupted and has to be completed first, with adopt_lucia",
            ),
        }
    }
}

impl StdError for RedisOpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Connection(source) => Some(&**source),
            Self::Url(_) | Self::Prefix | Self::HalfAdopted => None,
        }
    }
}

impl From<RedisError> for RedisOpenError {
    fn from(error: RedisError) -> Self {
        Self::Connection(error.into())
    }
}

pub(crate) fn store(error: RedisError) -> StoreError {
    if is_transient(&error) {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Broken(error.into())
    }
}

pub(crate) fn broken(what: &str) -> StoreError {
    StoreError::Broken(what.into())
}

/// Returns true if a retry can succeed without a repair.
fn is_transient(error: &RedisError) -> bool {
    match error.kind() {
        // A password that was changed on the server is an outage until both are the same again.
        ErrorKind::Io | ErrorKind::ClusterConnectionNotFound | ErrorKind::AuthenticationFailed => true,
        ErrorKind::Server(
            ServerErrorKind::BusyLoading
            | ServerErrorKind::TryAgain
            | ServerErrorKind::ClusterDown
            | ServerErrorKind::MasterDown
            | ServerErrorKind::ReadOnly
            | ServerErrorKind::Moved
            | ServerErrorKind::Ask
            | ServerErrorKind::NoScript,
        ) => true,
        _ => matches!(
            error.code(),
            Some(
                "OOM"
                    | "MISCONF"
                    | "NOREPLICAS"
                    | "BUSY"
                    | "UNKILLABLE"
                    | "UNBLOCKED"
                    | "NOAUTH"
                    | "WRONGPASS"
            )
        ),
    }
}
