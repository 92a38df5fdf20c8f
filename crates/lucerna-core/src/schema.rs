//! The tables and columns of a store.

mod built_in;

use built_in::built_in_tables;
pub(crate) use built_in::of_application;

use crate::attributes::check_fit;
use crate::{Attributes, Column, ColumnType, Lifetime, RecordTable, Row, Value};
use std::fmt;

/// The columns of the application's attributes, the tables' names and the tables of features.
///
/// Every schema also has the tables of the core, whose names begin with `lucerna_`.
///
/// ```
/// use lucerna_core::{Column, Schema};
///
/// // Known only at run time: the attributes are a `Row`.
/// let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()])?;
/// assert_eq!(schema.tables().user, "user");
/// # Ok::<(), lucerna_core::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    user: Vec<Column>,
    session: Vec<Column>,
    tables: Tables,
    records: Vec<RecordTable>,
}

impl Schema {
    /// Creates the schema of users with the attributes `U`.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// let ids_and_keys_only = Schema::of::<()>()?;
    /// assert!(ids_and_keys_only.user().is_empty());
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaError`] if a column's name is invalid.
    pub fn of<U: Attributes>() -> Result<Self, SchemaError> {
        Self::of_columns(U::columns())
    }

    /// Creates the schema of users with these columns, for attributes that are a [`Row`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// let schema = Schema::of_columns(vec![Column::of::<Option<i64>>("age")])?;
    /// assert!(schema.user()[0].is_nullable());
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaError`] if a column's name is invalid.
    pub fn of_columns(user: Vec<Column>) -> Result<Self, SchemaError> {
        check_columns(&user, &["id"])?;
        check_no_index(&user)?;
        let tables = Tables::default();
        Ok(Self { user, session: Vec::new(), records: built_in_tables(&tables), tables })
    }

    /// Adds the attributes `S` of sessions. None of them may be unique, since a conflict with another session would
    /// block a sign-in.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # struct Device { name: String }
    /// # impl Attributes for Device {
    /// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("name")] }
    /// #     fn to_row(&self) -> Row { Row::new().with("name", &self.name) }
    /// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { name: row.take("name")? }) }
    /// # }
    /// let schema = Schema::of::<()>()?.with_sessions::<Device>()?;
    /// assert_eq!(schema.session()[0].name(), "name");
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaError`] if a column's name is invalid or the column is unique.
    pub fn with_sessions<S: Attributes>(self) -> Result<Self, SchemaError> {
        self.with_session_columns(S::columns())
    }

    /// Adds these columns of sessions, for attributes that are a [`Row`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// let schema = Schema::of::<()>()?.with_session_columns(vec![Column::of::<Option<String>>("country")])?;
    /// // let auth: Auth<(), Row> = Auth::builder(Store::open(schema), …
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// As [`with_sessions`](Schema::with_sessions).
    pub fn with_session_columns(mut self, session: Vec<Column>) -> Result<Self, SchemaError> {
        check_columns(&session, SESSION_COLUMNS)?;
        check_no_index(&session)?;
        if let Some(column) = session.iter().find(|it| it.is_unique()) {
            return Err(SchemaError(format!("the column `{}` of sessions cannot be unique", column.name())));
        }
        self.session = session;
        Ok(self)
    }

    /// Renames the tables. The names of the core's own tables then end with that of the table of users, so that several
    /// applications can share one database.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// let mut tables = Tables::default();
    /// tables.user = "account".to_owned();
    /// let schema = Schema::of::<()>()?.with_tables(tables)?;
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaError`] if a name is invalid.
    pub fn with_tables(mut self, tables: Tables) -> Result<Self, SchemaError> {
        let names = [&tables.user, &tables.key, &tables.session];
        names.into_iter().try_for_each(|it| check_name(it))?;
        if tables.user == tables.key || tables.user == tables.session || tables.key == tables.session {
            return Err(SchemaError(format!(
                "the tables need three different names, not {}",
                names.map(|it| &**it).join(", ")
            )));
        }
        // The tables of the core come first.
        let built_in = built_in_tables(&tables);
        self.records.splice(..built_in.len(), built_in);
        self.tables = tables;
        self.check_record_names()?;
        Ok(self)
    }

    /// Adds tables of a feature or of the application. A table that is already present is not added again, so that two
    /// features can share one.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// // `#[derive(Attributes)]` writes the columns of any table.
    /// const NOTES: Table<()> = Table::lasting("note");
    ///
    /// let schema = Schema::of::<()>()?.with([NOTES.declare()])?;
    /// assert!(schema.record_table("note").is_some());
    /// # Ok::<(), SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaError`] if a name is invalid or used by another table, or if a passing table has a unique or indexed
    /// column.
    pub fn with(mut self, tables: impl IntoIterator<Item = RecordTable>) -> Result<Self, SchemaError> {
        for table in tables {
            check_record_table(&table)?;
            match self.record_table(table.name()) {
                Some(same) if *same == table => {}
                Some(_) => {
                    return Err(SchemaError(format!(
                        "two different tables have the name `{}`: rename one",
                        table.name()
                    )));
                }
                None => self.records.push(table),
            }
        }
        self.check_record_names()?;
        Ok(self)
    }

    fn check_record_names(&self) -> Result<(), SchemaError> {
        let Tables { user, key, session } = &self.tables;
        let own = [user, key, session, "lucerna_migration", "lucerna_adoption", "lucerna_rehearsal"];
        match self.records.iter().find(|it| own.contains(&it.name())) {
            Some(it) => {
                Err(SchemaError(format!("the table name `{}` is reserved: choose another one", it.name())))
            }
            None => Ok(()),
        }
    }

    /// Returns the columns of a user's attributes.
    #[must_use]
    pub fn user(&self) -> &[Column] {
        &self.user
    }

    /// Returns the columns of a session's attributes.
    #[must_use]
    pub fn session(&self) -> &[Column] {
        &self.session
    }

    /// Returns the names of the tables.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Returns the tables of features and of the application, and those of the core that every schema has.
    #[must_use]
    pub fn record_tables(&self) -> &[RecordTable] {
        &self.records
    }

    /// Returns the table with this name, among [those](Schema::record_tables) beside users, keys and sessions.
    #[must_use]
    pub fn record_table(&self, name: &str) -> Option<&RecordTable> {
        self.records.iter().find(|it| it.name() == name)
    }
}

