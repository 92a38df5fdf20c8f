//! Columns to search by, with the types of their struct and values.

use super::Scalar;
use std::fmt;
use std::marker::PhantomData;

/// A unique or indexed column of `R` with values of type `T`, for searches. `#[derive(Attributes)]` writes a constant
/// for each, such as `Profile::USERNAME` for the field `username`.
///
/// ```
/// use lucerna_core::{ColumnOf, Row};
///
/// const EMAIL: ColumnOf<Row, String> = ColumnOf::new("email");
/// assert_eq!(EMAIL.name(), "email");
/// ```
pub struct ColumnOf<R, T> {
    name: &'static str,
    types: PhantomData<fn() -> (R, T)>,
}

impl<R, T: Scalar> ColumnOf<R, T> {
    /// Creates a reference to the column with this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData }
    }

    /// Returns the column's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<R, T> Clone for ColumnOf<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T> Copy for ColumnOf<R, T> {}

impl<R, T> fmt::Debug for ColumnOf<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ColumnOf").field(&self.name).finish()
    }
}
