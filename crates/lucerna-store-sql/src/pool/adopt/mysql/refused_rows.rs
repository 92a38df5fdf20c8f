//! Rows that only the application can decide about. What becomes of the others is counted.

use super::super::renames::Renames;
use super::plan::Inspection;
use super::refused_tables::place;
use super::rows::{Conditions, KEYS, SESSIONS, alike, exact};
use super::there::Table;
use super::{Adoption, quote};
use crate::pool::driver::{Driver, Failed};
use crate::pool::store::read::{integer, text};
use crate::{AdoptError, AdoptReport};

impl<D: Driver> Adoption<'_, D> {
    /// While the tables are locked.
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
                "SELECT DISTINCT coalesce(CAST(user_id AS CHAR), '') FROM {} WHERE coalesce(CAST({column} AS CHAR), '') NOT REGEXP '^-?[0-9]{{1,15}}$'",
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

fn problems_or_not(problems: Vec<String>) -> Result<(), AdoptError> {
    if problems.is_empty() { Ok(()) } else { Err(AdoptError::Rows(problems)) }
}
