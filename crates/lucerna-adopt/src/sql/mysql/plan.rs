//! The steps of an adoption, decided before any is done.

use super::super::Adoption;
use super::super::indexes::Missing;
use super::super::lucia::{ForeignKey, Lucia};
use super::columns::{Modified, Table, is_leftover, is_limit, is_time, modified};
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, compare, index_name, needed};

/// The absolute limit of a session while the adoption goes on.
pub(super) const MARKER: &str = "lucerna_adopting";

/// The step that changes rows.
const ROWS: &str = "rows";

/// A statement, and a question that is answered with a row once it is done. Without a question it can be done again.
pub(super) struct Step {
    pub(super) done: String,
    pub(super) statement: String,
}

impl Step {
    pub(super) fn is_rows(&self) -> bool {
        self.statement == ROWS
    }

    /// Returns true for the step that makes the table of sessions Lucerna's.
    pub(super) fn is_last(&self) -> bool {
        self.statement.contains(MARKER) && self.statement.contains("absolute_expires")
    }

    fn always(statement: String) -> Self {
        Self { done: String::new(), statement }
    }
}

/// Everything that is known of the tables, and what is to be done.
pub(super) struct Plan {
    /// Those of users, keys and sessions, then those that foreign keys tie to them.
    pub(super) tables: Vec<Table>,
    /// How many of them are the first kind.
    pub(super) own: usize,
    pub(super) modified: Vec<Modified>,
    pub(super) steps: Vec<Step>,
    /// What is done to each table, in its order, but for foreign keys: to be rehearsed.
    clauses: Vec<Vec<String>>,
    pub(super) notes: Vec<String>,
}

impl Plan {
    /// The character set and collation of users' ids as they are.
    pub(super) fn text_of_ids(&self) -> Option<[String; 2]> {
        let id = self.tables.first()?.column("id")?;
        (!id.charset.is_empty()).then(|| [id.charset.clone(), id.collation.clone()])
    }

    pub(super) fn modified(&self, table: &str, column: &str) -> Option<&Modified> {
        self.modified.iter().find(|it| it.table == table && it.column.eq_ignore_ascii_case(column))
    }

    /// Changes a table that has this name then.
    fn alter(&mut self, at: usize, table: &str, clauses: &[String], done: String) {
        if clauses.is_empty() {
            return;
        }
        let clauses = clauses.join(", ");
        self.steps.push(Step { done, statement: format!("ALTER TABLE {} {clauses}", quote(table)) });
        if let Some(all) = self.clauses.get_mut(at) {
            all.push(clauses);
        }
    }

    fn reference(&mut self, table: &str, what: &str, done: String) {
        self.steps.push(Step { done, statement: format!("ALTER TABLE {} {what}", quote(table)) });
    }
}

