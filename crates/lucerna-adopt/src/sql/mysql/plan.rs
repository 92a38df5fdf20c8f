//! The plan of an adoption, made and rehearsed before anything is changed.

use super::super::foreign_keys::ForeignKey;
use super::super::lucia_tables::LuciaTables;
use super::super::row_changes::is_of_v1;
use super::super::{DatabaseAdoption, refuse};
use super::columns::{Phase, TablePlan, TextColumn, column_type};
use crate::AdoptError;
use lucerna_store_sql::{Connection, Dialect, columns, compare, migrated_session_columns, needed};

/// The column of a session's absolute limit during the adoption.
pub(super) const MARKER: &str = "lucerna_adopting";

/// The tables with their planned changes.
#[derive(Default)]
pub(super) struct Plan {
    /// The tables of users, keys and sessions, then those that foreign keys connect to them.
    pub(super) tables: Vec<TablePlan>,
    /// The foreign keys that are dropped before columns change. Those that Lucerna defines have no definition here.
    pub(super) dropped: Vec<ForeignKey>,
}

impl Plan {
    pub(super) fn table(&self, name: &str) -> Option<&TablePlan> {
        self.tables.iter().find(|it| it.name == name)
    }

    fn table_mut(&mut self, name: &str) -> Option<&mut TablePlan> {
        self.tables.iter_mut().find(|it| it.name == name)
    }

    pub(super) fn is_modified(&self, table: &str, column: &str) -> bool {
        self.table(table).is_some_and(|it| it.is_modified(column))
    }
}

