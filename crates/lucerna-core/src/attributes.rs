//! The columns and values that an application or a feature defines.

use crate::{KeyId, Timestamp};
use std::borrow::Cow;
use std::fmt;

mod column_of;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod date_types;
mod limits;
mod scalar;

pub use column_of::ColumnOf;
pub use limits::{UnfitValue, check_fit};
pub use scalar::Scalar;

/// A struct whose fields are columns of a table.
///
/// `#[derive(Attributes)]` implements it. You can also implement it by hand:
///
/// ```
/// use lucerna_core::{Attributes, Column, ColumnError, Row, Scalar};
///
/// struct Profile {
///     username: String,
///     age: Option<i64>,
/// }
///
/// impl Attributes for Profile {
///     fn columns() -> Vec<Column> {
///         vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")]
///     }
///     fn to_row(&self) -> Row {
///         Row::new().with("username", &self.username).with("age", &self.age)
///     }
///     fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
///         Ok(Self { username: row.take("username")?, age: row.take("age")? })
///     }
/// }
///
/// let mut row = Profile { username: "Alice".into(), age: None }.to_row();
/// assert_eq!(Profile::from_row(&mut row)?.username, "Alice");
/// # Ok::<(), ColumnError>(())
/// ```
///
/// [`Row`] implements this trait too, for columns that are known only at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of attributes",
    note = "put `#[derive(Attributes)]` on the struct, or use `()` for none"
)]
pub trait Attributes: Sized + Send + Sync + 'static {
    /// Returns the columns, in the order of the fields.
    fn columns() -> Vec<Column>;

    /// Returns one value for every column.
    fn to_row(&self) -> Row;

    /// Builds the struct from the values of one row.
    ///
    /// # Errors
    /// [`ColumnError`] if a column is missing or its value has another type.
    fn from_row(row: &mut Row) -> Result<Self, ColumnError>;

    /// Returns the key with which the user signs in, if one of the columns shows it. The column holds the name as the
    /// user typed it, and the key is made from it. `#[column(username)]` and `#[column(email)]` implement this method.
    /// Default: `None`.
    ///
    /// [`Auth::sign_up`](crate::Auth::sign_up) creates the user with this key, and
    /// [`Auth::rename_user`](crate::Auth::rename_user) changes both at once.
    fn login(&self) -> Option<KeyId> {
        None
    }
}

impl Attributes for () {
    fn columns() -> Vec<Column> {
        Vec::new()
    }

    fn to_row(&self) -> Row {
        Row::new()
    }

    fn from_row(_: &mut Row) -> Result<Self, ColumnError> {
        Ok(())
    }
}

/// The [`Schema`](crate::Schema) of the store defines the columns.
impl Attributes for Row {
    fn columns() -> Vec<Column> {
        Vec::new()
    }

    fn to_row(&self) -> Row {
        self.clone()
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(std::mem::take(row))
    }
}

/// A column: name, type, constraints and default.
///
/// ```
/// use lucerna_core::{Column, ColumnType};
///
/// let email = Column::of::<Option<String>>("email").unique();
/// assert_eq!((email.name().as_ref(), email.column_type()), ("email", ColumnType::Text));
/// assert!(email.is_nullable() && email.is_unique());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    name: Cow<'static, str>,
    column_type: ColumnType,
    nullable: bool,
    unique: bool,
    indexed: bool,
    default: Option<Value>,
}

impl Column {
    /// Creates a column that holds a `T`.
    #[must_use]
    pub fn of<T: Scalar>(name: impl Into<Cow<'static, str>>) -> Self {
        let (column_type, nullable) = (T::TYPE, T::NULLABLE);
        Self { name: name.into(), column_type, nullable, unique: false, indexed: false, default: None }
    }

    /// Forbids two rows with the same value in this column. Empty values are exempt.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Adds an index, so that the database finds rows by this column quickly. As with a unique column, text and byte
    /// strings are limited to 255 bytes. Only columns of a [`RecordTable`](crate::RecordTable) are indexed.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        self.indexed = true;
        self
    }

    /// Sets the value of rows that were written before the column existed. A later version of a feature can add a
    /// column only if it has a default or may be empty.
    ///
    /// ```
    /// use lucerna_core::Column;
    ///
    /// let attempts = Column::of::<i64>("attempts").with_default(&0_i64);
    /// assert!(attempts.default_value().is_some());
    /// ```
    #[must_use]
    pub fn with_default(mut self, value: &impl Scalar) -> Self {
        self.default = Some(value.to_value());
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &Cow<'static, str> {
        &self.name
    }

    /// Returns the type of the values.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        self.column_type
    }

    /// Returns true if the column may be empty.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Returns true if the values are unique.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.unique
    }

    /// Returns true if the column has an index.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        self.indexed
    }

    /// Returns the default for older rows, if there is one.
    #[must_use]
    pub fn default_value(&self) -> Option<&Value> {
        self.default.as_ref()
    }
}

/// The type of a column's values.
///
/// ```
/// use lucerna_core::{ColumnType, Scalar};
///
/// assert_eq!(u32::TYPE, ColumnType::Integer);
/// assert_eq!(Option::<bool>::TYPE, ColumnType::Boolean);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Unicode text without NUL, of at most 255 bytes in a unique or indexed column.
    Text,
    /// A signed integer of 64 bits.
    Integer,
    /// A finite floating-point number of 64 bits.
    Float,
    /// True or false.
    Boolean,
    /// Any bytes, at most 255 in a unique or indexed column.
    Bytes,
    /// A point in time, to the millisecond, in the years 1 to 9999.
    Timestamp,
    /// A UUID (RFC 9562).
    Uuid,
    /// Any JSON (RFC 8259) without NUL in its strings. It cannot be unique. A database may return it with other white
    /// space, number formats or member order, and keep only the last of several members with one name.
    Json,
}

