//! What is to be done to the tables, decided and rehearsed before any of it is done.

use super::super::foreign_keys::ForeignKey;
use super::super::lucia::Lucia;
use super::super::rows::is_of_v1;
use super::super::{Adoption, refuse};
use super::columns::{Modified, Table, Text, column_type};
use crate::AdoptError;
use lucerna_store_sql::{Connection, Dialect, columns, compare, needed};

/// The absolute limit of a session while the adoption goes on.
pub(super) const MARKER: &str = "lucerna_adopting";

/// Everything that is known of the tables, and what is to be done.
#[derive(Default)]
pub(super) struct Plan {
    /// Those of users, keys and sessions, then those that foreign keys tie to them.
    pub(super) tables: Vec<Table>,
    pub(super) dropped: Vec<Dropped>,
    changes: Vec<Change>,
    /// The columns that become others, with their tables.
    modified: Vec<(String, String)>,
}

/// A foreign key that is dropped before columns change.
pub(super) struct Dropped {
    pub(super) key: ForeignKey,
    /// As what it comes back; empty for one that Lucerna defines.
    pub(super) definition: String,
}

struct Change {
    table: String,
    phase: Phase,
    clause: String,
}

/// When a table is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Before rows change: columns get their types.
    Columns,
    /// After that.
    Constraints,
    /// In the end: the table of sessions is written anew, and becomes Lucerna's.
    Sessions,
}

impl Plan {
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|it| it.name == name)
    }

    pub(super) fn is_modified(&self, table: &str, column: &str) -> bool {
        self.modified.iter().any(|it| it.0 == table && it.1.eq_ignore_ascii_case(column))
    }

    /// The collation of users' ids as they are.
    pub(super) fn collation_of_ids(&self, users: &str) -> Option<String> {
        let id = self.table(users)?.column("id")?;
        Some(id.collation.clone()).filter(|it| !it.is_empty())
    }

    /// What is done to a table; `None` if nothing is.
    pub(super) fn clauses(&self, table: &str, phase: Phase) -> Option<String> {
        let changes = self.changes.iter().filter(|it| it.table == table && it.phase == phase);
        let clauses: Vec<_> = changes.map(|it| &*it.clause).collect();
        (!clauses.is_empty()).then(|| clauses.join(", "))
    }

    fn change(&mut self, table: &str, phase: Phase, clause: String) {
        self.changes.push(Change { table: table.to_owned(), phase, clause });
    }
}

fn quote(name: &str) -> String {
    Dialect::MySql.quote(name)
}

