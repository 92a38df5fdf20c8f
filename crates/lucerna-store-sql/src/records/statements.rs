//! The statements of one declared table.

use crate::statements::insertion;
use crate::{Dialect, Statement};
use lucerna_core::{Column, ColumnType, RecordTable, Row};
use std::borrow::Cow;

/// Lucerna's own columns, which precede the feature's.
pub(super) const OWN: [&str; 3] = ["id", "user_id", "expires"];

/// The statements about one declared table, created once when a store is opened. Each field's description lists its
/// parameters, in the order of their numbers from 1.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct RecordStatements {
    dialect: Dialect,
    table: RecordTable,
    /// Now, the id before the first one, the number of records, id.
    pub find: Statement,
    /// Now, the id before the first one, the number of records.
    pub find_all: Statement,
    /// Now, the id before the first one, the number of records, user.
    pub find_of_user: Statement,
    /// For each unique or indexed column: now, the id before the first one, the number of records, value.
    pub find_by: Vec<(Column, Statement)>,
    /// Id, user, expiry, then the columns. On a conflict it inserts nothing or fails.
    pub insert: Statement,
    /// For each integer column: the parameters of `insert`, now, the number to add, and the smallest and the largest
    /// value to which it can be added.
    pub add: Vec<(Column, Statement)>,
    /// Id, now. Deletes and returns the record, or locks and returns it if the database cannot do both.
    pub take: Statement,
    /// Id.
    pub delete: Statement,
    /// Id, now. Deletes the record if it has not expired.
    pub delete_alive: Statement,
    /// User.
    pub delete_of_user: Statement,
    /// No parameters.
    pub delete_all: Statement,
    /// For each unique or indexed column: value.
    pub delete_by: Vec<(Column, Statement)>,
    /// Now.
    pub delete_expired: Statement,
    /// Id, now. Deletes the record if it has expired.
    pub delete_if_expired: Statement,
    /// For each unique column: value, now. Deletes the record if it has expired.
    pub delete_if_expired_by: Vec<(Column, Statement)>,
    /// Id, now. Finds the latest committed row, even in an older transaction.
    pub exists: Statement,
    /// For each unique column: value, now, a record to ignore. Finds the latest committed row, as `exists` does.
    pub find_unique: Vec<(Column, Statement)>,
}

/// Returns the condition that a record has not expired at the time in this parameter.
fn alive(parameter: usize) -> String {
    format!("(expires IS NULL OR expires >= @{parameter})")
}

