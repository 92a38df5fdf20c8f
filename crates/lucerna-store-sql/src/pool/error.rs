//! Why a database cannot be used as a store.

use crate::MigrationError;
use std::error::Error as StdError;
use std::fmt;

/// Why a database cannot be used as a store.
///
/// ```
/// use lucerna_store_sql::PoolOpenError;
///
/// fn is_worth_another_try(error: &PoolOpenError) -> bool {
///     matches!(error, PoolOpenError::Unavailable(_))
/// }
/// ```
#[non_exhaustive]
pub enum PoolOpenError {
    /// The URL is none, or has an option that is not known.
    Url(Box<dyn StdError + Send + Sync>),
    /// The database cannot be reached, or does not let us in.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The tables cannot be created or looked at.
    Failed(Box<dyn StdError + Send + Sync>),
    /// The tables differ from what is needed: one sentence for each difference. Nothing was changed.
    Tables(Vec<String>),
    /// The tables were migrated by another version of Lucerna.
    Migrations(MigrationError),
    /// The database is one of Lucia v2 that was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
}

lucerna_core::debug_as_display!(PoolOpenError);

impl fmt::Display for PoolOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(source) => write!(f, "the database's URL cannot be used: {source}"),
            Self::Unavailable(source) => write!(f, "the database is not available: {source}"),
            Self::Failed(source) => write!(f, "the tables cannot be prepared: {source}"),
            Self::Tables(differences) => {
                write!(f, "the database has other tables than are needed: {}", differences.join("; "))
            }
            Self::Migrations(error) => error.fmt(f),
            Self::NotAdopted { sessions } => write!(
                f,
                "the database is one of Lucia v2 (its sessions are in `{sessions}`) and has to be adopted first"
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
