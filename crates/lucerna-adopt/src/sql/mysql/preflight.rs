//! The checks that stop an adoption in MySQL and MariaDB before anything is changed.

use super::super::foreign_keys::ForeignKey;
use super::super::lucia_tables::LuciaTables;
use super::super::row_changes::{alike, exact};
use super::super::{DatabaseAdoption, refuse, refuse_rows};
use super::plan::Plan;
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Failed};

/// The query for foreign keys between this database and others: a table and column of this one, and the other table.
const OTHER_DATABASES: &str = "
    SELECT CAST(referenced_table_name AS CHAR), CAST(referenced_column_name AS CHAR),
           CAST(concat('`', table_schema, '`.`', table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE referenced_table_schema = DATABASE() AND table_schema <> DATABASE()
    UNION SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR),
           CAST(concat('`', referenced_table_schema, '`.`', referenced_table_name, '`') AS CHAR)
    FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema <> DATABASE()";

/// The query for tables of another engine and triggers that would fire, one sentence for each. `@1` is the table of
/// users.
const UNCHANGEABLE: &str = "
    SELECT CAST(concat('`', table_name, '` is in ', engine, ': ALTER TABLE `', table_name, '` ENGINE = InnoDB first') AS CHAR)
    FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name IN (@1, @2, @3) AND engine <> 'InnoDB'
    UNION ALL SELECT CAST(concat('the trigger `', trigger_name, '` of `', event_object_table, '` would fire: drop it, and create ',
                                 'it again afterwards') AS CHAR)
    FROM information_schema.triggers
    WHERE event_object_schema = DATABASE() AND trigger_schema = DATABASE() AND event_object_table IN (@2, @3)
      AND event_manipulation IN ('UPDATE', 'DELETE') ORDER BY 1";

/// The query for views whose stored text names the table `@1`.
const VIEWS: &str = "SELECT CAST(table_name AS CHAR) FROM information_schema.views
    WHERE table_schema = DATABASE() AND instr(view_definition, concat('`', DATABASE(), '`.', @1)) > 0 ORDER BY 1";

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Refuses tables that cannot be changed, and waits until no other connection uses them.
    pub(super) async fn refuse_unchangeable(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        if let Some(reason) = self.texts(UNCHANGEABLE, [user, key, session]).await?.pop() {
            return refuse(reason);
        }
        let locks: Vec<_> = lucia.tables().map(|it| format!("{} WRITE", self.quote(it))).collect();
        self.run(&format!("LOCK TABLES {}", locks.join(", "))).await?;
        Ok(self.run("UNLOCK TABLES").await?)
    }

    /// Refuses foreign keys between databases, and views that use renamed tables.
    pub(super) async fn refuse_references(
        &mut self,
        lucia: &LuciaTables,
        plan: &Plan,
    ) -> Result<(), AdoptError> {
        for [table, column, other] in self.rows(OTHER_DATABASES).await? {
            if table == lucia.names.session || plan.is_modified(&table, &column) {
                return refuse(format!(
                    "a foreign key connects `{table}`.`{column}`, which changes, to {other} in another database: drop it first"
                ));
            }
        }
        for (from, to) in lucia.renames(self.dialect(), self.schema.tables()) {
            if let Some(it) = self.texts(VIEWS, [&self.quote(from)]).await?.first() {
                return refuse(format!(
                    "the view `{it}` uses `{from}`, which is renamed to `{to}`: drop it, and create it again afterwards"
                ));
            }
        }
        Ok(())
    }

    /// Refuses values that are equal in Lucia's collation and different in Lucerna's.
    pub(super) async fn refuse_collation_conflicts(
        &mut self,
        lucia: &LuciaTables,
        plan: &Plan,
    ) -> Result<(), AdoptError> {
        let user = &lucia.names.user;
        let mut pairs: Vec<_> = lucia.owned().map(|(it, _)| [(it, "user_id"), (user, "id")]).collect();
        pairs.extend(lucia.foreign_keys.iter().flat_map(ForeignKey::pairs));
        pairs.sort_unstable();
        pairs.dedup();
        let mut problems = Vec::new();
        for pair in pairs {
            problems.extend(self.collation_conflicts(plan, pair).await?);
        }
        refuse_rows(problems)
    }

    async fn collation_conflicts(
        &mut self,
        plan: &Plan,
        [(table, column), (parent, to)]: [(&str, &str); 2],
    ) -> Result<Vec<String>, Failed> {
        let indexed = plan.table(parent).and_then(|it| it.column(to));
        let Some(indexed) = indexed.filter(|_| plan.is_modified(parent, to)) else { return Ok(Vec::new()) };
        let [value, other] =
            [("c", column), ("p", to)].map(|(it, name)| format!("{it}.{}", self.quote(name)));
        let is_alike = alike(&other, &value, &indexed.collation);
        let sql = format!(
            "SELECT DISTINCT CONVERT({value} USING utf8mb4) FROM {} AS c JOIN {} AS p ON {is_alike}
             WHERE {} <> {} ORDER BY 1",
            self.quote(table),
            self.quote(parent),
            exact(&value),
            exact(&other),
        );
        let sentence = |[value]: [String; 1]| {
            format!(
                "`{table}`.`{column}` has {value:?}, which equals a value of `{parent}`.`{to}` in Lucia's collation only"
            )
        };
        Ok(self.rows(&sql).await?.into_iter().map(sentence).collect())
    }
}
