//! A unique column, with the type of its struct and of its values.

use super::Scalar;
use std::fmt;
use std::marker::PhantomData;

/// A unique column of the attributes `U` that holds a `T`: by it a user is found. `#[derive(Attributes)]` writes a constant for
/// each.
///
/// ```
/// use lucerna_core::{Row, UniqueColumn};
///
/// const EMAIL: UniqueColumn<Row, String> = UniqueColumn::new("email");
/// assert_eq!(EMAIL.name(), "email");
/// ```
pub struct UniqueColumn<U, T> {
    name: &'static str,
    types: PhantomData<fn() -> (U, T)>,
}

impl<U, T: Scalar> UniqueColumn<U, T> {
    /// The column of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<U, T> Clone for UniqueColumn<U, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U, T> Copy for UniqueColumn<U, T> {}

impl<U, T> fmt::Debug for UniqueColumn<U, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UniqueColumn").field(&self.name).finish()
    }
}
