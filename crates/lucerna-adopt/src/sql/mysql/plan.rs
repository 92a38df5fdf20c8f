//! What is to be done to the tables, decided and rehearsed before any of it is done.

use super::super::foreign_keys::ForeignKey;
use super::super::lucia::Lucia;
use super::super::rows::is_of_v1;
use super::super::{Adoption, refuse};
use super::columns::{Phase, Table, Text, column_type};
use crate::AdoptError;
use lucerna_store_sql::{Connection, Dialect, columns, compare, migrated_session_columns, needed};

/// The absolute limit of a session while the adoption goes on.
pub(super) const MARKER: &str = "lucerna_adopting";

/// What is known of the tables, and what is to be done to them.
#[derive(Default)]
pub(super) struct Plan {
    /// Those of users, keys and sessions, then those that foreign keys tie to them.
    pub(super) tables: Vec<Table>,
    /// Foreign keys that are dropped before columns change. Those that Lucerna defines have no definition here.
    pub(super) dropped: Vec<ForeignKey>,
}

impl Plan {
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|it| it.name == name)
    }

    fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|it| it.name == name)
    }

    pub(super) fn is_modified(&self, table: &str, column: &str) -> bool {
        self.table(table).is_some_and(|it| it.is_modified(column))
    }
}

fn quote(name: &str) -> String {
    Dialect::MySql.quote(name)
}

impl<C: Connection> Adoption<'_, C> {
    /// Plans what is still to be done, and notes it.
    pub(super) async fn plan(&mut self, lucia: &Lucia) -> Result<Plan, AdoptError> {
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

    /// A column gets our type and collation.
    fn plan_text(&mut self, lucia: &Lucia, text: &Text, plan: &mut Plan) -> Result<(), AdoptError> {
        let Some(table) = plan.table_mut(&text.table) else { return Ok(()) };
        if let Some(sentence) = table.modify(text, self.dialect())? {
            let to = lucia.renamed(&text.table, self.schema.tables());
            self.note(format!("`{to}`.`{}` is {sentence}", text.column));
        }
        Ok(())
    }

    fn plan_keys(&mut self, table: &mut Table) {
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

    fn plan_sessions(&mut self, table: &mut Table) {
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

    /// Foreign keys of columns that change are dropped meanwhile, and those without `ON DELETE CASCADE` for good.
    fn plan_foreign_keys(&mut self, lucia: &Lucia, plan: &mut Plan) -> Result<(), AdoptError> {
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

    async fn plan_indexes(&mut self, lucia: &Lucia, plan: &mut Plan) -> Result<(), AdoptError> {
        for it in self.missing_indexes(lucia).await? {
            let is_session = it.table == lucia.names.session;
            let phase = if is_session { Phase::Sessions } else { Phase::Constraints };
            // The foreign key brings its index.
            if let Some(table) = plan.table_mut(&it.table).filter(|_| it.column != "user_id") {
                table.change(phase, format!("ADD {} {} ({})", it.kind, quote(&it.name), quote(&it.column)));
            }
        }
        Ok(())
    }

    /// Does what is to be done to tables to empty doubles of them, on which the database judges lengths of rows and indexes,
    /// names and its own limits. The doubles are compared with what is needed.
    pub(super) async fn rehearse_tables(&mut self, lucia: &Lucia, plan: &Plan) -> Result<(), AdoptError> {
        let mut differences = Vec::new();
        for table in &plan.tables {
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            let outcome = self.rehearse_table(lucia, table).await;
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            differences.extend(outcome?);
        }
        if differences.is_empty() { Ok(()) } else { Err(AdoptError::Tables(differences)) }
    }

    async fn rehearse_table(&mut self, lucia: &Lucia, table: &Table) -> Result<Vec<String>, AdoptError> {
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
        // A migration adds the rest, after the adoption.
        let needed = match needed.table == schema.tables().session {
            true => needed.without_missing(&migrated_session_columns(), &found),
            false => needed,
        };
        Ok(compare(self.dialect(), &needed, &found))
    }
}
