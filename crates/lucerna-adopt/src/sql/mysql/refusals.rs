//! What stops an adoption in MySQL and MariaDB before anything is changed, and what is told of one that goes on.

use super::super::lucia::{ForeignKey, Lucia};
use super::super::rows::{alike, exact};
use super::super::{Adoption, refuse, refuse_rows};
use super::columns::{is_leftover, is_limit, is_time};
use super::plan::Plan;
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Cells, Connection, Failed};

/// Foreign keys between this database and others: a column of ours, and where the other end is.
const ELSEWHERE: &str = "
    SELECT CAST(referenced_table_name AS CHAR), CAST(referenced_column_name AS CHAR),
           CAST(concat('`', table_schema, '`.`', table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE referenced_table_schema = DATABASE() AND table_schema <> DATABASE()
    UNION SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR),
           CAST(concat('`', referenced_table_schema, '`.`', referenced_table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema <> DATABASE()";

/// Triggers of the table `@1` that would fire.
const TRIGGERS: &str = "SELECT CAST(trigger_name AS CHAR) FROM information_schema.triggers
    WHERE event_object_schema = DATABASE() AND trigger_schema = DATABASE() AND event_object_table = @1
      AND event_manipulation IN ('UPDATE', 'DELETE') ORDER BY 1";

const ENGINE: &str = "SELECT CAST(coalesce(engine, '') AS CHAR) FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = @1";

/// Views whose text, as the database writes it, names the table `@1`.
const VIEWS: &str = "SELECT CAST(table_name AS CHAR) FROM information_schema.views
    WHERE table_schema = DATABASE() AND instr(view_definition, concat('`', DATABASE(), '`.', @1)) > 0 ORDER BY 1";

impl<C: Connection> Adoption<'_, C> {
    /// Waits until no other connection uses the tables, and looks at what cannot be changed at all.
    pub(super) async fn refuse_users(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        let own = if lucia.has_sessions { &[user, key, session][..] } else { &[user, key] };
        for table in own {
            if let Some(it) = self.texts(ENGINE, [table]).await?.first().filter(|it| *it != "InnoDB") {
                let quoted = self.quote(table);
                return refuse(format!("`{table}` is in {it}: ALTER TABLE {quoted} ENGINE = InnoDB first"));
            }
        }
        for table in own.iter().skip(1) {
            if let Some(it) = self.texts(TRIGGERS, [table]).await?.first() {
                return refuse(format!(
                    "the trigger `{it}` of `{table}` would fire: drop it, and make it again afterwards"
                ));
            }
        }
        let locks: Vec<_> = own.iter().map(|it| format!("{} WRITE", self.quote(it))).collect();
        self.wait_for(&format!("LOCK TABLES {}", locks.join(", "))).await?;
        Ok(self.run("UNLOCK TABLES").await?)
    }

    /// Refuses definitions that cannot be read, foreign keys between databases, and views that name what is renamed.
    pub(super) async fn refuse_names(&mut self, lucia: &Lucia, plan: &Plan) -> Result<(), AdoptError> {
        let column = plan.modified.iter().find(|it| it.options.is_none());
        let column = column.map(|it| format!("the column `{}`.`{}`", it.table, it.column));
        let is_lost = |it: &&ForeignKey| {
            let table = plan.tables.iter().find(|table| table.name == it.table);
            table.is_some_and(|table| table.foreign_key(&it.name).is_none())
        };
        let key = lucia.foreign_keys.iter().find(is_lost);
        let key = key.map(|it| format!("the foreign key `{}` of `{}`", it.name, it.table));
        if let Some(it) = column.or(key) {
            return refuse(format!("the definition of {it} cannot be read"));
        }
        let read = |row: &dyn Cells| Ok([row.text(0)?, row.text(1)?, row.text(2)?].map(str::to_owned));
        for [table, column, other] in self.ask(ELSEWHERE, read).await? {
            if table == lucia.names.session || plan.modified(&table, &column).is_some() {
                return refuse(format!(
                    "a foreign key ties `{table}`.`{column}`, which changes, to {other} in another database: drop that first"
                ));
            }
        }
        for (from, to) in lucia.renames(self.dialect(), self.schema.tables()) {
            if let Some(it) = self.texts(VIEWS, [&self.quote(&from)]).await?.first() {
                return refuse(format!(
                    "the view `{it}` uses `{from}`, which is renamed to `{to}`: drop it, and make it again afterwards"
                ));
            }
        }
        Ok(())
    }

    /// Refuses what Lucia's collation takes for the same, and ours does not.
    pub(super) async fn refuse_other_letters(
        &mut self,
        lucia: &Lucia,
        plan: &Plan,
    ) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        let mut pairs: Vec<[&str; 4]> = vec![[key, "user_id", user, "id"]];
        if lucia.has_sessions {
            pairs.push([session, "user_id", user, "id"]);
        }
        for it in &lucia.foreign_keys {
            pairs.extend(it.columns.iter().map(|(from, to)| [&*it.table, from, &*it.parent, to]));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut problems = Vec::new();
        for pair in pairs {
            problems.extend(self.other_letters(plan, pair).await?);
        }
        refuse_rows(problems)
    }

    async fn other_letters(
        &mut self,
        plan: &Plan,
        [table, column, parent, to]: [&str; 4],
    ) -> Result<Vec<String>, Failed> {
        let indexed = plan.tables.iter().find(|it| it.name == parent).and_then(|it| it.column(to));
        let (Some(indexed), Some(_)) = (indexed, plan.modified(parent, to)) else { return Ok(Vec::new()) };
        let [value, other] =
            [("c", column), ("p", to)].map(|(it, name)| format!("{it}.{}", self.quote(name)));
        let is_alike = alike(&other, &value, &[indexed.charset.clone(), indexed.collation.clone()]);
        let sql = format!(
            "SELECT DISTINCT CONVERT({value} USING utf8mb4) FROM {} AS c JOIN {} AS p ON {is_alike}
             WHERE {} <> {} ORDER BY 1",
            self.quote(table),
            self.quote(parent),
            exact(&value),
            exact(&other),
        );
        let sentence = |row: &dyn Cells| {
            let value = row.text(0)?;
            Ok(format!("`{table}`.`{column}` has {value:?}, and `{parent}`.`{to}` the same in other letters"))
        };
        self.ask(&sql, sentence).await
    }

    /// One sentence for everything that is done to a table, which is called as it will be.
    pub(super) fn notes(&self, lucia: &Lucia, plan: &Plan) -> Vec<String> {
        let to = self.schema.tables();
        let renames = lucia.renames(self.dialect(), to);
        let mut notes: Vec<_> =
            renames.iter().map(|(from, to)| format!("`{from}` renamed to `{to}`")).collect();
        notes.extend(plan.modified.iter().map(|it| it.sentence.clone()));
        for (table, place, what) in plan
            .tables
            .iter()
            .skip(1)
            .zip([&to.key, &to.session])
            .zip(["keys", "sessions"])
            .take(plan.own - 1)
            .map(|((a, b), c)| (a, b, c))
        {
            let is_session = what == "sessions";
            for it in &table.columns {
                if !is_session && is_leftover(&it.name) {
                    notes.push(format!("`{place}`.`{}` of Lucia v1 dropped", it.name));
                } else if is_session && is_limit(&it.name) && !is_time(it) {
                    notes.push(format!("`{place}`.`{}` is bigint instead of {}", it.name, it.column_type));
                }
            }
            let user = &lucia.names.user;
            if !lucia.foreign_keys.iter().any(|it| it.cascades && it.is_of_user(&table.name, user)) {
                notes
                    .push(format!("`{place}`.`user_id` refers to `{}`: {what} end with their user", to.user));
            }
        }
        if !lucia.has_sessions {
            notes.push(self.created());
        } else {
            let added = "`absolute_expires`, `active_period` and `idle_period`";
            notes.push(format!("`{}` rewritten: it has {added}", to.session));
        }
        notes
    }
}
