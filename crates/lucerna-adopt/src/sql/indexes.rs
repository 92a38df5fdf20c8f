//! Indexes that Lucia's schemas lack.

use super::Adoption;
use super::lucia::Lucia;
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, columns, index_name};

/// An index that is missing.
pub(super) struct Missing {
    /// The table, under the name that it has now.
    pub(super) table: String,
    pub(super) column: String,
    /// What kind of index it is, in SQL.
    pub(super) kind: &'static str,
    pub(super) name: String,
}

/// The columns with which an index of all rows of the table `@1` begins.
fn beginnings(dialect: Dialect) -> &'static str {
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

impl<C: Connection> Adoption<'_, C> {
    /// Notes and returns the indexes that the tables lack, and refuses values that one of them would not take.
    pub(super) async fn missing_indexes(&mut self, lucia: &Lucia) -> Result<Vec<Missing>, AdoptError> {
        let (schema, Tables { user, key, session, .. }) = (self.schema, &lucia.names);
        let mut wanted = vec![(key, "user_id", "INDEX")];
        if lucia.has_sessions {
            wanted.extend(["user_id", "idle_expires", "absolute_expires"].map(|it| (session, it, "INDEX")));
        }
        let unique = schema.user().iter().filter(|it| it.is_unique());
        wanted.extend(unique.map(|it| (user, &**it.name(), "UNIQUE INDEX")));
        let mut missing = Vec::new();
        for (table, column, kind) in wanted {
            if self.is_missing(table, column, kind).await? {
                let to = lucia.renamed(table, schema.tables());
                self.note(format!("`{to}`.`{column}` indexed"));
                let name = index_name(to, column);
                missing.push(Missing { table: table.clone(), column: column.to_owned(), kind, name });
            }
        }
        Ok(missing)
    }

    async fn is_missing(&mut self, table: &str, column: &str, kind: &str) -> Result<bool, AdoptError> {
        if kind == "INDEX" {
            let there = self.texts(beginnings(self.dialect()), [table]).await?;
            return Ok(!there.iter().any(|it| it.eq_ignore_ascii_case(column)));
        }
        let found = columns(self.connection, table, "").await?;
        let is_missing = found.iter().any(|it| it.name.eq_ignore_ascii_case(column) && it.unique < 1);
        if is_missing {
            self.refuse_duplicates(table, column).await?;
        }
        Ok(is_missing)
    }

    /// Makes them.
    pub(super) async fn add_indexes(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        for Missing { table, column, kind, name } in self.missing_indexes(lucia).await? {
            let [name, table, column] = [name, table, column].map(|it| self.quote(&it));
            self.run(&format!("CREATE {kind} {name} ON {table} ({column})")).await?;
        }
        Ok(())
    }
}
