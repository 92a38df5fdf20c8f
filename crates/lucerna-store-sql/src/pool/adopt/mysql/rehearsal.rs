//! What is to be done to tables, done to empty ones that only this connection sees.

use super::finish::last_clauses;
use super::plan::Inspection;
use super::there::Table;
use super::{Adoption, MARKER, quote};
use crate::AdoptError;
use crate::pool::driver::{Driver, Failed};

impl<D: Driver> Adoption<'_, D> {
    /// The database judges whether it would take every change: lengths of rows and indexes, names, its own limits.
    pub(super) async fn rehearse(
        &mut self,
        inspection: &Inspection<'_>,
        last: &[Vec<String>; 3],
    ) -> Result<(), AdoptError> {
        for (at, table) in inspection.tables.iter().enumerate() {
            let mut changes = vec![inspection.clauses(table).join(", ")];
            match last.get(at) {
                Some(last) if table.name == inspection.names.session => {
                    let marker = format!("ADD COLUMN {MARKER} BIGINT");
                    changes.extend(table.column(MARKER).is_none().then_some(marker));
                    changes.extend(inspection.before_bound(self.database.dialect));
                    changes.push(last_clauses(last));
                }
                last => changes.extend(last.map(|it| it.join(", "))),
            }
            if at >= last.len() && !self.has_double(table).await? {
                continue;
            }
            self.rehearse_on(table, &changes).await.map_err(|failed| {
                AdoptError::NotLucia(format!("`{}` cannot be changed: {}", table.name, failed.source))
            })?;
        }
        Ok(())
    }

    /// Whether there can be a temporary table like this: not with full-text indexes or compressed. Of such only those of
    /// the application's own can be.
    async fn has_double(&mut self, table: &Table) -> Result<bool, Failed> {
        let like = quote(&table.name);
        let made = self.database.run(&format!("CREATE TEMPORARY TABLE lucerna_rehearsal LIKE {like}")).await;
        if made.is_ok() {
            self.database.run("DROP TEMPORARY TABLE lucerna_rehearsal").await?;
        }
        Ok(made.is_ok())
    }

    async fn rehearse_on(&mut self, table: &Table, changes: &[String]) -> Result<(), Failed> {
        let like = quote(&table.name);
        self.database.run(&format!("CREATE TEMPORARY TABLE lucerna_rehearsal LIKE {like}")).await?;
        for clauses in changes.iter().filter(|it| !it.is_empty()) {
            self.database.run(&format!("ALTER TABLE lucerna_rehearsal {clauses}")).await?;
        }
        self.database.run("DROP TEMPORARY TABLE lucerna_rehearsal").await
    }
}
