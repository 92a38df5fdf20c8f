//! Columns that are too narrow for what Lucerna writes.

use super::{Adoption, quote};
use crate::pool::driver::{Driver, Failed, Parameter};
use crate::pool::store::read::text;

const COLUMNS: &str = "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = to_regclass(@1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn widen_columns(&mut self) -> Result<(), Failed> {
        let tables = self.schema.tables();
        for (table, own) in [
            (&tables.user, ["id"].as_slice()),
            (&tables.key, &["id", "user_id", "hashed_password"]),
            (&tables.session, &["id", "user_id", "active_expires", "idle_expires"]),
        ] {
            let quoted = quote(table);
            for row in self.database.rows(COLUMNS, [Parameter::Text(Some(&quoted))]).await? {
                let (name, found) = (text::<D>(&row, 0)?, text::<D>(&row, 1)?);
                let Some(wide) = wide(&found).filter(|_| own.contains(&&*name)) else { continue };
                self.database
                    .run(&format!("ALTER TABLE {quoted} ALTER COLUMN {} TYPE {wide}", quote(&name)))
                    .await?;
                self.report.tables.push(format!("`{table}`.`{name}` is {wide} instead of {found}"));
            }
        }
        Ok(())
    }
}

/// The type that holds whatever this one does and Lucerna writes.
fn wide(found: &str) -> Option<&'static str> {
    match found {
        "smallint" | "integer" | "double precision" => Some("bigint"),
        "uuid" => Some("text"),
        it if it.starts_with("numeric") => Some("bigint"),
        it if it.starts_with("character varying(") || it.starts_with("character(") => Some("text"),
        _ => None,
    }
}
