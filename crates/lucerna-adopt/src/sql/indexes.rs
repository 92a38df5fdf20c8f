//! The indexes that Lucia's schemas lack.

use super::DatabaseAdoption;
use super::lucia_tables::LuciaTables;
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, columns, index_name};

/// A missing index.
pub(super) struct MissingIndex {
    /// The table, under its current name.
    pub(super) table: String,
    pub(super) column: String,
    /// The kind of index, in SQL.
    pub(super) kind: &'static str,
    pub(super) name: String,
}

/// Returns the query for the first columns of all indexes of the table `@1` that are not partial.
fn first_columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "SELECT info.name FROM pragma_index_list(@1) list, pragma_index_info(list.name) info
             WHERE info.seqno = 0 AND info.name IS NOT NULL AND NOT list.partial"
        }
        Dialect::Postgres => {
            "SELECT a.attname::text FROM pg_index i
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = to_regclass(quote_ident(@1)) AND i.indisvalid AND i.indpred IS NULL"
        }
        Dialect::MySql | Dialect::MariaDb => {
            "SELECT CAST(column_name AS CHAR) FROM information_schema.statistics
             WHERE table_schema = DATABASE() AND table_name = @1 AND seq_in_index = 1"
        }
    }
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Notes and returns the missing indexes. Refuses values that a unique index would reject.
    pub(super) async fn missing_indexes(
        &mut self,
        lucia: &LuciaTables,
    ) -> Result<Vec<MissingIndex>, AdoptError> {
        let (schema, Tables { user, key, session, .. }) = (self.schema, &lucia.names);
        let mut required = vec![(key, "user_id", "INDEX")];
        if lucia.has_sessions {
            required.extend(["user_id", "idle_expires", "absolute_expires"].map(|it| (session, it, "INDEX")));
        }
        let unique = schema.user().iter().filter(|it| it.is_unique());
        required.extend(unique.map(|it| (user, &**it.name(), "UNIQUE INDEX")));
        let mut missing = Vec::new();
        for (table, column, kind) in required {
            if self.is_missing(table, column, kind).await? {
                let to = lucia.renamed(table, schema.tables());
                self.note(format!("`{to}`.`{column}` indexed"));
                let name = index_name(to, column);
                missing.push(MissingIndex { table: table.clone(), column: column.to_owned(), kind, name });
            }
        }
        Ok(missing)
    }

    async fn is_missing(&mut self, table: &str, column: &str, kind: &str) -> Result<bool, AdoptError> {
        if kind == "INDEX" {
            let indexed = self.texts(first_columns(self.dialect()), [table]).await?;
            return Ok(!indexed.iter().any(|it| it.eq_ignore_ascii_case(column)));
        }
        let found = columns(self.connection, table, "").await?;
        let is_missing = found.iter().any(|it| it.name.eq_ignore_ascii_case(column) && it.unique < 1);
        if is_missing {
            self.refuse_duplicates(table, column).await?;
        }
        Ok(is_missing)
    }

    /// Creates the missing indexes.
    pub(super) async fn add_indexes(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        for MissingIndex { table, column, kind, name } in self.missing_indexes(lucia).await? {
            let [name, table, column] = [name, table, column].map(|it| self.quote(&it));
            self.run(&format!("CREATE {kind} {name} ON {table} ({column})")).await?;
        }
        Ok(())
    }
}
