//! What stands in the way of an adoption.

use crate::RedisOpenError;
use lucerna_core::StoreError;
use std::error::Error as StdError;
use std::fmt;

/// Why the sessions in Redis were not adopted, or not all of them. No variant has a token in it.
///
/// ```
/// use lucerna_store_redis::RedisAdoptError;
///
/// fn advice(error: &RedisAdoptError) -> &'static str {
///     match error {
///         RedisAdoptError::Open(_) => "nothing was changed: see that Redis is there",
///         RedisAdoptError::Unfit { .. } => "nothing was changed: change the attributes, or let such sessions go",
///         _ => "do it again: what is done stays done",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum RedisAdoptError {
    /// The address cannot be used, or Redis cannot be reached. Nothing was changed.
    Open(RedisOpenError),
    /// Redis failed meanwhile. Do it again: what is done stays done.
    Store(StoreError),
    /// Attributes of sessions do not fit into the columns. Nothing was changed.
    Unfit {
        /// How many sessions have such attributes.
        sessions: u64,
        /// One sentence for each of the first 20.
        first: Vec<String>,
    },
    /// An adoption that broke off looked for Lucia's sessions under these prefixes, first that of sessions and then that of
    /// the sets. Do it again with the same. Nothing was changed.
    OtherPrefixes(String),
    /// A session was changed meanwhile. Stop the application and do it again.
    InUse,
}

impl fmt::Display for RedisAdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(source) => source.fmt(f),
            Self::Store(source) => {
                write!(
                    f,
                    "the adoption broke off and has to be done again, which goes on where it was: {source}"
                )
            }
            Self::Unfit { sessions, first } => write!(
                f,
                "nothing was changed, as the attributes of {sessions} sessions do not fit: {}",
                super::report::first_of(*sessions, first)
            ),
            Self::OtherPrefixes(prefixes) => write!(
                f,
                "nothing was changed: an adoption with the prefixes {prefixes:?} broke off, and has to be done again first"
            ),
            Self::InUse => {
                f.write_str("a session was changed meanwhile: stop the application and do it again")
            }
        }
    }
}

impl StdError for RedisAdoptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Open(source) => Some(source),
            Self::Store(source) => Some(source),
            Self::Unfit { .. } | Self::OtherPrefixes(_) | Self::InUse => None,
        }
    }
}

impl From<RedisOpenError> for RedisAdoptError {
    fn from(error: RedisOpenError) -> Self {
        Self::Open(error)
    }
}

impl From<StoreError> for RedisAdoptError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
