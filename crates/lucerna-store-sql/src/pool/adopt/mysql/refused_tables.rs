//! What tables could not be adopted, looked for before anything is changed.

use super::plan::{Inspection, not_unique};
use super::there::ForeignKey;
use super::{Adoption, quote};
use crate::AdoptError;
use crate::pool::driver::Driver;
use crate::pool::store::read::text;
use crate::pool::tables::{compare, needed};

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
        if let Some(it) = inspection.unreadable() {
            return refuse(format!("the definition of {it} cannot be read"));
        }
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
}

pub(super) fn place(key: &ForeignKey) -> String {
    let columns: Vec<_> = key.columns.iter().map(|(it, _)| format!("`{}`.`{it}`", key.table)).collect();
    columns.join(" and ")
}

fn refuse(reason: String) -> Result<(), AdoptError> {
    Err(AdoptError::NotLucia(reason))
}
