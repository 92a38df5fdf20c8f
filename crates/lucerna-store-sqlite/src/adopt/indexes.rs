//! Indexes that Lucia's schemas lack.

use super::words::quote;
use super::{AdoptError, Adoption};
use crate::error::Stop;
use crate::tables::{self, Table};
use rusqlite::Connection;

impl Adoption<'_> {
    pub(super) fn add_indexes(&mut self) -> Result<(), Stop<AdoptError>> {
        for table in tables::tables(self.schema) {
            for column in table.indexed {
                if !is_searchable(self.connection, &table.name, column)? {
                    self.add_index(&table, column, "INDEX")?;
                }
            }
            let unique = tables::unique_columns(self.connection, &table.name)?;
            for column in table.columns.iter().filter(|it| it.is_unique()).map(|it| &**it.name()) {
                if !unique.iter().any(|it| it == column) {
                    refuse_twice(self.connection, &table.name, column)?;
                    self.add_index(&table, column, "UNIQUE INDEX")?;
                }
            }
        }
        Ok(())
    }

    fn add_index(&mut self, table: &Table, column: &str, kind: &str) -> rusqlite::Result<()> {
        let Table { name, .. } = table;
        self.connection
            .execute_batch(&format!(r#"CREATE {kind} "{name}_{column}" ON "{name}" ("{column}")"#))?;
        self.report.tables.push(format!("`{name}`.`{column}` indexed"));
        Ok(())
    }
}

/// Whether an index of all rows begins with the column.
fn is_searchable(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM pragma_index_list(?) list, pragma_index_info(list.name) info
               WHERE info.seqno = 0 AND info.name = ? COLLATE NOCASE AND NOT list.partial";
    connection.prepare(sql)?.exists([table, column])
}

/// One sentence for every value that two users have.
fn refuse_twice(connection: &Connection, table: &str, column: &str) -> Result<(), Stop<AdoptError>> {
    let (quoted, value) = (quote(table), quote(column));
    let sql = format!(
        "SELECT quote({value}), group_concat(quote(id), ' and ') FROM {quoted} WHERE {value} IS NOT NULL
         GROUP BY {value} HAVING count(*) > 1"
    );
    let mut statement = connection.prepare(&sql)?;
    let sentence = |row: &rusqlite::Row<'_>| {
        let (value, users): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("the {column} {value} is that of users {users}"))
    };
    let twice: Vec<_> = statement.query_map([], sentence)?.collect::<Result<_, _>>()?;
    if twice.is_empty() { Ok(()) } else { Err(AdoptError::Rows(twice).into()) }
}
