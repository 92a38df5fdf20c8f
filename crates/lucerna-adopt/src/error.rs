//! The error of an adoption.

use std::error::Error as StdError;
use std::fmt;

/// The error returned by [`adopt_lucia`](crate::adopt_lucia). Nothing was changed, unless it is
/// [`AdoptError::HalfWay`]. No variant contains a token.
///
/// ```
/// use lucerna_adopt::AdoptError;
///
/// fn advice(error: &AdoptError) -> &'static str {
///     match error {
///         AdoptError::Database(_) => "check that the database exists and no other process uses it",
///         AdoptError::NotLucia(_) => "is this the right database?",
///         AdoptError::HalfWay(_) => "run it again",
///         _ => "change what the error names, and run it again",
///     }
/// }
/// ```
#[non_exhaustive]
pub enum AdoptError {
    /// The address of the database is invalid, or needs a feature that is off.
    Url(&'static str),
    /// The database cannot be opened, read or written, another process is using it, or a statement failed.
    Database(Box<dyn StdError + Send + Sync>),
    /// The database is not one of Lucia v2, or contains something that an adoption would lose.
    NotLucia(String),
    /// Rows need a decision from you: for instance two keys become equal, or attributes of a session in Redis do not
    /// fit. One sentence for each.
    Rows(Vec<String>),
    /// The adopted tables would still differ from what the schema needs. One sentence for each difference.
    Tables(Vec<String>),
    /// The address of Redis is invalid, Redis cannot be reached or fails, or a session in it changed during the
    /// adoption.
    Redis(Box<dyn StdError + Send + Sync>),
    /// This error interrupted the adoption, and part of it is done. Lucerna does not open such a database or Redis,
    /// and Lucia finds only part of its data. Run the adoption again; it continues where it stopped.
    HalfWay(Box<Self>),
}

lucerna_core::debug_as_display!(AdoptError);

impl fmt::Display for AdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Database(_) | Self::NotLucia(_) | Self::Rows(_) | Self::Tables(_) => {
                "the database was not adopted and is unchanged: "
            }
            Self::HalfWay(_) => "the adoption stopped half-way; run it again to complete it: ",
            Self::Redis(_) | Self::Url(_) => "",
        })?;
        self.reason(f)
    }
}

impl AdoptError {
    /// Wraps an error that occurred after part of the adoption was done.
    pub(crate) fn half_way(self) -> Self {
        match self {
            Self::HalfWay(_) => self,
            reason => Self::HalfWay(Box::new(reason)),
        }
    }

    fn reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(reason) => f.write_str(reason),
            Self::Database(source) | Self::Redis(source) => write!(f, "{source}"),
            Self::NotLucia(reason) => f.write_str(reason),
            Self::Rows(problems) => f.write_str(&problems.join("; ")),
            Self::Tables(differences) => {
                write!(f, "its tables would not match the schema: {}", differences.join("; "))
            }
            Self::HalfWay(reason) => reason.reason(f),
        }
    }
}

impl StdError for AdoptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Database(source) | Self::Redis(source) => Some(&**source),
            Self::HalfWay(reason) => Some(&**reason),
            _ => None,
        }
    }
}
