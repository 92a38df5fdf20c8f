//! The application's triggers rest meanwhile.

use super::{Adoption, quote};
use crate::pool::driver::{Driver, Failed, Parameter};
use crate::pool::store::read::text;

/// A trigger, and how it was enabled.
pub(super) struct Trigger {
    table: String,
    name: String,
    how: String,
}

const TRIGGERS: &str =
    "SELECT tgname::text, CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END
    FROM pg_trigger WHERE tgrelid = to_regclass(@1) AND NOT tgisinternal AND tgenabled <> 'D'";

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn disable_triggers(&mut self) -> Result<Vec<Trigger>, Failed> {
        let tables = self.schema.tables();
        let mut triggers = Vec::new();
        for table in [&tables.user, &tables.key, &tables.session].map(|it| quote(it)) {
            for row in self.database.rows(TRIGGERS, [Parameter::Text(Some(&table))]).await? {
                let (name, how) = (quote(&text::<D>(&row, 0)?), text::<D>(&row, 1)?);
                self.database.run(&format!("ALTER TABLE {table} DISABLE TRIGGER {name}")).await?;
                triggers.push(Trigger { table: table.clone(), name, how });
            }
        }
        Ok(triggers)
    }

    pub(super) async fn enable_triggers(&mut self, triggers: &[Trigger]) -> Result<(), Failed> {
        for Trigger { table, name, how } in triggers {
            self.database.run(&format!("ALTER TABLE {table} ENABLE {how} TRIGGER {name}")).await?;
        }
        Ok(())
    }
}
