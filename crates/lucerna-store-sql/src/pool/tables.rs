//! How the tables that are there differ from those that are needed.

use super::driver::{Connected, Driver, Failed, Read};
use super::query::{Query, text};
use super::store::read::{integer, text as read_text};
use crate::migrations::definition;
use crate::{Dialect, SESSION, catalog};
use lucerna_core::{Column, Schema, Tables, Value};

/// No id of Lucerna's is longer, and no hash of a password that it makes.
const LONGEST: i64 = 255;

/// A column that is there.
#[derive(Default)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) type_name: String,
    pub(super) collation: String,
    pub(super) not_null: bool,
    pub(super) has_default: bool,
    /// 1 if it is, 2 if it is the primary key.
    pub(super) unique: i64,
    /// Whether it refers to the table of users, with whom its rows end.
    pub(super) cascades: bool,
    /// How many letters of a `varchar`, or else bytes, it holds at most; 0 if there is no limit.
    pub(super) length: i64,
}

impl Found {
    /// Whether this is more than it holds.
    pub(super) fn is_too_short_for(&self, value: &Value) -> bool {
        let length = match value {
            Value::Text(it) if self.type_name == "varchar" => it.chars().count(),
            Value::Text(it) | Value::Json(it) => it.len(),
            Value::Bytes(it) => it.len(),
            _ => 0,
        };
        self.length > 0 && i64::try_from(length).is_ok_and(|it| it > self.length)
    }
}

/// The columns of a table; none if it is not there.
pub(super) async fn columns<D: Driver>(
    connection: &mut Connected<D>,
    dialect: Dialect,
    table: &str,
    users: &str,
) -> Result<Vec<Found>, Failed> {
    let [table, users] = [table, users].map(|it| catalog::table_name(dialect, it));
    let statement = catalog::columns(dialect);
    let rows = Query::new(&statement, [text(&table), text(&users)]).fetch::<D>(connection).await?;
    rows.iter().map(read::<D>).collect()
}

fn read<D: Driver>(row: &Read<D>) -> Result<Found, Failed> {
    Ok(Found {
        name: read_text::<D>(row, 0)?,
        type_name: read_text::<D>(row, 1)?,
        collation: read_text::<D>(row, 2)?,
        not_null: integer::<D>(row, 3)? > 0,
        has_default: integer::<D>(row, 4)? > 0,
        unique: integer::<D>(row, 5)?,
        cascades: integer::<D>(row, 6)? > 0,
        length: integer::<D>(row, 7)?,
    })
}

/// One sentence for every difference that would make a call fail or a promise break.
pub(super) async fn differences<D: Driver>(
    connection: &mut Connected<D>,
    dialect: Dialect,
    schema: &Schema,
    some_are_missing: bool,
) -> Result<Vec<String>, Failed> {
    let mut differences = Vec::new();
    for needed in needed(schema) {
        let found = columns::<D>(connection, dialect, needed.table, &schema.tables().user).await?;
        if !(some_are_missing && found.is_empty()) {
            differences.extend(compare(dialect, &needed, &found));
        }
    }
    Ok(differences)
}

/// A table and its columns.
pub(super) struct Needed<'a> {
    table: &'a str,
    columns: Vec<Column>,
    /// Those of Lucerna's own in which text is looked for.
    names: &'static [&'static str],
}

/// The tables of users, keys and sessions.
pub(super) fn needed(schema: &Schema) -> [Needed<'_>; 3] {
    let Tables { user, key, session, .. } = schema.tables();
    let own = |name: &'static str| match name {
        "id" | "user_id" => Column::of::<String>(name),
        "hashed_password" => Column::of::<Option<String>>(name),
        "active_period" | "idle_period" => Column::of::<Option<i64>>(name),
        _ => Column::of::<i64>(name),
    };
    let keys = ["id", "user_id", "hashed_password"].map(own).to_vec();
    [
        Needed { table: user, columns: [&[own("id")], schema.user()].concat(), names: &["id"] },
        Needed { table: key, columns: keys, names: &["id", "user_id", "hashed_password"] },
        Needed {
            table: session,
            columns: [&SESSION.map(own), schema.session()].concat(),
            names: &["id", "user_id"],
        },
    ]
}

/// One sentence for every difference of one table.
pub(super) fn compare(dialect: Dialect, needed: &Needed<'_>, found: &[Found]) -> Vec<String> {
    let Needed { table, columns: needed, names } = needed;
    let place = |name: &str| format!("`{table}`.`{name}`");
    let changed = needed.iter().filter_map(|column| {
        let name = column.name();
        match found.iter().find(|it| it.name == **name) {
            Some(found) => difference(dialect, column, names.contains(&&**name), found)
                .map(|it| format!("{} {it}", place(name))),
            None => Some(format!("{} is missing: add {}", place(name), definition(dialect, column))),
        }
    });
    let extra = found.iter().filter(|it| it.not_null && !it.has_default);
    let extra = extra.filter(|it| !needed.iter().any(|column| **column.name() == it.name));
    let extra = extra
        .map(|it| format!("{} must not be empty and has no default, but is no attribute", place(&it.name)));
    changed.chain(extra).collect()
}

fn difference(dialect: Dialect, column: &Column, is_own: bool, found: &Found) -> Option<String> {
    let [is_id, is_reference] = ["id", "user_id"].map(|it| is_own && column.name() == it);
    let compared = is_own || column.is_unique();
    if !catalog::holds(dialect, &found.type_name, column.column_type()) {
        Some(format!("is {} and has to be {}", found.type_name, dialect.column_type(column)))
    } else if !catalog::keeps(dialect, &found.collation, compared) {
        let difference = format!("is text in {}, which ", found.collation);
        let problem =
            if compared { "takes different letters or spaces for the same" } else { "lacks letters" };
        Some(format!("{difference}{problem}: it has to be {}", dialect.collation()))
    } else if is_own && (1..LONGEST).contains(&found.length) {
        Some(format!("holds {} letters and has to hold {LONGEST}", found.length))
    } else if is_id && found.unique < 2 {
        Some("is not the primary key".to_owned())
    } else if column.is_unique() && found.unique < 1 {
        Some("is not unique".to_owned())
    } else if is_reference && !found.cascades {
        Some("does not reference the table of users with ON DELETE CASCADE".to_owned())
    } else if column.is_nullable() && found.not_null {
        Some("must not be empty, but its attribute is an Option".to_owned())
    } else if !column.is_nullable() && !found.not_null {
        Some("may be empty, but its attribute is not an Option".to_owned())
    } else {
        None
    }
}