/// The names of the tables. The defaults are those of Lucia v2: `user`, `user_key` and `user_session`.
///
/// ```
/// use lucerna_core::{Schema, Tables};
///
/// let mut tables = Tables::default();
/// tables.user = "account".to_owned();
/// assert_eq!(tables.session, "user_session");
/// let schema = Schema::of::<()>()?.with_tables(tables)?;
/// # Ok::<(), lucerna_core::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tables {
    /// The table of users.
    pub user: String,
    /// The table of keys.
    pub key: String,
    /// The table of sessions.
    pub session: String,
}

impl Default for Tables {
    fn default() -> Self {
        Self { user: "user".to_owned(), key: "user_key".to_owned(), session: "user_session".to_owned() }
    }
}

/// Session columns that Lucerna uses itself.
const SESSION_COLUMNS: &[&str] = &[
    "id",
    "user_id",
    "active_expires",
    "idle_expires",
    "absolute_expires",
    "active_period",
    "idle_period",
    "lucerna_started",
    "lucerna_verified",
    "lucerna_methods",
    "lucerna_carrier",
];

/// Columns of every declared table that Lucerna uses itself.
const RECORD_COLUMNS: &[&str] = &["id", "user_id", "expires"];

fn check_record_table(table: &RecordTable) -> Result<(), SchemaError> {
    check_name(table.name())?;
    check_columns(table.columns(), RECORD_COLUMNS)?;
    let searched = table.columns().iter().find(|it| it.is_unique() || it.is_indexed());
    match (table.lifetime(), searched) {
        (Lifetime::Passing, Some(column)) => Err(SchemaError(format!(
            "the column `{}` of the passing table `{}` cannot be unique or indexed: its rows are found by id only",
            column.name(),
            table.name()
        ))),
        _ => Ok(()),
    }
}

/// Returns a row with one column.
fn single_column_row(column: &Column, value: &Value) -> Row {
    let mut row = Row::new();
    row.push(column.name().clone(), value.clone());
    row
}

/// Refuses indexes outside of record tables.
fn check_no_index(columns: &[Column]) -> Result<(), SchemaError> {
    match columns.iter().find(|it| it.is_indexed()) {
        Some(it) => Err(SchemaError(format!("the column `{}` can be unique, but not indexed", it.name()))),
        None => Ok(()),
    }
}

fn check_columns(columns: &[Column], reserved: &[&str]) -> Result<(), SchemaError> {
    for (at, column) in columns.iter().enumerate() {
        let name = column.name();
        check_name(name)?;
        if reserved.contains(&&**name) {
            return Err(SchemaError(format!("the column name `{name}` is reserved: choose another one")));
        }
        if (column.is_unique() || column.is_indexed()) && column.column_type() == ColumnType::Json {
            return Err(SchemaError(format!(
                "the column `{name}` holds JSON and cannot be unique or indexed"
            )));
        }
        if let Some(default) = column.default_value()
            && !(default.is_of(column.column_type())
                && check_fit(columns, &single_column_row(column, default)).is_ok())
        {
            return Err(SchemaError(format!(
                "the default of the column `{name}` has another type or cannot be stored"
            )));
        }
        if columns.iter().take(at).any(|it| it.name() == name) {
            return Err(SchemaError(format!("two columns have the name `{name}`: rename one")));
        }
    }
    Ok(())
}