impl<C: Connection> Adoption<'_, C> {
    /// Plans what is still to be done, and notes it.
    pub(super) async fn plan(&mut self, lucia: &Lucia) -> Result<Plan, AdoptError> {
        let texts = lucia.texts(self.schema);
        let mut names: Vec<&str> = lucia.tables().collect();
        for text in &texts {
            if !names.contains(&&*text.table) {
                names.push(&text.table);
            }
        }
        let mut plan = Plan::default();
        for name in names {
            plan.tables.push(self.table(name).await?);
        }
        self.plan_texts(lucia, &texts, &mut plan)?;
        self.plan_keys(lucia, &mut plan);
        self.plan_sessions(lucia, &mut plan);
        self.plan_foreign_keys(lucia, &mut plan)?;
        self.plan_indexes(lucia, &mut plan).await?;
        Ok(plan)
    }

    /// Columns get our types and collation.
    fn plan_texts(&mut self, lucia: &Lucia, texts: &[Text], plan: &mut Plan) -> Result<(), AdoptError> {
        let to = self.schema.tables();
        for text @ Text { table, column, .. } in texts {
            let found = plan.table(table).filter(|_| !plan.is_modified(table, column));
            let modified = found.map(|it| it.modify(text, self.dialect())).transpose()?.flatten();
            if let Some(Modified { clause, sentence }) = modified {
                self.note(format!("`{}`.`{column}` is {sentence}", lucia.renamed(table, to)));
                plan.modified.push((table.clone(), column.clone()));
                plan.change(table, Phase::Columns, clause);
            }
        }
        Ok(())
    }

    fn plan_keys(&mut self, lucia: &Lucia, plan: &mut Plan) {
        let key = &lucia.names.key;
        let found = plan.table(key).map(|it| &*it.columns).unwrap_or_default();
        let names: Vec<_> = found.iter().map(|it| it.name.clone()).filter(|it| is_of_v1(it)).collect();
        for name in names {
            self.note(format!("`{}`.`{name}` of Lucia v1 dropped", self.schema.tables().key));
            plan.change(key, Phase::Constraints, format!("DROP COLUMN {}", quote(&name)));
        }
    }

    fn plan_sessions(&mut self, lucia: &Lucia, plan: &mut Plan) {
        let (from, to) = (&lucia.names.session, &self.schema.tables().session);
        let Some(table) = plan.table(from).filter(|_| lucia.has_sessions) else { return };
        let limits =
            table.columns.iter().filter(|it| ["active_expires", "idle_expires"].contains(&&*it.name));
        let limits = limits.filter(|it| it.type_name != "bigint" || !it.not_null);
        let limits: Vec<_> = limits.map(|it| (it.name.clone(), column_type(it))).collect();
        let is_marked = table.column(MARKER).is_some();
        for (name, found) in limits {
            self.note(format!("`{to}`.`{name}` is bigint instead of {found}"));
            plan.change(from, Phase::Columns, format!("MODIFY {} BIGINT NOT NULL", quote(&name)));
        }
        if !is_marked {
            plan.change(from, Phase::Columns, format!("ADD COLUMN {MARKER} BIGINT"));
        }
        self.note(format!("`{to}` rewritten: it has `absolute_expires`, `active_period` and `idle_period`"));
        let last = format!(
            "CHANGE {MARKER} absolute_expires BIGINT NOT NULL, ADD COLUMN active_period BIGINT,
             ADD COLUMN idle_period BIGINT, ALGORITHM = COPY"
        );
        plan.change(from, Phase::Sessions, last);
    }

    /// Foreign keys of columns that change are dropped meanwhile, and those without `ON DELETE CASCADE` for good.
    fn plan_foreign_keys(&mut self, lucia: &Lucia, plan: &mut Plan) -> Result<(), AdoptError> {
        self.note_unbound(lucia);
        let mut bound = Vec::new();
        for (table, _) in lucia.owned() {
            if let Some(clause) = plan.table(table).and_then(|it| it.require("user_id", self.dialect())) {
                plan.change(table, Phase::Constraints, clause);
                bound.push(table);
            }
        }
        for key in &lucia.foreign_keys {
            let is_touched = key.pairs().flatten().any(|(table, column)| plan.is_modified(table, column));
            let is_of_user = lucia.owned().any(|(it, _)| key.is_of_user(it, &lucia.names.user));
            let is_replaced = is_of_user && (!key.cascades || bound.contains(&&*key.table));
            if is_touched || is_replaced {
                let table = plan.table(&key.table).filter(|_| !is_of_user);
                let definition = table.map(|it| it.foreign_key(&key.name)).transpose()?.unwrap_or_default();
                plan.dropped.push(Dropped { key: key.clone(), definition });
            }
        }
        Ok(())
    }

    async fn plan_indexes(&mut self, lucia: &Lucia, plan: &mut Plan) -> Result<(), AdoptError> {
        for it in self.missing_indexes(lucia).await? {
            let is_session = it.table == lucia.names.session;
            let phase = if is_session { Phase::Sessions } else { Phase::Constraints };
            // The foreign key brings its index.
            if it.column != "user_id" {
                let clause = format!("ADD {} {} ({})", it.kind, quote(&it.name), quote(&it.column));
                plan.change(&it.table, phase, clause);
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
            let outcome = self.rehearse_table(lucia, plan, &table.name).await;
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            differences.extend(outcome?);
        }
        if differences.is_empty() { Ok(()) } else { Err(AdoptError::Tables(differences)) }
    }

    async fn rehearse_table(
        &mut self,
        lucia: &Lucia,
        plan: &Plan,
        table: &str,
    ) -> Result<Vec<String>, AdoptError> {
        self.run(&format!("CREATE TABLE lucerna_rehearsal LIKE {}", quote(table))).await?;
        for phase in [Phase::Columns, Phase::Constraints, Phase::Sessions] {
            let Some(clauses) = plan.clauses(table, phase) else { continue };
            if let Err(failed) = self.run(&format!("ALTER TABLE lucerna_rehearsal {clauses}")).await {
                refuse(format!("`{table}` cannot be changed: {}", failed.source))?;
            }
        }
        let schema = self.schema;
        let Some((_, needed)) = lucia.tables().zip(needed(schema)).find(|(it, _)| *it == table) else {
            return Ok(Vec::new());
        };
        let mut found = columns(self.connection, "lucerna_rehearsal", "").await?;
        for column in found.iter_mut().filter(|it| it.name == "user_id") {
            column.cascades = true;
        }
        Ok(compare(self.dialect(), &needed, &found))
    }
}