impl RecordStatements {
    pub(crate) fn new(dialect: Dialect, table: RecordTable) -> Self {
        let (sql, name) = (dialect.sql(), table.name().to_owned());
        let statement = |template: &str| Statement::new(dialect, template);
        let columns = |is_meant: fn(&Column) -> bool, write: &dyn Fn(&Column) -> String| -> Vec<_> {
            let meant = table.columns().iter().filter(|it| is_meant(it));
            meant.map(|it| (it.clone(), statement(&write(it)))).collect()
        };
        let is_value =
            |column: &Column, parameter| format!(r#""{}" = {}"#, column.name(), sql.write(column, parameter));
        let is_searched = |it: &Column| it.is_unique() || it.is_indexed();
        let has_unique = table.columns().iter().any(Column::is_unique);
        let (row, now) = (row(dialect, &table), sql.locking_read());
        let find = |condition: &str| {
            let alive = alive(1);
            format!(
                r#"SELECT {row} FROM "{name}" WHERE {condition} {alive} AND id > @2 ORDER BY id LIMIT @3"#
            )
        };
        let delete = |condition: &str| format!(r#"DELETE FROM "{name}" WHERE {condition}"#);
        Self {
            find: statement(&find("id = @4 AND")),
            find_all: statement(&find("")),
            find_of_user: statement(&find("user_id = @4 AND")),
            find_by: columns(is_searched, &|it| find(&format!("{} AND", is_value(it, 4)))),
            insert: statement(&format!("{}{}", insert(dialect, &table), sql.insert_if_free())),
            add: match has_unique {
                true => Vec::new(),
                false => columns(|it| it.column_type() == ColumnType::Integer, &|it| {
                    add(dialect, &table, it, &row)
                }),
            },
            take: statement(&take(dialect, &table, &format!("id = @1 AND {}", alive(2)))),
            delete: statement(&delete("id = @1")),
            delete_alive: statement(&delete(&format!("id = @1 AND {}", alive(2)))),
            delete_of_user: statement(&delete("user_id = @1")),
            delete_all: statement(&format!(r#"DELETE FROM "{name}""#)),
            delete_by: columns(is_searched, &|it| delete(&is_value(it, 1))),
            delete_expired: statement(&delete("expires < @1")),
            delete_if_expired: statement(&delete("id = @1 AND expires < @2")),
            delete_if_expired_by: columns(Column::is_unique, &|it| {
                delete(&format!("{} AND expires < @2", is_value(it, 1)))
            }),
            exists: statement(&format!(r#"SELECT 1 FROM "{name}" WHERE id = @1 AND {}{now}"#, alive(2))),
            find_unique: columns(Column::is_unique, &|it| {
                let is_value = is_value(it, 1);
                format!(r#"SELECT 1 FROM "{name}" WHERE {is_value} AND {} AND id <> @3{now}"#, alive(2))
            }),
            dialect,
            table,
        }
    }

    /// Returns the table.
    #[must_use]
    pub fn table(&self) -> &RecordTable {
        &self.table
    }

    /// Returns true if one statement can change a record and return it.
    pub(super) fn returns_rows(&self) -> bool {
        self.dialect.sql().returns_rows()
    }

    /// Returns the update of the columns in `set`, on the condition that the columns in `still` have those values.
    /// Parameters: id, now, then the values of both. Returns a `SELECT` of the record if `set` is empty.
    pub(super) fn update(&self, set: &Row, still: &Row) -> Statement {
        let set: Vec<_> = self.of(set).collect();
        let (sql, name, condition) =
            (self.dialect.sql(), self.table.name(), self.still(still, 3 + set.len()));
        if set.is_empty() {
            return self
                .dialect
                .statement(&format!(r#"SELECT 1 FROM "{name}" WHERE {condition}{}"#, sql.locking_read()));
        }
        let set: Vec<_> =
            (3..).zip(set).map(|(at, it)| format!(r#""{}" = {}"#, it.name(), sql.write(it, at))).collect();
        self.dialect.statement(&format!(r#"UPDATE "{name}" SET {} WHERE {condition}"#, set.join(", ")))
    }

    /// Returns `take` on the condition that the columns in `still` have those values. Parameters: id, now, then the
    /// values.
    pub(super) fn take_if(&self, still: &Row) -> Cow<'_, Statement> {
        match self.compared(still).next() {
            None => Cow::Borrowed(&self.take),
            Some(_) => {
                let template = take(self.dialect, &self.table, &self.still(still, 3));
                Cow::Owned(self.dialect.statement(&template))
            }
        }
    }

    fn still(&self, still: &Row, first: usize) -> String {
        let [before, differs, after] = self.dialect.sql().differs();
        let mut condition = format!("id = @1 AND {}", alive(2));
        for (at, column) in (first..).zip(self.compared(still)) {
            let value = self.dialect.sql().write(column, at);
            condition.push_str(&format!(r#" AND NOT ({before}"{}"{differs}{value}{after})"#, column.name()));
        }
        condition
    }

    /// Returns the columns that the row has.
    pub(super) fn of<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Column> {
        self.table.columns().iter().filter(|it| row.value(it.name()).is_some())
    }

    /// Returns the columns of a condition that can be compared. The caller has checked that the table has them.
    pub(super) fn compared<'a>(&'a self, still: &'a Row) -> impl Iterator<Item = &'a Column> {
        self.table.compared(still).unwrap_or_default().into_iter().map(|(it, _)| it)
    }
}

/// Returns the columns as a `SELECT` reads them.
fn row(dialect: Dialect, table: &RecordTable) -> String {
    let own = OWN.iter().map(|it| format!(r#""{it}""#));
    let columns = table.columns().iter();
    own.chain(columns.map(|it| dialect.sql().read(it, format!(r#""{}""#, it.name()))))
        .collect::<Vec<_>>()
        .join(", ")
}

fn insert(dialect: Dialect, table: &RecordTable) -> String {
    crate::statements::insert(dialect, table.name(), &OWN, table.columns(), 1)
}

fn take(dialect: Dialect, table: &RecordTable, condition: &str) -> String {
    let (row, name) = (row(dialect, table), table.name());
    match dialect.sql().returns_rows() {
        true => format!(r#"DELETE FROM "{name}" WHERE {condition} RETURNING {row}"#),
        false => format!(r#"SELECT {row} FROM "{name}" WHERE {condition} FOR UPDATE"#),
    }
}

/// Returns the statement that inserts the record, or adds to a column of the existing one. It overwrites an expired
/// record.
fn add(dialect: Dialect, table: &RecordTable, counted: &Column, row: &str) -> String {
    let (sql, name) = (dialect.sql(), table.name());
    let (_, values) = insertion(dialect, &OWN, &[], 1);
    let own = OWN.iter().map(|it| (*it).to_owned()).zip(values.split(", ").map(str::to_owned));
    let columns = table.columns().iter().zip(OWN.len() + 1..);
    let columns = columns.map(|(it, at)| (it.name().to_string(), sql.write(it, at)));
    let now = OWN.len() + table.columns().len() + 1;
    let [by, least, greatest] = [now + 1, now + 2, now + 3];
    let is_expired = format!(r#""{name}".expires < @{now}"#);
    let set = |(column, fresh): (String, String)| {
        let old = format!(r#""{name}"."{column}""#);
        let kept = if column == **counted.name() { format!("coalesce({old}, 0) + @{by}") } else { old };
        format!(r#""{column}" = CASE WHEN {is_expired} THEN {fresh} ELSE {kept} END"#)
    };
    // The expiry comes last, since MySQL reads the values that the same statement has just written.
    let mut own: Vec<_> = own.filter(|(it, _)| it != "id").collect();
    let expires = own.pop();
    let set: Vec<_> = own.into_iter().chain(columns).chain(expires).map(set).collect();
    let upsert = format!("{}{}{}", insert(dialect, table), sql.or_update(), set.join(", "));
    match dialect {
        // MySQL and MariaDB fail if the sum is too large.
        Dialect::MySql => return upsert,
        Dialect::MariaDb => return format!("{upsert} RETURNING {row}"),
        Dialect::Sqlite | Dialect::Postgres => {}
    }
    let old = format!(r#"coalesce("{name}"."{}", 0)"#, counted.name());
    format!("{upsert} WHERE {is_expired} OR {old} BETWEEN @{least} AND @{greatest} RETURNING {row}")
}
