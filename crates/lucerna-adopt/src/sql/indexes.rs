//! Indexes that Lucia's schemas lack.

use super::Adoption;
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, Failed, columns, index_name};

/// An index that is missing.
pub(super) struct Missing {
    pub(super) table: String,
    pub(super) column: String,
    pub(super) is_unique: bool,
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
    /// Returns the indexes that tables of these names lack, and refuses values that one of them would not take.
    pub(super) async fn missing_indexes(
        &mut self,
        Tables { user, key, session, .. }: &Tables,
        has_sessions: bool,
    ) -> Result<Vec<Missing>, AdoptError> {
        let mut wanted = vec![(key, "user_id")];
        if has_sessions {
            wanted.extend(["user_id", "idle_expires", "absolute_expires"].map(|it| (session, it)));
        }
        let mut missing = Vec::new();
        for (table, column) in wanted {
            let there = self.texts(beginnings(self.dialect()), [table]).await?;
            if !there.iter().any(|it| it.eq_ignore_ascii_case(column)) {
                missing.push(Missing { table: table.clone(), column: column.to_owned(), is_unique: false });
            }
        }
        for (table, attributes) in [(user, self.schema.user()), (session, self.schema.session())] {
            let found = columns(self.connection, table, "").await?;
            for column in attributes.iter().filter(|it| it.is_unique()).map(|it| &**it.name()) {
                if found.iter().any(|it| it.name.eq_ignore_ascii_case(column) && it.unique < 1) {
                    self.refuse_duplicates(table, column).await?;
                    missing.push(Missing {
                        table: table.clone(),
                        column: column.to_owned(),
                        is_unique: true,
                    });
                }
            }
        }
        Ok(missing)
    }

    /// Makes them.
    pub(super) async fn add_indexes(&mut self, has_sessions: bool) -> Result<(), AdoptError> {
        let schema = self.schema;
        for missing in self.missing_indexes(schema.tables(), has_sessions).await? {
            self.add_index(&missing).await?;
        }
        Ok(())
    }

    async fn add_index(&mut self, Missing { table, column, is_unique }: &Missing) -> Result<(), Failed> {
        let [name, place, indexed] = [&*index_name(table, column), table, column].map(|it| self.quote(it));
        let kind = if *is_unique { "UNIQUE INDEX" } else { "INDEX" };
        self.run(&format!("CREATE {kind} {name} ON {place} ({indexed})")).await?;
        self.note(format!("`{table}`.`{column}` indexed"));
        Ok(())
    }
}