fn quote(name: &str) -> String {
    Dialect::MySql.quote(name)
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

fn unless(question: &str) -> String {
    format!("SELECT 1 FROM DUAL WHERE NOT EXISTS ({question})")
}

fn has_constraint(table: &str, name: &str) -> String {
    let [table, name] = [table, name].map(literal);
    format!(
        "SELECT 1 FROM information_schema.table_constraints
         WHERE constraint_schema = DATABASE() AND table_name = {table} AND constraint_name = {name}"
    )
}

fn has_column(table: &str, columns: &[&str]) -> String {
    let columns: Vec<_> = columns.iter().map(|it| literal(it)).collect();
    format!(
        "SELECT 1 FROM information_schema.columns
         WHERE table_schema = DATABASE() AND table_name = {} AND column_name IN ({})",
        literal(table),
        columns.join(", ")
    )
}

fn has_index(table: &str, index: &str) -> String {
    let [table, index] = [table, index].map(literal);
    format!(
        "SELECT 1 FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND table_name = {table} AND index_name = {index}"
    )
}

fn cascades(table: &str, users: &str) -> String {
    let [table, users] = [table, users].map(literal);
    format!(
        "SELECT 1 FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
           ON r.table_name = k.table_name AND r.constraint_name = k.constraint_name
         WHERE k.table_schema = DATABASE() AND r.constraint_schema = DATABASE() AND k.table_name = {table}
           AND k.column_name = 'user_id' AND k.referenced_table_name = {users} AND r.delete_rule = 'CASCADE'"
    )
}

impl<C: Connection> Adoption<'_, C> {
    pub(super) async fn plan(&mut self, lucia: &Lucia) -> Result<Plan, AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        let own = if lucia.has_sessions { vec![user, key, session] } else { vec![user, key] };
        let mut tables = Vec::new();
        for name in &own {
            tables.push(self.table(name).await?);
        }
        let (own, tied) = (own.len(), lucia.tied(self.schema));
        for name in tied.iter().map(|it| &it.0) {
            if !tables.iter().any(|it: &Table| it.name == *name) {
                tables.push(self.table(name).await?);
            }
        }
        let modified = modified(self.dialect(), lucia, self.schema, &tables);
        let clauses = vec![Vec::new(); tables.len()];
        let mut plan = Plan { tables, own, modified, steps: Vec::new(), clauses, notes: Vec::new() };
        plan.notes = self.notes(lucia, &plan);
        let missing = self.missing_indexes(&lucia.names, lucia.has_sessions).await?;
        let indexed = missing.iter().map(|it| {
            format!("`{}`.`{}` indexed", lucia.renamed(&it.table, self.schema.tables()), it.column)
        });
        plan.notes.extend(indexed);
        self.plan_columns(lucia, &mut plan);
        self.plan_rows(lucia, &mut plan);
        self.plan_tables(lucia, &mut plan, &missing);
        Ok(plan)
    }

    /// Columns get our types and collation. Foreign keys between them are dropped before and come back after.
    fn plan_columns(&self, lucia: &Lucia, plan: &mut Plan) {
        plan.steps.push(Step::always("SET SESSION foreign_key_checks = 0".to_owned()));
        let is_touched = |it: &&ForeignKey| {
            let sides = it.columns.iter().flat_map(|(from, to)| [(&it.table, from), (&it.parent, to)]);
            sides.into_iter().any(|(table, column)| plan.modified(table, column).is_some())
        };
        let touched: Vec<_> = lucia.foreign_keys.iter().filter(is_touched).collect();
        let dropped = lucia.foreign_keys.iter().filter(|it| {
            touched.iter().any(|touched| std::ptr::eq(*touched, *it)) || self.is_replaced(lucia, plan, it)
        });
        let dropped: Vec<_> = dropped.map(|it| (it.table.clone(), it.name.clone())).collect();
        let back: Vec<_> = touched.iter().filter(|it| !is_to_users(lucia, it)).collect();
        let back: Vec<_> = back
            .into_iter()
            .filter_map(|it| {
                let definition =
                    plan.tables.iter().find(|table| table.name == it.table)?.foreign_key(&it.name)?;
                Some((it.table.clone(), it.name.clone(), definition))
            })
            .collect();
        for (table, name) in dropped {
            let done = unless(&has_constraint(&table, &name));
            plan.reference(&table, &format!("DROP FOREIGN KEY {}", quote(&name)), done);
        }
        for at in 0..plan.tables.len() {
            let Some(table) = plan.tables.get(at) else { continue };
            let (name, own) = (table.name.clone(), at == 2 && plan.own == 3);
            let modified = plan.modified.iter().filter(|it| it.table == name).map(Modified::clause);
            let limits = table.columns.iter().filter(|it| own && is_limit(&it.name) && !is_time(it));
            let limits = limits.map(|it| format!("MODIFY {} BIGINT NOT NULL", quote(&it.name)));
            let clauses: Vec<_> = modified.chain(limits).collect();
            plan.alter(at, &name, &clauses, String::new());
        }
        for (table, name, definition) in back {
            let done = has_constraint(&table, &name);
            plan.reference(&table, &format!("ADD CONSTRAINT {} {definition}", quote(&name)), done);
        }
    }

    /// Tables get their configured names, and rows are changed.
    fn plan_rows(&self, lucia: &Lucia, plan: &mut Plan) {
        let renames = lucia.renames(self.dialect(), self.schema.tables());
        if let Some((_, last)) = renames.last() {
            let pairs: Vec<_> =
                renames.iter().map(|(from, to)| format!("{} TO {}", quote(from), quote(to))).collect();
            let is_renamed = has_column(last, &["id"]);
            // Their statements name tables as they were called before.
            for Step { done, .. } in &mut plan.steps {
                *done =
                    if done.is_empty() { is_renamed.clone() } else { format!("{done} UNION {is_renamed}") };
            }
            let statement = format!("RENAME TABLE {}", pairs.join(", "));
            plan.steps.push(Step { done: is_renamed, statement });
        }
        plan.steps.push(Step::always("SET SESSION foreign_key_checks = 1".to_owned()));
        if lucia.has_sessions {
            let session = &self.schema.tables().session;
            let done = has_column(session, &[MARKER]);
            plan.alter(2, session, &[format!("ADD COLUMN {MARKER} BIGINT")], done);
        }
        plan.steps.push(Step::always(ROWS.to_owned()));
    }

    /// Keys and sessions are bound to their users, indexes are made, and the table of sessions is written anew.
    fn plan_tables(&self, lucia: &Lucia, plan: &mut Plan, missing: &[Missing]) {
        let Tables { user, key, session, .. } = self.schema.tables();
        let names = [(&lucia.names.user, user), (&lucia.names.key, key), (&lucia.names.session, session)];
        for (at, (from, to)) in names.into_iter().enumerate().take(plan.own) {
            let Some(table) = plan.tables.get(at) else { continue };
            let is_session = at == 2;
            let mut clauses: Vec<_> = table
                .columns
                .iter()
                .filter(|it| at == 1 && is_leftover(&it.name))
                .map(|it| format!("DROP COLUMN {}", quote(&it.name)))
                .collect();
            let mut done = clauses
                .first()
                .map_or_else(String::new, |_| unless(&has_column(to, &["primary_key", "expires"])));
            let bind = (at > 0).then(|| bound(plan, table, self.dialect())).flatten();
            let mut indexes = Vec::new();
            for Missing { column, is_unique, .. } in missing.iter().filter(|it| it.table == *from) {
                let name = index_name(to, column);
                let kind = if *is_unique { "UNIQUE INDEX" } else { "INDEX" };
                // The foreign key brings its index.
                if column != "user_id" {
                    indexes.push(format!("ADD {kind} {} ({})", quote(&name), quote(column)));
                    done = has_index(to, &name);
                }
            }
            if !is_session {
                clauses.append(&mut indexes);
            }
            clauses.extend(bind);
            let done = if is_session { String::new() } else { done };
            plan.alter(at, to, &clauses, done);
            if at > 0 {
                let add =
                    format!("ADD FOREIGN KEY (user_id) REFERENCES {} (id) ON DELETE CASCADE", quote(user));
                plan.reference(to, &add, cascades(to, user));
            }
            if is_session {
                let mut last = vec![
                    format!("CHANGE {MARKER} absolute_expires BIGINT NOT NULL"),
                    "ADD COLUMN active_period BIGINT".to_owned(),
                    "ADD COLUMN idle_period BIGINT".to_owned(),
                ];
                last.append(&mut indexes);
                last.push("ALGORITHM = COPY".to_owned());
                plan.alter(at, to, &last, has_column(to, &["absolute_expires"]));
            }
        }
    }

    /// Whether the foreign key of a key or session to its user is made anew.
    fn is_replaced(&self, lucia: &Lucia, plan: &Plan, key: &ForeignKey) -> bool {
        let table = plan.tables.iter().find(|it| it.name == key.table);
        let is_bound = table.is_some_and(|it| bound(plan, it, self.dialect()).is_some());
        is_to_users(lucia, key) && (!key.cascades || is_bound)
    }

    /// Does what is to be done to tables to empty doubles of them, on which the database judges lengths of rows and indexes,
    /// names and its own limits. The doubles are compared with what is needed.
    pub(super) async fn rehearse_tables(&mut self, plan: &Plan) -> Result<(), AdoptError> {
        let mut differences = Vec::new();
        for (at, (table, clauses)) in plan.tables.iter().zip(&plan.clauses).enumerate() {
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            let outcome = self.rehearse_table(at, plan, table, clauses).await;
            self.run("DROP TABLE IF EXISTS lucerna_rehearsal").await?;
            differences.extend(outcome?);
        }
        if differences.is_empty() { Ok(()) } else { Err(AdoptError::Tables(differences)) }
    }

    async fn rehearse_table(
        &mut self,
        at: usize,
        plan: &Plan,
        table: &Table,
        clauses: &[String],
    ) -> Result<Vec<String>, AdoptError> {
        self.run(&format!("CREATE TABLE lucerna_rehearsal LIKE {}", quote(&table.name))).await?;
        for clauses in clauses {
            self.run(&format!("ALTER TABLE lucerna_rehearsal {clauses}")).await.map_err(|it| {
                AdoptError::NotLucia(format!("`{}` cannot be changed: {}", table.name, it.source))
            })?;
        }
        let schema = self.schema;
        let needed = needed(schema);
        let Some(needed) = needed.get(at).filter(|_| at < plan.own) else { return Ok(Vec::new()) };
        let mut found = lucerna_store_sql::columns(self.connection, "lucerna_rehearsal", "").await?;
        for column in found.iter_mut().filter(|it| it.name == "user_id") {
            column.cascades = true;
        }
        Ok(compare(self.dialect(), needed, &found))
    }
}

fn is_to_users(lucia: &Lucia, key: &ForeignKey) -> bool {
    let Tables { user, key: keys, session, .. } = &lucia.names;
    [keys, session].iter().any(|it| key.is_of_user(it, user))
}

/// No row is without a user then.
fn bound(plan: &Plan, table: &Table, dialect: Dialect) -> Option<String> {
    let column = table.column("user_id").filter(|it| it.is_nullable)?;
    let unchanged = || format!("{} {}", column.column_type, dialect.collation());
    let definition = plan.modified(&table.name, "user_id").map_or_else(unchanged, |it| it.definition.clone());
    Some(format!("MODIFY user_id {definition} NOT NULL"))
}
