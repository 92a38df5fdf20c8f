//! Columns that are added to a table with rows.

use crate::Dialect;
use crate::migrations::record_index_name;
use lucerna_core::Column;

/// Returns true if existing rows have a value for the column. A unique column with a default cannot be added, since only one
/// row could have the default.
pub(crate) fn can_be_added(column: &Column) -> bool {
    match column.default_value() {
        Some(_) => !column.is_unique(),
        None => column.is_nullable(),
    }
}

/// Returns the statements that add a column. SQLite adds no unique columns, so that a unique index follows there. The column
/// is harmless if creating that index fails.
pub(crate) fn add_column(dialect: Dialect, table: &str, column: &Column) -> Vec<String> {
    let name = dialect.quote(table);
    let add = |definition: String| format!("ALTER TABLE {name} ADD COLUMN {definition}");
    if !column.is_unique() || dialect != Dialect::Sqlite {
        return vec![add(dialect.define(column))];
    }
    let index = dialect.quote(&record_index_name(table, column.name()));
    let unique = format!("CREATE UNIQUE INDEX {index} ON {name} ({})", dialect.quote(column.name()));
    vec![add(dialect.define_without_index(column)), unique]
}

/// Returns what to do about an attribute without a column: statements that work on a table with rows, or a change of the
/// attribute.
pub(crate) fn advice(dialect: Dialect, table: &str, column: &Column) -> String {
    if can_be_added(column) {
        return add_column(dialect, table, column).join("; ");
    }
    let definition = dialect.define(column);
    let or_default = if column.is_unique() { "" } else { " or give it #[column(default = …)]" };
    format!("add {definition}; if the table has rows, make the attribute an Option{or_default}")
}
