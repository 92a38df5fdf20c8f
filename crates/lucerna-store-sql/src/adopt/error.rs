//! What stands in the way of an adoption.

use std::error::Error as StdError;
use std::fmt;

/// Why a database was not adopted. Nothing in it was changed.
///
/// ```
/// use lucerna_store_sql::AdoptError;
///
/// fn advice(error: &AdoptError) -> &'static str {
///     match error {
///         AdoptError::Database(_) => "see that the database is there and nobody uses it",
///         AdoptError::NotLucia(_) => "is this the right database?",
///         _ => "change what it names, and do it again",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum AdoptError {
    /// The database cannot be opened, read or written, another process is using it, or a statement failed.
    Database(Box<dyn StdError + Send + Sync>),
    /// The database is none of Lucia v2, or has something with which it could not be adopted without loss.
    NotLucia(String),
    /// Rows that only you can decide about, such as two keys whose names are one: one sentence for each.
    Rows(Vec<String>),
    /// The tables would still differ from what the schema needs: one sentence for each difference.
    Tables(Vec<String>),
}

impl fmt::Display for AdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the database was not adopted and is as it was: ")?;
        match self {
            Self::Database(source) => source.fmt(f),
            Self::NotLucia(reason) => f.write_str(reason),
            Self::Rows(problems) => f.write_str(&problems.join("; ")),
            Self::Tables(differences) => {
                write!(f, "it would have other tables than are needed: {}", differences.join("; "))
            }
        }
    }
}

impl StdError for AdoptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Database(source) => Some(&**source),
            Self::NotLucia(_) | Self::Rows(_) | Self::Tables(_) => None,
        }
    }
}
