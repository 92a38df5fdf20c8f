//! Random marks that distinguish two inserts of the same id.

use lucerna_core::{OsRandom, Random, StoreError};

/// The length of a mark in bytes.
pub(crate) const MARK_LENGTH: usize = 16;

/// Returns a new random mark. The hash stores it in the field `#`, which is no valid name of a column.
pub(crate) fn new_mark() -> Result<[u8; MARK_LENGTH], StoreError> {
    let mut mark = [0; MARK_LENGTH];
    OsRandom::default().fill(&mut mark).map_err(|it| StoreError::Unavailable(it.into()))?;
    Ok(mark)
}
