//! What other tables refer to.

use super::AdoptError;
use crate::error::Stop;
use rusqlite::Connection;

/// Rows of one table that refer to rows that another does not have.
pub(super) struct Dangling {
    table: String,
    parent: String,
    rows: i64,
}

/// The ids of sessions change, and what else refers to them is not ours to change.
pub(super) fn refuse_to_sessions(connection: &Connection, sessions: &str) -> Result<(), Stop<AdoptError>> {
    let sql = r#"SELECT format('`%s`.`%s`', t.name, f."from") FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
                 WHERE t.type = 'table' AND f."table" = ? COLLATE NOCASE"#;
    let mut statement = connection.prepare(sql)?;
    let found: Vec<String> = statement.query_map([sessions], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Ok(());
    }
    let found = found.join(" and ");
    Err(AdoptError::NotLucia(format!("{found} refers to `{sessions}`, whose ids change: drop that first"))
        .into())
}

/// What dangles, table by table.
pub(super) fn dangling(connection: &Connection) -> rusqlite::Result<Vec<Dangling>> {
    let sql = r#"SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2"#;
    let read =
        |row: &rusqlite::Row<'_>| Ok(Dangling { table: row.get(0)?, parent: row.get(1)?, rows: row.get(2)? });
    connection.prepare(sql)?.query_map([], read)?.collect()
}

/// Nothing may dangle that did not do so before.
pub(super) fn refuse_new(connection: &Connection, before: &[Dangling]) -> Result<(), Stop<AdoptError>> {
    let former = |new: &Dangling| {
        let same = before.iter().find(|it| it.table == new.table && it.parent == new.parent);
        same.map_or(0, |it| it.rows)
    };
    let more: Vec<_> = dangling(connection)?.into_iter().filter(|it| it.rows > former(it)).collect();
    let sentence =
        |it: &Dangling| format!("rows of `{}` refer to rows of `{}` that change", it.table, it.parent);
    if more.is_empty() { Ok(()) } else { Err(AdoptError::Rows(more.iter().map(sentence).collect()).into()) }
}
