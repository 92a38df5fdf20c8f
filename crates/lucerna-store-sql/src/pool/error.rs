//! Why a database cannot be used as a store.

use std::error::Error as StdError;
use std::fmt;

/// Why a database cannot be used as a store.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL is none, or has an option that is not known.
    Url(Box<dyn StdError + Send + Sync>),
    /// The database cannot be reached, or does not let us in.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The tables cannot be created or looked at.
    Failed(Box<dyn StdError + Send + Sync>),
    /// The tables differ from what is needed: one sentence for each difference. Nothing was changed.
    Tables(Vec<String>),
    /// A later version of Lucerna was here: its tables are not known to this one.
    Newer {
        /// The last migration in the database.
        found: u32,
        /// The last one that this version knows.
        known: u32,
    },
    /// A migration that was applied is not the one that this version has under its number.
    Changed {
        /// Its number.
        migration: u32,
    },
    /// The database is one of Lucia v2 that was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions.
        sessions: String,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(source) => write!(f, "the database's URL cannot be used: {source}"),
            Self::Unavailable(source) => write!(f, "the database is not available: {source}"),
            Self::Failed(source) => write!(f, "the tables cannot be prepared: {source}"),
            Self::Tables(differences) => {
                write!(f, "the database has other tables than are needed: {}", differences.join("; "))
            }
            Self::Newer { found, known } => write!(
                f,
                "the database was migrated to {found} by a later version of Lucerna, and this one knows {known}: run \
                 that version or a later one"
            ),
            Self::Changed { migration } => write!(
                f,
                "migration {migration} was applied with another text than this version of Lucerna has under that number"
            ),
            Self::NotAdopted { sessions } => write!(
                f,
                "the database is one of Lucia v2 (its sessions are in `{sessions}`) and has to be adopted first: \
                 cargo run -p starter -- adopt-lucia"
            ),
        }
    }
}

impl StdError for OpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Url(source) | Self::Unavailable(source) | Self::Failed(source) => Some(&**source),
            _ => None,
        }
    }
}
