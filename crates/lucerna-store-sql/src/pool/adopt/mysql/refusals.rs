//! What stands in the way, all of it looked for before anything is changed.

use super::super::renames::Renames;
use super::plan::{Inspection, not_unique};
use super::rows::{Conditions, KEYS, SESSIONS, alike, exact};
use super::there::{ForeignKey, Table};
use super::{Adoption, quote};
use crate::pool::driver::{Driver, Failed};
use crate::pool::store::read::{integer, text};
use crate::pool::tables::{compare, needed};
use crate::{AdoptError, AdoptReport};

/// Foreign keys between this database and others: a column of ours, and where the other end is.
const ELSEWHERE: &str = "
    SELECT CAST(referenced_table_name AS CHAR), CAST(referenced_column_name AS CHAR),
           CAST(concat('`', table_schema, '`.`', table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE referenced_table_schema = DATABASE() AND table_schema <> DATABASE()
    UNION SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR),
           CAST(concat('`', referenced_table_schema, '`.`', referenced_table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema <> DATABASE()";

/// Triggers that would fire.
const TRIGGERS: &str = "SELECT CAST(trigger_name AS CHAR) FROM information_schema.triggers
    WHERE event_object_schema = DATABASE() AND trigger_schema = DATABASE() AND event_object_table = @1
      AND event_manipulation IN ('UPDATE', 'DELETE') ORDER BY 1";

const ENGINE: &str = "SELECT CAST(coalesce(engine, '') AS CHAR) FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = @1";

/// Views whose text, as the database writes it, names a table.
const VIEWS: &str = "SELECT CAST(table_name AS CHAR) FROM information_schema.views
    WHERE table_schema = DATABASE() AND instr(view_definition, concat('`', DATABASE(), '`.', @1)) > 0 ORDER BY 1";

impl<D: Driver> Adoption<'_, D> {
    /// What the tables are like. Says also which attributes are not unique so far.
    pub(super) async fn refuse_tables(&mut self, inspection: &mut Inspection<'_>) -> Result<(), AdoptError> {
        self.refuse_references(inspection).await?;
        self.refuse_names(inspection).await?;
        for table in inspection.tables.iter().take(3) {
            if let Some(it) =
                self.database.texts(ENGINE, [&table.name]).await?.first().filter(|it| *it != "InnoDB")
            {
                let name = &table.name;
                return refuse(format!(
                    "`{name}` is in {it}: ALTER TABLE {} ENGINE = InnoDB first",
                    quote(name)
                ));
            }
        }
        for table in inspection.tables.iter().skip(1).take(2) {
            if let Some(it) = self.database.texts(TRIGGERS, [&table.name]).await?.first() {
                let name = &table.name;
                return refuse(format!(
                    "the trigger `{it}` of `{name}` would fire: drop it, and make it again afterwards"
                ));
            }
        }
        self.refuse_differences(inspection).await
    }

    /// As when a store is opened, of the tables as they will be.
    async fn refuse_differences(&mut self, inspection: &mut Inspection<'_>) -> Result<(), AdoptError> {
        let mut foreseen = self.foreseen(inspection).await?;
        let [users, _, sessions] = &foreseen;
        inspection.not_unique =
            [not_unique(self.schema.user(), users), Vec::new(), not_unique(self.schema.session(), sessions)];
        let mut differences = Vec::new();
        let needed = needed(self.schema).into_iter().zip(&mut foreseen).zip(&inspection.not_unique);
        for ((needed, found), not_unique) in needed {
            for column in found.iter_mut().filter(|it| not_unique.contains(&it.name)) {
                column.unique = 1;
            }
            differences.extend(compare(self.database.dialect, &needed, found));
        }
        if differences.is_empty() { Ok(()) } else { Err(AdoptError::Tables(differences)) }
    }

    /// The ids of sessions change, and foreign keys between databases are not ours to touch.
    async fn refuse_references(&mut self, inspection: &Inspection<'_>) -> Result<(), AdoptError> {
        let sessions = &inspection.names.session;
        let to_sessions = inspection.foreign_keys.iter().filter(|it| it.parent == *sessions);
        let found: Vec<_> = to_sessions.map(place).collect();
        if !found.is_empty() {
            let found = found.join(" and ");
            return refuse(format!("{found} refers to `{sessions}`, whose ids change: drop that first"));
        }
        for row in self.database.rows(ELSEWHERE, []).await? {
            let [table, column, other] = [text::<D>(&row, 0)?, text::<D>(&row, 1)?, text::<D>(&row, 2)?];
            if table == *sessions || inspection.modified(&table, &column).is_some() {
                return refuse(format!(
                    "a foreign key ties `{table}`.`{column}`, which changes, to {other} in another database: drop that first"
                ));
            }
        }
        Ok(())
    }

    /// Names that are in use, and those in views, which do not follow.
    async fn refuse_names(&mut self, inspection: &Inspection<'_>) -> Result<(), AdoptError> {
        let sessions = &inspection.names.session;
        let table = inspection.tables.get(2);
        for name in ["active_period", "idle_period"] {
            if table.is_some_and(|it| it.column(name).is_some()) {
                return refuse(format!(
                    "`{sessions}`.`{name}` is there already, and not Lucerna's: rename it first"
                ));
            }
        }
        for (from, to) in self.renames(inspection.names) {
            if !self.database.texts(ENGINE, [&to]).await?.is_empty() {
                return refuse(format!(
                    "`{from}` cannot be renamed to `{to}`, since there is another table of that name"
                ));
            }
            if let Some(it) = self.database.texts(VIEWS, [&quote(&from)]).await?.first() {
                return refuse(format!(
                    "the view `{it}` uses `{from}`, which is renamed to `{to}`: drop it, and make it again afterwards"
                ));
            }
        }
        Ok(())
    }

    /// Under their own names, and those that they have in conditions.
    pub(super) async fn lock_tables(&mut self, inspection: &Inspection<'_>) -> Result<(), AdoptError> {
        let names = inspection.tables.iter().enumerate().map(|(at, table)| {
            let name = quote(&table.name);
            format!("{name} WRITE, {name} AS c{at} WRITE, {name} AS p{at} WRITE")
        });
        self.run_sql(&format!("LOCK TABLES {}", names.collect::<Vec<_>>().join(", "))).await
    }

    /// Rows that only the application can decide about. The others are counted.
    pub(super) async fn refuse_rows(
        &mut self,
        inspection: &Inspection<'_>,
        report: &mut AdoptReport,
    ) -> Result<(), AdoptError> {
        let [users, keys, sessions, ..] = &*inspection.tables else { return Ok(()) };
        self.refuse_limits(sessions).await?;
        self.refuse_other_letters(inspection).await?;
        for (table, columns) in inspection.tables.iter().zip(&inspection.not_unique) {
            for column in columns {
                self.refuse_twice(table, column).await?;
            }
        }
        let Some(id) = users.column("id") else { return Ok(()) };
        let text = [&*id.charset, &*id.collation];
        report.users = self.database.count(&quote(&users.name)).await?;
        let conditions = self.conditions(KEYS, inspection.names, text);
        self.count_keys(inspection, keys, conditions, report).await?;
        let conditions = self.conditions(SESSIONS, inspection.names, text);
        self.count_sessions(sessions, conditions, report).await
    }

    async fn refuse_limits(&mut self, sessions: &Table) -> Result<(), AdoptError> {
        let mut problems = Vec::new();
        for column in ["active_expires", "idle_expires"] {
            let rows = self.database.ask(&format!(
                "SELECT DISTINCT CAST(user_id AS CHAR) FROM {} WHERE coalesce(CAST({column} AS CHAR), '') NOT REGEXP '^-?[0-9]{{1,15}}$'",
                quote(&sessions.name)
            )).await?;
            for row in rows {
                problems
                    .push(format!("`{column}` of a session of user {:?} is no time", text::<D>(&row, 0)?));
            }
        }
        problems_or_not(problems)
    }

    /// What Lucia's collation takes for the same, and ours does not.
    async fn refuse_other_letters(&mut self, inspection: &Inspection<'_>) -> Result<(), AdoptError> {
        let names = inspection.names;
        let of_user =
            |table: &String| [(table.clone(), "user_id".to_owned()), (names.user.clone(), "id".to_owned())];
        let mut pairs: Vec<_> = inspection.foreign_keys.iter().flat_map(|it| it.pairs()).collect();
        for own in [of_user(&names.key), of_user(&names.session)] {
            if !pairs.contains(&own) {
                pairs.push(own);
            }
        }
        let mut problems = Vec::new();
        for [(table, column), (parent, to)] in pairs {
            if inspection.modified(&parent, &to).is_some() {
                problems.extend(self.other_letters(inspection, [&table, &column, &parent, &to]).await?);
            }
        }
        problems_or_not(problems)
    }

    async fn other_letters(
        &mut self,
        inspection: &Inspection<'_>,
        [table, column, parent, to]: [&str; 4],
    ) -> Result<Vec<String>, Failed> {
        let at = |name: &str| inspection.tables.iter().position(|it| it.name == name);
        let (Some(from_at), Some(to_at)) = (at(table), at(parent)) else { return Ok(Vec::new()) };
        let Some(indexed) = inspection.tables.get(to_at).and_then(|it| it.column(to)) else {
            return Ok(Vec::new());
        };
        let value = format!("c{from_at}.{}", quote(column));
        let other = format!("p{to_at}.{}", quote(to));
        let is_alike = alike(&other, &value, [&indexed.charset, &indexed.collation]);
        let [value, other] = [value, other].map(|it| exact(self.database.dialect, &it));
        let rows = self
            .database
            .ask(&format!(
                "SELECT {value} FROM {} AS c{from_at} JOIN {} AS p{to_at} ON {is_alike}
             GROUP BY {value} HAVING max({other} = {value}) = 0 ORDER BY 1",
                quote(table),
                quote(parent),
            ))
            .await?;
        let sentence = |row| {
            let value = text::<D>(row, 0)?;
            Ok(format!("`{table}`.`{column}` has {value:?}, and `{parent}`.`{to}` the same in other letters"))
        };
        rows.iter().map(sentence).collect()
    }

    /// One sentence for every value that two users have.
    async fn refuse_twice(&mut self, table: &Table, column: &str) -> Result<(), AdoptError> {
        let is_text = table.column(column).is_some_and(|it| !it.collation.is_empty());
        let quoted = quote(column);
        let value =
            if is_text { exact(self.database.dialect, &quoted) } else { format!("CAST({quoted} AS CHAR)") };
        // The id of a session is a token.
        let owner = if table.column("user_id").is_some() { "user_id" } else { "id" };
        let rows = self.database.ask(&format!(
            "SELECT CAST({value} AS CHAR), CAST(group_concat(quote({owner}) ORDER BY {owner} SEPARATOR ' and ') AS CHAR)
             FROM {} WHERE {quoted} IS NOT NULL GROUP BY {value} HAVING count(*) > 1 ORDER BY 1",
            quote(&table.name)
        )).await?;
        let sentence = |row| {
            Ok(format!("the {column} {:?} is that of users {}", text::<D>(row, 0)?, text::<D>(row, 1)?))
        };
        problems_or_not(rows.iter().map(sentence).collect::<Result<_, Failed>>()?)
    }

    async fn count_keys(
        &mut self,
        inspection: &Inspection<'_>,
        keys: &Table,
        Conditions { is_single_use, has_no_user, .. }: Conditions,
        report: &mut AdoptReport,
    ) -> Result<(), AdoptError> {
        let is_single_use = if keys.column("expires").is_some() { is_single_use } else { "FALSE".to_owned() };
        let from = format!("FROM {} AS {KEYS}", quote(&keys.name));
        let [all, single_use, orphans] = self
            .numbers(&from, ["TRUE", &is_single_use, &format!("NOT {is_single_use} AND {has_no_user}")])
            .await?;
        let [id, user] = ["id", "user_id"].map(|it| exact(self.database.dialect, &format!("{KEYS}.{it}")));
        let kept = format!(
            "SELECT {id}, {user} {from} WHERE NOT ({is_single_use}) AND NOT {has_no_user} ORDER BY 1"
        );
        let Renames { problems, pairs } = self.renames_of_keys(&kept).await?;
        problems_or_not(problems)?;
        (report.single_use_keys_removed, report.orphan_keys_removed) = (single_use, orphans);
        (report.keys, report.keys_renamed) = (all - single_use - orphans, pairs.len() as u64);
        if report.keys < all || report.keys_renamed > 0 {
            let to_keys = inspection.foreign_keys.iter().filter(|it| it.parent == keys.name);
            let sentence =
                |it| format!("{} refers to rows of `{}`, and some of those change", place(it), keys.name);
            return problems_or_not(to_keys.map(sentence).collect());
        }
        Ok(())
    }

    async fn count_sessions(
        &mut self,
        sessions: &Table,
        Conditions { has_no_user, is_over, is_no_token, .. }: Conditions,
        report: &mut AdoptReport,
    ) -> Result<(), AdoptError> {
        let from = format!("FROM {} AS {SESSIONS}", quote(&sessions.name));
        let is_orphan = format!("NOT {is_over} AND {has_no_user}");
        let is_unusable = format!("NOT {is_over} AND NOT {has_no_user} AND {is_no_token}");
        let [all, over, orphans, unusable] =
            self.numbers(&from, ["TRUE", &is_over, &is_orphan, &is_unusable]).await?;
        (report.dead_sessions_removed, report.orphan_sessions_removed) = (over, orphans);
        (report.unusable_sessions_removed, report.sessions) = (unusable, all - over - orphans - unusable);
        Ok(())
    }

    /// How many rows meet each condition. A table that is locked may be in a statement once.
    async fn numbers<const N: usize>(
        &mut self,
        from: &str,
        conditions: [&str; N],
    ) -> Result<[u64; N], Failed> {
        let mut numbers = [0; N];
        for (number, condition) in numbers.iter_mut().zip(conditions) {
            let rows = self.database.ask(&format!("SELECT count(*) {from} WHERE {condition}")).await?;
            let count = rows.first().map_or(Ok(0), |it| integer::<D>(it, 0))?;
            *number = u64::try_from(count).unwrap_or_default();
        }
        Ok(numbers)
    }
}

fn place(key: &ForeignKey) -> String {
    let columns: Vec<_> = key.columns.iter().map(|(it, _)| format!("`{}`.`{it}`", key.table)).collect();
    columns.join(" and ")
}

fn problems_or_not(problems: Vec<String>) -> Result<(), AdoptError> {
    if problems.is_empty() { Ok(()) } else { Err(AdoptError::Rows(problems)) }
}

fn refuse(reason: String) -> Result<(), AdoptError> {
    Err(AdoptError::NotLucia(reason))
}