/// Accepts only names that every database takes as they are, with or without quotes, since names become part of SQL.
fn check_name(name: &str) -> Result<(), SchemaError> {
    let first = name.bytes().next().is_some_and(|it| it.is_ascii_lowercase() || it == b'_');
    let rest = name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
    if first && rest && name.len() <= 63 {
        Ok(())
    } else {
        Err(SchemaError(format!(
            "{name:?} is not a valid name of a table or column: use a to z, 0 to 9 and _, no digit first, at most 63"
        )))
    }
}

/// The error of an invalid table or column.
///
/// ```
/// use lucerna_core::{Column, Schema};
///
/// let error = Schema::of_columns(vec![Column::of::<String>("id")]).unwrap_err();
/// assert_eq!(error.to_string(), "the column name `id` is reserved: choose another one");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SchemaError(String);

crate::debug_as_display!(SchemaError);

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&'static str]) -> Result<Schema, SchemaError> {
        Schema::of_columns(names.iter().map(|it| Column::of::<String>(*it)).collect())
    }

    #[test]
    fn rt_213_a_name_with_sql_syntax_is_refused() {
        for name in ["", "a b", "a\"b", "a;--", "1a", "é", "A", &"a".repeat(64)] {
            let column = Column::of::<String>(name.to_owned());
            assert!(Schema::of_columns(vec![column]).is_err(), "{name}");
        }
        assert!(columns(&["_a1", "select"]).is_ok());
    }

    #[test]
    fn rt_133_reserved_columns_are_refused_as_attributes() {
        assert!(columns(&["id"]).unwrap_err().to_string().contains("reserved"));
        assert!(columns(&["a", "a"]).unwrap_err().to_string().contains("two columns"));
        let session = |name| columns(&[]).unwrap().with_session_columns(vec![Column::of::<String>(name)]);
        for name in SESSION_COLUMNS {
            assert!(session(*name).is_err(), "{name}");
        }
        assert_eq!(session("device").unwrap().session()[0].name(), "device");
    }

    #[test]
    fn attributes_of_sessions_are_not_unique() {
        let unique = vec![Column::of::<String>("device").unique()];
        let refused = columns(&[]).unwrap().with_session_columns(unique);
        assert!(refused.unwrap_err().to_string().contains("cannot be unique"));
    }

    #[test]
    fn json_columns_cannot_be_unique() {
        struct SettingsColumn;
        impl crate::Scalar for SettingsColumn {
            const TYPE: ColumnType = ColumnType::Json;
            fn to_value(&self) -> crate::Value {
                crate::Value::Json("{}".to_owned())
            }
            fn from_value(_: crate::Value) -> Option<Self> {
                Some(Self)
            }
        }
        let settings = || Column::of::<SettingsColumn>("settings");
        assert!(Schema::of_columns(vec![settings(), Column::of::<String>("name").unique()]).is_ok());
        assert!(Schema::of_columns(vec![settings().unique()]).is_err());
    }

    #[test]
    fn three_tables_have_three_names() {
        let named = |user: &str, key: &str, session: &str| {
            let [user, key, session] = [user, key, session].map(str::to_owned);
            columns(&[]).unwrap().with_tables(Tables { user, key, session })
        };
        assert_eq!(named("people", "ways_in", "visits").unwrap().tables().key, "ways_in");
        for [user, key, session] in [["a", "a", "b"], ["a", "b", "a"], ["b", "a", "a"], ["a", "b", "C"]] {
            assert!(named(user, key, session).is_err(), "{user} {key} {session}");
        }
    }

    #[test]
    fn a_schema_returns_its_columns() {
        let column = || vec![Column::of::<String>("name")];
        let schema = Schema::of_columns(column()).unwrap();
        assert_eq!((schema.user(), schema.session()), (&*column(), &[][..]));
        struct DeviceAttributes;
        impl Attributes for DeviceAttributes {
            fn columns() -> Vec<Column> {
                vec![Column::of::<String>("device")]
            }
            fn to_row(&self) -> crate::Row {
                crate::Row::new()
            }
            fn from_row(_: &mut crate::Row) -> Result<Self, crate::ColumnError> {
                Ok(Self)
            }
        }
        assert_eq!(
            schema.with_sessions::<DeviceAttributes>().unwrap().session(),
            DeviceAttributes::columns()
        );
    }
}
