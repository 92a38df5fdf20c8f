//! The error of opening a store.

use crate::MigrationError;
use std::error::Error as StdError;
use std::fmt;

/// The error of opening a store.
///
/// ```
/// use lucerna_store_sql::PoolOpenError;
///
/// fn can_be_retried(error: &PoolOpenError) -> bool {
///     matches!(error, PoolOpenError::Unavailable(_))
/// }
/// ```
#[non_exhaustive]
pub enum PoolOpenError {
    /// The URL is invalid, has an unknown option, or has one that a connection pooler drops.
    Url(Box<dyn StdError + Send + Sync>),
    /// The database cannot be reached, or refused the login.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The tables cannot be created or read.
    Failed(Box<dyn StdError + Send + Sync>),
    /// The tables differ from the needed ones. Each difference is one sentence. Nothing was changed.
    Tables(Vec<String>),
    /// Another version of Lucerna migrated the tables.
    Migrations(MigrationError),
    /// The database belongs to Lucia v2 and was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
}

impl PoolOpenError {
    /// Converts the error of parsing a URL.
    pub(super) fn from_url(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Configuration(source) => Self::Url(source),
            other => Self::Url(other.into()),
        }
    }
}

lucerna_core::debug_as_display!(PoolOpenError);

impl fmt::Display for PoolOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(source) => write!(f, "the database URL is invalid: {source}"),
            Self::Unavailable(source) => write!(f, "the database is not available: {source}"),
            Self::Failed(source) => write!(f, "the tables cannot be created or read: {source}"),
            Self::Tables(differences) => {
                write!(f, "the tables differ from the needed ones: {}", differences.join("; "))
            }
            Self::Migrations(error) => error.fmt(f),
            Self::NotAdopted { sessions } => write!(
                f,
                "the database belongs to Lucia v2 (its sessions are in `{sessions}`) and has to be adopted first"
            ),
        }
    }
}

impl StdError for PoolOpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Url(source) | Self::Unavailable(source) | Self::Failed(source) => Some(&**source),
            _ => None,
        }
    }
}
