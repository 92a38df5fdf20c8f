//! The error of setting up.

use lucerna_core::MissingTable;
use std::error::Error as StdError;
use std::fmt::{Display, Formatter, Result};

/// The error of [`Audit::new`](crate::Audit::new).
///
/// ```
/// use lucerna_audit::AuditError;
///
/// assert!(AuditError::NotObserving.to_string().contains(".observer(recorder.clone())"));
/// ```
#[non_exhaustive]
pub enum AuditError {
    /// The store was opened without the [`tables`](crate::tables).
    MissingTable(MissingTable),
    /// No `Auth` has the recorder, so that it would record nothing.
    NotObserving,
    /// The random generator failed.
    Random(lucerna_core::RandomError),
}

lucerna_core::debug_as_display!(AuditError);

impl Display for AuditError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::MissingTable(error) => error.fmt(f),
            Self::NotObserving => {
                f.write_str("the recorder receives no events: add `.observer(recorder.clone())` to the builder of the `Auth`")
            }
            Self::Random(error) => error.fmt(f),
        }
    }
}

impl StdError for AuditError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::MissingTable(error) => error.source(),
            Self::NotObserving => None,
            Self::Random(error) => error.source(),
        }
    }
}

impl From<MissingTable> for AuditError {
    fn from(error: MissingTable) -> Self {
        Self::MissingTable(error)
    }
}

impl From<lucerna_core::RandomError> for AuditError {
    fn from(error: lucerna_core::RandomError) -> Self {
        Self::Random(error)
    }
}
