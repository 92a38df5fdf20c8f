//! What tells two inserts of the same id apart.

use lucerna_core::{OsRandom, Random, StoreError};

/// How many bytes a mark has.
pub(crate) const MARK: usize = 16;

/// A mark that no other insert has. It is kept in the field `#`, which no column can be called.
pub(crate) fn mark() -> Result<[u8; MARK], StoreError> {
    let mut mark = [0; MARK];
    OsRandom::default().fill(&mut mark).map_err(|it| StoreError::Unavailable(it.into()))?;
    Ok(mark)
}
