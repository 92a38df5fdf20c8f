//! What stands in the way of an adoption.

use std::error::Error as StdError;
use std::fmt;

/// Why a database was not adopted. Nothing in it was changed, unless it is [`AdoptError::HalfWay`].
///
/// ```
/// use lucerna_store_sql::AdoptError;
///
/// fn advice(error: &AdoptError) -> &'static str {
///     match error {
///         AdoptError::Database(_) => "see that the database is there and nobody uses it",
///         AdoptError::NotLucia(_) => "is this the right database?",
///         AdoptError::HalfWay(_) => "do it again",
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
    /// An adoption in MySQL or MariaDB was interrupted, by this. No store opens such a database, and Lucia finds not all of
    /// its tables as they were. The adoption has to be done again, which goes on where it was.
    HalfWay(Box<Self>),
}

impl fmt::Display for AdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HalfWay(_) => "the adoption stopped half-way, do it again to complete it: ",
            _ => "the database was not adopted and is as it was: ",
        })?;
        self.reason(f)
    }
}

impl AdoptError {
    fn reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(source) => write!(f, "{source}"),
            Self::NotLucia(reason) => f.write_str(reason),
            Self::Rows(problems) => f.write_str(&problems.join("; ")),
            Self::Tables(differences) => {
                write!(f, "it would have other tables than are needed: {}", differences.join("; "))
            }
            Self::HalfWay(reason) => reason.reason(f),
        }
    }
}

impl StdError for AdoptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Database(source) => Some(&**source),
            Self::HalfWay(reason) => Some(&**reason),
            Self::NotLucia(_) | Self::Rows(_) | Self::Tables(_) => None,
        }
    }
}
