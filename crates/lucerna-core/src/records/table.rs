//! Tables that features and applications declare.

use crate::{Attributes, Column};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The lifetime of a table's rows. It decides which stores can hold the table and how rows are found.
///
/// ```
/// use lucerna_core::{Lifetime, RecordTable};
///
/// let codes = RecordTable::of::<()>("reset_code", Lifetime::Passing);
/// assert_eq!(codes.lifetime(), Lifetime::Passing);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "stores route by it and must handle each lifetime")]
pub enum Lifetime {
    /// Rows stay until they are deleted, unless they have an expiry. They are found by id, by user and by a unique or
    /// indexed column, in pages. Several can be written in one step. They are in the same store as the users.
    Lasting,
    /// Every row has an expiry and is found by id only, such as codes, counters and challenges. Redis can hold such a
    /// table.
    Passing,
}

/// A table that a feature declares as a constant, with the type `R` of its rows.
///
/// ```
/// use lucerna_core::{Attributes, Column, ColumnError, Row, Schema, Table};
///
/// pub struct Invitation {
///     email: String,
/// }
///
/// // `#[derive(Attributes)]` writes this.
/// impl Attributes for Invitation {
///     fn columns() -> Vec<Column> {
///         vec![Column::of::<String>("email")]
///     }
///     fn to_row(&self) -> Row {
///         Row::new().with("email", &self.email)
///     }
///     fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
///         Ok(Self { email: row.take("email")? })
///     }
/// }
///
/// pub const INVITATIONS: Table<Invitation> = Table::passing("invitation");
///
/// // The application opens its store with the table:
/// let schema = Schema::of::<()>()?.with([INVITATIONS.declare()])?;
/// # Ok::<(), lucerna_core::SchemaError>(())
/// ```
pub struct Table<R> {
    name: &'static str,
    lifetime: Lifetime,
    row: PhantomData<fn() -> R>,
}

impl<R: Attributes> Table<R> {
    /// Creates a table whose rows stay until they are deleted, unless they have an expiry.
    #[must_use]
    pub const fn lasting(name: &'static str) -> Self {
        Self { name, lifetime: Lifetime::Lasting, row: PhantomData }
    }

    /// Creates a table whose rows expire and are found by id only.
    #[must_use]
    pub const fn passing(name: &'static str) -> Self {
        Self { name, lifetime: Lifetime::Passing, row: PhantomData }
    }

    /// Returns the declaration for the [`Schema`](crate::Schema) of the store.
    #[must_use]
    pub fn declare(&self) -> RecordTable {
        RecordTable::of::<R>(self.name, self.lifetime)
    }

    /// Returns the table's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<R> Clone for Table<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Table<R> {}

impl<R> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.name).finish()
    }
}

/// A declared table for stores: a name, a lifetime and columns.
///
/// Every row also has an `id`, an optional `user_id` of the user with whom it is deleted, and an optional `expires`.
///
/// ```
/// use lucerna_core::{Column, Lifetime, RecordTable};
///
/// let columns = vec![Column::of::<String>("organisation").indexed(), Column::of::<String>("role")];
/// let members = RecordTable::new("member", Lifetime::Lasting, columns);
/// assert!(members.column("organisation").is_some_and(Column::is_indexed));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RecordTable {
    name: Cow<'static, str>,
    lifetime: Lifetime,
    columns: Vec<Column>,
}

impl RecordTable {
    /// Creates a table whose rows have the columns of `R`.
    #[must_use]
    pub fn of<R: Attributes>(name: impl Into<Cow<'static, str>>, lifetime: Lifetime) -> Self {
        Self::new(name, lifetime, R::columns())
    }

    /// Creates a table with columns that are known only at run time.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, lifetime: Lifetime, columns: Vec<Column>) -> Self {
        Self { name: name.into(), lifetime, columns }
    }

    /// Returns the table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the lifetime of the rows.
    #[must_use]
    pub fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// Returns the feature's own columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns the column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|it| it.name() == name)
    }
}
