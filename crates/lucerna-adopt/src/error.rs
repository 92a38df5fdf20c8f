//! The error of an adoption.

use std::error::Error as StdError;
use std::fmt;

/// The error returned by [`adopt_lucia`](crate::adopt_lucia). Nothing was changed, unless it is [`AdoptError::HalfWay`]. No
/// variant has a token in it.
///
/// ```
/// use lucerna_adopt::AdoptError;
///
/// fn advice(error: &AdoptError) -> &'static str {
///     match error {
///         AdoptError::Database(_) => "see that the database is there and no other process uses it",
///         AdoptError::NotLucia(_) => "is this the right database?",
///         AdoptError::HalfWay(_) => "do it again",
///         _ => "change what it names, and do it again",
///     }
/// }
/// ```
#[non_exhaustive]
pub enum AdoptError {
    /// The address of the database is none, or needs a feature that is off.
    Url(&'static str),
    /// The database cannot be opened, read or written, another process is using it, or a statement failed.
    Database(Box<dyn StdError + Send + Sync>),
    /// The database is none of Lucia v2, or has something with which it could not be adopted without loss.
    NotLucia(String),
    /// Rows that only you can decide about, such as two keys whose names are one, or sessions in Redis with attributes that do
    /// not fit: one sentence for each.
    Rows(Vec<String>),
    /// The tables would still differ from what the schema needs: one sentence for each difference.
    Tables(Vec<String>),
    /// The address of Redis cannot be used, Redis cannot be reached or fails, or a session in it was changed meanwhile.
    Redis(Box<dyn StdError + Send + Sync>),
    /// The adoption was interrupted, by this, and part of it is done. Lucerna does not open such a database or Redis, and
    /// Lucia finds not all that it had. Do it again, which goes on where it was.
    HalfWay(Box<Self>),
}

lucerna_core::debug_as_display!(AdoptError);

impl fmt::Display for AdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Database(_) | Self::NotLucia(_) | Self::Rows(_) | Self::Tables(_) => {
                "the database was not adopted and is as it was: "
            }
            Self::HalfWay(_) => "the adoption stopped half-way, do it again to complete it: ",
            Self::Redis(_) | Self::Url(_) => "",
        })?;
        self.reason(f)
    }
}

impl AdoptError {
    /// The error after part of the adoption was done.
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
                write!(f, "it would have other tables than are needed: {}", differences.join("; "))
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
