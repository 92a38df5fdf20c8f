//! The tables that features and applications declare.

use crate::{Attributes, Column};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// How long the rows of a table live, which decides what stores can keep them and how they are found.
///
/// ```
/// use lucerna_core::{Lifetime, RecordTable};
///
/// let codes = RecordTable::of::<()>("reset_code", Lifetime::Passing);
/// assert_eq!(codes.lifetime(), Lifetime::Passing);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "stores route by it; a third lifetime must not pass one unseen")]
pub enum Lifetime {
    /// Rows stay until they are deleted, unless they have an expiry. They are found by id, by user and by a unique or
    /// indexed column, in pages, and several can be written in one step. They live where the users live.
    Lasting,
    /// Every row has an expiry, and rows are found by id only: codes, counters, challenges. Such a table may live in Redis.
    Passing,
}

/// A table that a feature declares, with the type `R` of its rows. It is a constant of the feature.
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
    /// A table whose rows stay until they are deleted, unless they have an expiry.
    #[must_use]
    pub const fn lasting(name: &'static str) -> Self {
        Self { name, lifetime: Lifetime::Lasting, row: PhantomData }
    }

    /// A table whose rows expire and are found by id only.
    #[must_use]
    pub const fn passing(name: &'static str) -> Self {
        Self { name, lifetime: Lifetime::Passing, row: PhantomData }
    }

    /// What the [`Schema`](crate::Schema) of the store has to contain.
    #[must_use]
    pub fn declare(&self) -> RecordTable {
        RecordTable::of::<R>(self.name, self.lifetime)
    }

    /// The table's name.
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

/// A declared table as stores see it: a name, a lifetime and columns.
///
/// Beside these columns every row has an `id`, the `user_id` of a user with whom it is deleted, and `expires`; the last two
/// may be empty.
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
    /// The table whose rows have the columns of `R`.
    #[must_use]
    pub fn of<R: Attributes>(name: impl Into<Cow<'static, str>>, lifetime: Lifetime) -> Self {
        Self::new(name, lifetime, R::columns())
    }

    /// A table with columns that are known only at run time.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, lifetime: Lifetime, columns: Vec<Column>) -> Self {
        Self { name: name.into(), lifetime, columns }
    }

    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How long its rows live.
    #[must_use]
    pub fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// The columns of the feature's own.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|it| it.name() == name)
    }
}