/// A value in a column.
///
/// ```
/// use lucerna_core::{Scalar, Value};
///
/// assert_eq!(7_u32.to_value(), Value::Integer(7));
/// assert_eq!(None::<String>.to_value(), Value::Null);
/// assert_eq!(String::from_value(Value::Integer(7)), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// An empty column.
    Null,
    /// A value for [`ColumnType::Text`].
    Text(String),
    /// A value for [`ColumnType::Integer`].
    Integer(i64),
    /// A value for [`ColumnType::Float`].
    Float(f64),
    /// A value for [`ColumnType::Boolean`].
    Boolean(bool),
    /// A value for [`ColumnType::Bytes`].
    Bytes(Vec<u8>),
    /// A value for [`ColumnType::Timestamp`].
    Timestamp(Timestamp),
    /// A value for [`ColumnType::Uuid`]: its bytes, in the order in which they are written.
    Uuid([u8; 16]),
    /// A value for [`ColumnType::Json`]: its text.
    Json(String),
}

impl Value {
    /// Returns true if a column of this type can hold the value. `Null` fits every column.
    pub(crate) fn is_of(&self, column: ColumnType) -> bool {
        match self {
            Self::Null => true,
            Self::Text(_) => column == ColumnType::Text,
            Self::Integer(_) => column == ColumnType::Integer,
            Self::Float(_) => column == ColumnType::Float,
            Self::Boolean(_) => column == ColumnType::Boolean,
            Self::Bytes(_) => column == ColumnType::Bytes,
            Self::Timestamp(_) => column == ColumnType::Timestamp,
            Self::Uuid(_) => column == ColumnType::Uuid,
            Self::Json(_) => column == ColumnType::Json,
        }
    }
}

/// The values of a row, each with the name of its column.
///
/// ```
/// use lucerna_core::{Row, Value};
///
/// let mut row = Row::new().with("username", &"Alice".to_owned());
/// row.push("age", Value::Integer(7));
/// assert_eq!(row.value("age"), Some(&Value::Integer(7)));
/// assert_eq!(row.iter().count(), 2);
/// assert_eq!(row.take::<String>("username")?, "Alice");
/// # Ok::<(), lucerna_core::ColumnError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(Vec<(Cow<'static, str>, Value)>);

impl Row {
    /// Creates a row without columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a row with room for this many columns.
    ///
    /// ```
    /// use lucerna_core::{Row, Value};
    ///
    /// let mut row = Row::with_capacity(2);
    /// row.push("username", Value::Text("Alice".to_owned()));
    /// row.push("age", Value::Null);
    /// ```
    #[must_use]
    pub fn with_capacity(columns: usize) -> Self {
        Self(Vec::with_capacity(columns))
    }

    /// Returns the row with one more column.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: &impl Scalar) -> Self {
        self.push(name, value.to_value());
        self
    }

    /// Adds a column.
    pub fn push(&mut self, name: impl Into<Cow<'static, str>>, value: Value) {
        self.0.push((name.into(), value));
    }

    /// Returns the value of a column.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value)
    }

    /// Takes the value out of a column and leaves `Null` in its place.
    ///
    /// # Errors
    /// [`ColumnError`] if the column is missing or its value has another type.
    pub fn take<T: Scalar>(&mut self, name: &'static str) -> Result<T, ColumnError> {
        let slot = self
            .0
            .iter_mut()
            .find(|(it, _)| it == name)
            .ok_or(ColumnError { column: name, missing: true })?;
        T::from_value(std::mem::replace(&mut slot.1, Value::Null))
            .ok_or(ColumnError { column: name, missing: false })
    }

    /// Iterates over the columns and their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

/// The error of reading a struct from a row. It names the column and never shows the value.
///
/// ```
/// use lucerna_core::Row;
///
/// let error = Row::new().take::<String>("username").unwrap_err();
/// assert_eq!(error.to_string(), "the row has no column `username`");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ColumnError {
    column: &'static str,
    missing: bool,
}

crate::debug_as_display!(ColumnError);

impl fmt::Display for ColumnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, missing } = self;
        match missing {
            true => write!(f, "the row has no column `{column}`"),
            false => write!(f, "the value of the column `{column}` has another type"),
        }
    }
}

impl std::error::Error for ColumnError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_returns_its_values_and_names_a_missing_column() {
        let mut row = Row::new().with("name", &"Alice".to_owned()).with("age", &7_i64);
        assert_eq!(row.value("age"), Some(&Value::Integer(7)));
        assert_eq!(row.take::<String>("name"), Ok("Alice".to_owned()));
        assert_eq!(
            row.take::<bool>("age").unwrap_err().to_string(),
            "the value of the column `age` has another type"
        );
        assert_eq!(row.take::<bool>("x").unwrap_err().to_string(), "the row has no column `x`");
    }

    #[test]
    fn a_row_implements_attributes() {
        let mut row = Row::new().with("name", &"Alice".to_owned());
        assert_eq!(Row::from_row(&mut row.to_row()), Ok(row.clone()));
        assert_eq!(<()>::from_row(&mut row), Ok(()));
        assert!(<()>::columns().is_empty() && ().to_row() == Row::new());
    }

    #[test]
    fn a_column_reports_its_constraints() {
        let name = Column::of::<String>("name").unique();
        assert!(name.is_unique() && !name.is_nullable());
        let age = Column::of::<Option<i64>>("age");
        assert!(!age.is_unique() && age.is_nullable());
    }
}
