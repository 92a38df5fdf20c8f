//! The creation of declared tables, and the addition of columns and indexes for later versions of a feature.

use crate::added_columns::{add_column, can_be_added};
use crate::migrations::record_index_name;
use crate::tables::{FoundColumn, columns, compare, needed_record_table};
use crate::{Connection, Dialect, Failed};
use lucerna_core::{Column, RecordTable, Schema};

/// Creates the missing declared tables, and adds missing columns and indexes to the existing ones.
pub(crate) async fn create_record_tables<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<(), Failed> {
    let (dialect, users) = (connection.dialect(), &schema.tables().user);
    for table in schema.record_tables() {
        let mut found = columns(connection, table.name(), users).await?;
        if found.is_empty() {
            connection.run(&create(dialect, table, users)).await?;
            found = columns(connection, table.name(), users).await?;
        }
        let missing: Vec<_> = missing(table, &found).collect();
        for column in &missing {
            for statement in add_column(dialect, table.name(), column) {
                connection.run(&statement).await?;
            }
        }
        if !missing.is_empty() {
            found = columns(connection, table.name(), users).await?;
        }
        for statement in create_indexes(dialect, table, &found) {
            connection.run(&statement).await?;
        }
    }
    Ok(())
}

/// Returns one sentence for each difference of an existing declared table that cannot be added automatically.
pub(crate) async fn record_table_differences<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<Vec<String>, Failed> {
    let (dialect, mut differences) = (connection.dialect(), Vec::new());
    for table in schema.record_tables() {
        let found = columns(connection, table.name(), &schema.tables().user).await?;
        if !found.is_empty() {
            let missing: Vec<_> = missing(table, &found).map(|it| &**it.name()).collect();
            let needed = needed_record_table(table).without_missing(&missing, &found);
            differences.extend(compare(dialect, &needed, &found));
        }
    }
    Ok(differences)
}

/// Returns the missing columns that can be added to existing rows.
fn missing<'a>(table: &'a RecordTable, found: &'a [FoundColumn]) -> impl Iterator<Item = &'a Column> {
    let is_missing = |column: &&Column| !found.iter().any(|it| it.name.eq_ignore_ascii_case(column.name()));
    table.columns().iter().filter(|it| can_be_added(it)).filter(is_missing)
}

fn create(dialect: Dialect, table: &RecordTable, users: &str) -> String {
    let sql = dialect.sql();
    let (id, number) = (sql.id_type(), sql.column_type(&Column::of::<i64>("expires")));
    let columns: String = table.columns().iter().map(|it| format!(", {}", dialect.define(it))).collect();
    format!(
        "CREATE TABLE IF NOT EXISTS {} (id {id} NOT NULL PRIMARY KEY, user_id {id}, expires {number}{columns},
         FOREIGN KEY (user_id) REFERENCES {} (id) ON DELETE CASCADE){}",
        dialect.quote(table.name()),
        dialect.quote(users),
        sql.table_options()
    )
}

/// Returns the statements that create the missing indexes.
fn create_indexes<'a>(
    dialect: Dialect,
    table: &'a RecordTable,
    found: &'a [FoundColumn],
) -> impl Iterator<Item = String> + use<'a> {
    let indexed = table.columns().iter().filter(|it| it.is_indexed() && !it.is_unique());
    let needed = ["user_id", "expires"].into_iter().chain(indexed.map(|it| &**it.name()));
    let is_missing = |column: &&str| {
        found.iter().any(|it| it.name.eq_ignore_ascii_case(column) && !it.indexed && it.unique == 0)
    };
    needed.filter(is_missing).map(move |column| {
        let index = dialect.quote(&record_index_name(table.name(), column));
        let columns =
            if column == "expires" { column.to_owned() } else { dialect.sql().index_columns(column) };
        let columns = dialect.statement(&columns).text;
        format!("CREATE INDEX {index} ON {} ({columns})", dialect.quote(table.name()))
    })
}
