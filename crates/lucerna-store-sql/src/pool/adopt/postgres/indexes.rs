//! Indexes that Lucia's schemas lack.

use super::{AdoptError, Adoption, quote};
use crate::migrations::index_name;
use crate::pool::driver::{Driver, Failed};
use crate::pool::store::read::text;
use crate::pool::tables;
use lucerna_core::Column;

/// Indexes of all rows that begin with a column.
const BEGINNING: &str = "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = to_regclass(@1) AND a.attname = @2 AND i.indisvalid AND i.indpred IS NULL";

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn add_indexes(&mut self) -> Result<(), AdoptError> {
        let (schema, tables) = (self.schema, self.schema.tables());
        for (table, column) in [
            (&tables.key, "user_id"),
            (&tables.session, "user_id"),
            (&tables.session, "idle_expires"),
            (&tables.session, "absolute_expires"),
        ] {
            if self.database.texts(BEGINNING, [&quote(table), column]).await?.is_empty() {
                self.add_index(table, column, "INDEX").await?;
            }
        }
        for (table, columns) in [(&tables.user, schema.user()), (&tables.session, schema.session())] {
            self.add_unique_indexes(table, columns).await?;
        }
        Ok(())
    }

    async fn add_unique_indexes(&mut self, table: &str, columns: &[Column]) -> Result<(), AdoptError> {
        let users = &self.schema.tables().user;
        let found =
            tables::columns::<D>(self.database.connection, self.database.dialect, table, users).await?;
        for column in columns.iter().filter(|it| it.is_unique()).map(|it| &**it.name()) {
            if found.iter().any(|it| it.name == column && it.unique < 1) {
                self.refuse_twice(table, column).await?;
                self.add_index(table, column, "UNIQUE INDEX").await?;
            }
        }
        Ok(())
    }

    async fn add_index(&mut self, table: &str, column: &str, kind: &str) -> Result<(), Failed> {
        let [name, place, indexed] = [&index_name(table, column), table, column].map(quote);
        self.database.run(&format!("CREATE {kind} {name} ON {place} ({indexed})")).await?;
        self.report.tables.push(format!("`{table}`.`{column}` indexed"));
        Ok(())
    }

    /// One sentence for every value that two users have.
    async fn refuse_twice(&mut self, table: &str, column: &str) -> Result<(), AdoptError> {
        let (quoted, value) = (quote(table), quote(column));
        let sql = format!(
            "SELECT {value}::text, string_agg(quote_literal(id), ' and ' ORDER BY id) FROM {quoted}
             WHERE {value} IS NOT NULL GROUP BY {value} HAVING count(*) > 1 ORDER BY 1"
        );
        let rows = self.database.rows(&sql, []).await?;
        let sentence = |row| {
            Ok(format!("the {column} {:?} is that of users {}", text::<D>(row, 0)?, text::<D>(row, 1)?))
        };
        let twice: Vec<_> = rows.iter().map(sentence).collect::<Result<_, Failed>>()?;
        if twice.is_empty() { Ok(()) } else { Err(AdoptError::Rows(twice)) }
    }
}