fn quote(name: &str) -> String {
    Dialect::MySql.quote(name)
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Plans the remaining steps and notes them.
    pub(super) async fn plan(&mut self, lucia: &LuciaTables) -> Result<Plan, AdoptError> {
        let (texts, names) = (lucia.texts(self.schema), &lucia.names);
        let mut plan = Plan::default();
        for name in lucia.tables().chain(texts.iter().map(|it| &*it.table)) {
            if plan.table(name).is_none() {
                plan.tables.push(self.table(name).await?);
            }
        }
        for text in &texts {
            self.plan_text(lucia, text, &mut plan)?;
        }
        plan.table_mut(&names.key).into_iter().for_each(|it| self.plan_keys(it));
        plan.table_mut(&names.session).into_iter().for_each(|it| self.plan_sessions(it));
        self.plan_foreign_keys(lucia, &mut plan)?;
        self.plan_indexes(lucia, &mut plan).await?;
        Ok(plan)
    }

    /// Plans Lucerna's type and collation for a column.
    fn plan_text(
        &mut self,
        lucia: &LuciaTables,
        text: &TextColumn,
        plan: &mut Plan,
    ) -> Result<(), AdoptError> {
        let Some(table) = plan.table_mut(&text.table) else { return Ok(()) };
        if let Some(sentence) = table.modify(text, self.dialect())? {
            let to = lucia.renamed(&text.table, self.schema.tables());
            self.note(format!("`{to}`.`{}` is {sentence}", text.column));
        }
        Ok(())
    }

    fn plan_keys(&mut self, table: &mut TablePlan) {
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|it| it.name.clone())
            .filter(|it| is_of_v1(Dialect::MySql, it))
            .collect();
        for name in names {
            self.note(format!("`{}`.`{name}` of Lucia v1 dropped", self.schema.tables().key));
            table.change(Phase::Constraints, format!("DROP COLUMN {}", quote(&name)));
        }
        table.require_user(self.dialect());
    }

    fn plan_sessions(&mut self, table: &mut TablePlan) {
        let to = &self.schema.tables().session;
        for name in ["active_expires", "idle_expires"] {
            let found = table.column(name).filter(|it| it.type_name != "bigint" || !it.not_null);
            if let Some(found) = found.map(column_type) {
                self.note(format!("`{to}`.`{name}` is bigint instead of {found}"));
                table.change(Phase::Columns, format!("MODIFY {name} BIGINT NOT NULL"));
            }
        }
        if table.column(MARKER).is_none() {
            table.change(Phase::Columns, format!("ADD COLUMN {MARKER} BIGINT"));
        }
        table.require_user(self.dialect());
        self.note(format!("`{to}` rewritten: it has `absolute_expires`, `active_period` and `idle_period`"));
        table.change(
            Phase::Sessions,
            format!(
                "CHANGE {MARKER} absolute_expires BIGINT NOT NULL, ADD COLUMN active_period BIGINT,
                 ADD COLUMN idle_period BIGINT, ALGORITHM = COPY"
            ),
        );
    }

    /// Plans to drop foreign keys: those of changing columns for a while, those without `ON DELETE CASCADE` for good.
    fn plan_foreign_keys(&mut self, lucia: &LuciaTables, plan: &mut Plan) -> Result<(), AdoptError> {
        self.note_unbound(lucia);
        for key in &lucia.foreign_keys {
            let Some(table) = plan.table(&key.table) else { continue };
            let is_of_user = lucia.owned().any(|(it, _)| key.is_of_user(it, &lucia.names.user));
            let is_replaced = is_of_user && (!key.cascades || table.has_optional_user());
            if is_replaced || key.pairs().flatten().any(|(table, column)| plan.is_modified(table, column)) {
                let definition = if is_of_user { String::new() } else { table.foreign_key(&key.name)? };
                plan.dropped.push(ForeignKey { definition, ..key.clone() });
            }
        }
        Ok(())
    }

    async fn plan_indexes(&mut self, lucia: &LuciaTables, plan: &mut Plan) -> Result<(), AdoptError> {
        for it in self.missing_indexes(lucia).await? {
            let is_session = it.table == lucia.names.session;
            let phase = if is_session { Phase::Sessions } else { Phase::Constraints };
            // The foreign key creates its index.
            if let Some(table) = plan.table_mut(&it.table).filter(|_| it.column != "user_id") {
                table.change(phase, format!("ADD {} {} ({})", it.kind, quote(&it.name), quote(&it.column)));
            }
        }
        Ok(())
    }

    /// Applies the planned changes to empty copies of the tables. The database then checks row and index lengths,
    /// names and its own limits. The copies are compared with the schema.
    pub(super) async fn rehearse_tables(
        &mut self,
        lucia: &LuciaTables,
        plan: &Plan,
    ) -> Result<(), AdoptError> {
        let mut differences = Vec::new();
        for table in &plan.tables {
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            let outcome = self.rehearse_table(lucia, table).await;
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            differences.extend(outcome?);
        }
        if differences.is_empty() { Ok(()) } else { Err(AdoptError::Tables(differences)) }
    }

    async fn rehearse_table(
        &mut self,
        lucia: &LuciaTables,
        table: &TablePlan,
    ) -> Result<Vec<String>, AdoptError> {
        let (schema, name) = (self.schema, &table.name);
        self.run(&format!("CREATE TABLE lucerna_rehearsal LIKE {}", quote(name))).await?;
        for phase in [Phase::Columns, Phase::Constraints, Phase::Sessions] {
            let Some(clauses) = table.clauses(phase) else { continue };
            if let Err(failed) = self.run(&format!("ALTER TABLE lucerna_rehearsal {clauses}")).await {
                refuse(format!("`{name}` cannot be changed: {}", failed.source))?;
            }
        }
        let Some((_, needed)) = lucia.tables().zip(needed(schema)).find(|(it, _)| it == name) else {
            return Ok(Vec::new());
        };
        let mut found = columns(self.connection, "lucerna_rehearsal", "").await?;
        for column in found.iter_mut().filter(|it| it.name == "user_id") {
            column.cascades = true;
        }
        // A migration adds the remaining columns after the adoption.
        let needed = match needed.table == schema.tables().session {
            true => needed.without_missing(&migrated_session_columns(), &found),
            false => needed,
        };
        Ok(compare(self.dialect(), &needed, &found))
    }
}
