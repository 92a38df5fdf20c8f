//! What Redis's errors mean.

use lucerna_core::StoreError;
use redis::{ErrorKind, RedisError, ServerErrorKind};
use std::error::Error as StdError;
use std::fmt;

/// Why a store cannot be opened. No variant shows the address, which may have a password in it.
///
/// ```
/// use lucerna_store_redis::RedisOpenError;
///
/// fn is_worth_another_try(error: &RedisOpenError) -> bool {
///     matches!(error, RedisOpenError::Connection(_))
/// }
/// ```
#[non_exhaustive]
pub enum RedisOpenError {
    /// The address is not one of a Redis; the text says what is wrong with it.
    Url(&'static str),
    /// The prefix of the keys has a brace.
    Prefix,
    /// Redis cannot be reached, or does not let us in.
    Connection(Box<dyn StdError + Send + Sync>),
    /// An adoption of Lucia's sessions was interrupted and has to be completed first, by `adopt_lucia` of the crate
    /// `lucerna-adopt`.
    HalfAdopted,
}

lucerna_core::debug_as_display!(RedisOpenError);

impl fmt::Display for RedisOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(problem) => write!(f, "the address of Redis cannot be used: {problem}"),
            Self::Prefix => f.write_str("the prefix of keys must have no { and no }"),
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
    if is_passing(&error) { StoreError::Unavailable(error.into()) } else { StoreError::Broken(error.into()) }
}

pub(crate) fn broken(what: &str) -> StoreError {
    StoreError::Broken(what.into())
}

/// Whether it may be otherwise later, without anybody mending anything.
fn is_passing(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => true,
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
            Some("OOM" | "MISCONF" | "NOREPLICAS" | "BUSY" | "UNKILLABLE" | "UNBLOCKED")
        ),
    }
}
