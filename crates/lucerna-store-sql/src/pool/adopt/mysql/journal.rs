//! Columns that become others, and the foreign keys between them, which must not be there meanwhile.
//!
//! Those are the application's own, and would be lost if the adoption was interrupted. So everything that is to be done is
//! written down before: whoever finds the journal does it from its beginning, which changes nothing that is done already.

use super::there::foreign_keys;
use super::{Adoption, quote};
use crate::pool::driver::{Driver, Failed, Parameter};
use crate::pool::query::integer;
use crate::pool::store::read::text;
use crate::{AdoptError, catalog};

const JOURNAL: &str = "lucerna_adoption";

const CREATE: &str = "CREATE TABLE IF NOT EXISTS lucerna_adoption (number BIGINT NOT NULL PRIMARY KEY,
    of_table VARCHAR(64) NOT NULL, of_constraint VARCHAR(64) NOT NULL, definition LONGTEXT NOT NULL)
    ENGINE = InnoDB CHARACTER SET utf8mb4";

/// One change of a table.
pub(super) struct Change {
    table: String,
    /// The foreign key that it is about; empty if it is about columns.
    constraint: String,
    /// What has to be there: clauses about columns, or the foreign key. Empty if that is not to come back.
    definition: String,
}

impl Change {
    pub(super) fn of(table: &str, constraint: &str, definition: String) -> Self {
        Self { table: table.to_owned(), constraint: constraint.to_owned(), definition }
    }

    fn name(&self) -> Option<&str> {
        Some(&*self.constraint).filter(|it| !it.is_empty())
    }
}

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn change_columns(&mut self, changes: &[Change]) -> Result<(), AdoptError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.database.run(CREATE).await?;
        self.write_down(changes).await?;
        self.change(changes).await?;
        Ok(self.database.run("DROP TABLE lucerna_adoption").await?)
    }

    /// Does what an adoption that was interrupted had written down.
    pub(super) async fn resume(&mut self) -> Result<(), AdoptError> {
        let has_journal = catalog::table_columns(self.database.dialect);
        if self.database.texts(has_journal, [JOURNAL]).await?.is_empty() {
            return Ok(());
        }
        self.is_begun = true;
        let sql = "SELECT of_table, of_constraint, definition FROM lucerna_adoption ORDER BY number";
        let rows = self.database.rows(sql, []).await?;
        let change = |row| {
            let [table, constraint, definition] =
                [text::<D>(row, 0)?, text::<D>(row, 1)?, text::<D>(row, 2)?];
            Ok(Change { table, constraint, definition })
        };
        let changes: Vec<_> = rows.iter().map(change).collect::<Result<_, Failed>>()?;
        self.change(&changes).await?;
        Ok(self.database.run("DROP TABLE lucerna_adoption").await?)
    }

    /// Everything or nothing.
    async fn write_down(&mut self, changes: &[Change]) -> Result<(), Failed> {
        self.database.run("BEGIN").await?;
        let sql = "INSERT INTO lucerna_adoption VALUES (@1, @2, @3, @4)";
        for (number, Change { table, constraint, definition }) in (1..).zip(changes) {
            let [table, constraint, definition] =
                [table, constraint, definition].map(|it| Parameter::Text(Some(it)));
            self.database.execute(sql, [integer(number), table, constraint, definition]).await?;
        }
        self.database.run("COMMIT").await
    }

    async fn change(&mut self, changes: &[Change]) -> Result<(), AdoptError> {
        // What refers to nothing did so before, and is not ours to judge.
        self.database.run("SET SESSION foreign_key_checks = 0").await?;
        let found = foreign_keys(&mut self.database).await?;
        for Change { table, constraint, .. } in changes {
            if found.iter().any(|it| it.table == *table && it.name == *constraint) {
                self.alter(table, &format!("DROP FOREIGN KEY {}", quote(constraint))).await?;
            }
        }
        for change in changes.iter().filter(|it| it.name().is_none()) {
            self.alter(&change.table, &change.definition).await?;
        }
        for Change { table, constraint, definition } in
            changes.iter().filter(|it| it.name().is_some() && !it.definition.is_empty())
        {
            self.alter(table, &format!("ADD CONSTRAINT {} {definition}", quote(constraint))).await?;
        }
        Ok(self.database.run("SET SESSION foreign_key_checks = 1").await?)
    }

    pub(super) async fn alter(&mut self, table: &str, clauses: &str) -> Result<(), AdoptError> {
        self.run_sql(&format!("ALTER TABLE {} {clauses}", quote(table))).await
    }
}
