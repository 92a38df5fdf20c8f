//! How a table that is there differs from the one that is needed.

use super::{Table, storage};
use lucerna_core::Column;
use rusqlite::Connection;

/// One sentence for every difference that would make a call fail or a promise break.
pub(super) fn differences(connection: &Connection, table: &Table) -> rusqlite::Result<Vec<String>> {
    let found = columns(connection, &table.name)?;
    let unique = unique_columns(connection, &table.name)?;
    let mut differences: Vec<_> = table
        .columns
        .iter()
        .filter_map(|column| match found.iter().find(|it| it.name.eq_ignore_ascii_case(column.name())) {
            Some(found) => changed(table, column, found, &unique),
            None => Some(missing(table, column)),
        })
        .collect();
    let known = |name: &str| table.columns.iter().any(|it| it.name().eq_ignore_ascii_case(name));
    for extra in found.iter().filter(|it| it.required && !known(&it.name)) {
        let Found { name, .. } = extra;
        differences.push(format!(
            "`{}`.`{name}` must not be empty and has no default, but is no attribute",
            table.name
        ));
    }
    if table.users.as_ref().is_some_and(|_| known("user_id")) && !refers_to_users(connection, table)? {
        differences.push(format!("`{}`.`user_id` does not reference the table of users", table.name));
    }
    Ok(differences)
}

struct Found {
    name: String,
    declared: String,
    not_null: bool,
    required: bool,
    primary: bool,
}

fn changed(table: &Table, column: &Column, found: &Found, unique: &[String]) -> Option<String> {
    let place = format!("`{}`.`{}`", table.name, column.name());
    let is_id = column.name() == "id";
    let needed = storage(column.column_type());
    if !takes(&found.declared, needed) {
        Some(format!("{place} is declared {:?} and has to be {needed}", found.declared))
    } else if is_id && !found.primary {
        Some(format!("{place} is not the primary key"))
    } else if !is_id && column.is_unique() && !unique.contains(&found.name) {
        Some(format!(
            "{place} is not unique: CREATE UNIQUE INDEX … ON \"{}\" (\"{}\")",
            table.name,
            column.name()
        ))
    } else if column.is_nullable() && found.required {
        Some(format!("{place} must not be empty, but its attribute is an Option"))
    } else if !is_id && !column.is_nullable() && !found.not_null {
        Some(format!("{place} may be empty, but its attribute is not an Option"))
    } else {
        None
    }
}

fn missing(table: &Table, column: &Column) -> String {
    let Table { name, .. } = table;
    let hint = match column.is_nullable() && !column.is_unique() {
        true => format!("ALTER TABLE \"{name}\" ADD COLUMN {}", table.define(column)),
        false => format!("add {}", table.define(column)),
    };
    format!("`{name}` has no column `{}`: {hint}", column.name())
}

/// Whether a column declared so keeps what is written into it: SQLite's rules of affinity (datatype3.html §3.1).
fn takes(declared: &str, needed: &str) -> bool {
    let declared = declared.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|it| declared.contains(it));
    let affinity = if has(&["INT"]) {
        "INTEGER"
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        "TEXT"
    } else if declared.is_empty() || has(&["BLOB"]) {
        "BLOB"
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        "REAL"
    } else {
        "NUMERIC"
    };
    affinity == needed || (affinity == "NUMERIC" && needed == "INTEGER")
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Found>> {
    let sql = r#"SELECT name, type, "notnull", dflt_value IS NOT NULL, pk FROM pragma_table_xinfo(?)"#;
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([table], |row| {
        let (not_null, default, primary) = (row.get(2)?, row.get::<_, bool>(3)?, row.get::<_, i64>(4)? > 0);
        let required = not_null && !default && !primary;
        Ok(Found { name: row.get(0)?, declared: row.get(1)?, not_null, required, primary })
    })?;
    rows.collect()
}

/// The columns that have a unique index to themselves.
pub(crate) fn unique_columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = r#"SELECT min(info.name) FROM pragma_index_list(?) list, pragma_index_info(list.name) info
                 WHERE list."unique" AND NOT list.partial GROUP BY list.name HAVING count(*) = 1 AND min(info.name) IS NOT NULL"#;
    connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}

fn refers_to_users(connection: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let sql = r#"SELECT "table" FROM pragma_foreign_key_list(?) WHERE "from" = 'user_id' COLLATE NOCASE"#;
    let mut statement = connection.prepare(sql)?;
    let targets =
        statement.query_map([&table.name], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(targets.iter().any(|it| table.users.as_ref().is_some_and(|users| it.eq_ignore_ascii_case(users))))
}
