//! The comparison of a database's tables with the needed ones.

use crate::added_columns::advice;
use crate::mapping::SESSION;
use crate::query::{Query, text};
use crate::{Connection, Dialect, Failed};
use lucerna_core::{Column, RecordTable, Schema, Tables, Value};

/// The length of the longest id, and of the longest password hash that Lucerna creates.
const LONGEST: i64 = 255;

/// A column of a table in the database.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct FoundColumn {
    /// Its name.
    pub name: String,
    /// Its type, as the database names it.
    pub type_name: String,
    /// Its collation, or an empty text if it does not matter.
    pub collation: String,
    /// True if it must not be `NULL`.
    pub not_null: bool,
    /// True if it has a default or is generated.
    pub has_default: bool,
    /// 1 if it is unique, 2 if it is the primary key.
    pub unique: i64,
    /// True if it references the table of users and cascades on delete.
    pub cascades: bool,
    /// True if it comes first in an index.
    pub indexed: bool,
    /// The maximal length: characters for a `varchar`, bytes for other types, 0 without a limit.
    pub length: i64,
}

impl FoundColumn {
    /// Returns true if the value is longer than the column.
    #[must_use]
    pub fn is_too_short_for(&self, value: &Value) -> bool {
        let length = match value {
            Value::Text(it) if self.type_name == "varchar" => it.chars().count(),
            Value::Text(it) | Value::Json(it) => it.len(),
            Value::Bytes(it) => it.len(),
            _ => 0,
        };
        self.length > 0 && i64::try_from(length).is_ok_and(|it| it > self.length)
    }
}

/// Returns the columns of a table. The list is empty if the table does not exist or is a view.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn columns<C: Connection>(
    connection: &mut C,
    table: &str,
    users: &str,
) -> Result<Vec<FoundColumn>, Failed> {
    let dialect = connection.dialect();
    let (statement, sql) = (dialect.statement(dialect.sql().columns()), dialect.sql());
    let [table, users] = [table, users].map(|it| sql.table(it));
    let read = |row: &dyn crate::Cells| {
        Ok(FoundColumn {
            name: row.text(0)?.to_owned(),
            type_name: row.text(1)?.to_owned(),
            collation: row.text(2)?.to_owned(),
            not_null: row.integer(3)? > 0,
            has_default: row.integer(4)? > 0,
            unique: row.integer(5)?,
            cascades: row.integer(6)? > 0,
            length: row.integer(7)?,
            indexed: row.integer(8)? > 0,
        })
    };
    connection.fetch(&Query::new(&statement, [text(&table), text(&users)]), read).await
}

/// The changes that a migration is about to make after the comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PendingChanges<'a> {
    /// The missing tables are created, and these columns are added to the sessions.
    Creation(&'a [&'static str]),
    /// The tables exist, and these columns are added to the sessions.
    Columns(&'a [&'static str]),
    /// No changes.
    Nothing,
}

/// Returns one sentence for each difference that would make a call fail or break a guarantee.
pub(crate) async fn differences<C: Connection>(
    connection: &mut C,
    schema: &Schema,
    expected: PendingChanges<'_>,
) -> Result<Vec<String>, Failed> {
    let mut differences = Vec::new();
    let (creates, added) = match expected {
        PendingChanges::Creation(added) => (true, added),
        PendingChanges::Columns(added) => (false, added),
        PendingChanges::Nothing => (false, &[][..]),
    };
    for needed in needed(schema) {
        let found = columns(connection, needed.table, &schema.tables().user).await?;
        if !(creates && found.is_empty()) {
            let needed = if needed.table == schema.tables().session {
                needed.without_missing(added, &found)
            } else {
                needed
            };
            differences.extend(compare(connection.dialect(), &needed, &found));
        }
    }
    Ok(differences)
}

/// A table with its needed columns.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct Needed<'a> {
    /// Its name.
    pub table: &'a str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Lucerna's own text columns that statements search by.
    pub searched: &'static [&'static str],
}

impl Needed<'_> {
    /// Leaves out the missing columns among these, since a migration adds them later.
    #[must_use]
    pub fn without_missing(mut self, added: &[&str], found: &[FoundColumn]) -> Self {
        let exists = |name: &str| found.iter().any(|it| it.name.eq_ignore_ascii_case(name));
        self.columns.retain(|it| !added.contains(&&**it.name()) || exists(it.name()));
        self
    }
}

/// Returns the needed tables of users, keys and sessions.
#[doc(hidden)]
#[must_use]
pub fn needed(schema: &Schema) -> [Needed<'_>; 3] {
    let Tables { user, key, session, .. } = schema.tables();
    let own = |name: &'static str| match name {
        "id" | "user_id" => Column::of::<String>(name),
        "hashed_password" | "lucerna_methods" | "lucerna_carrier" => Column::of::<Option<String>>(name),
        "active_period" | "idle_period" | "lucerna_started" | "lucerna_verified" => {
            Column::of::<Option<i64>>(name)
        }
        _ => Column::of::<i64>(name),
    };
    let keys = ["id", "user_id", "hashed_password"].map(own).to_vec();
    [
        Needed { table: user, columns: [&[own("id")], schema.user()].concat(), searched: &["id"] },
        Needed { table: key, columns: keys, searched: &["id", "user_id", "hashed_password"] },
        Needed {
            table: session,
            columns: [&SESSION.map(own), schema.session()].concat(),
            searched: &["id", "user_id"],
        },
    ]
}

/// Returns the needed columns of a declared table.
#[must_use]
pub(crate) fn needed_record_table(table: &RecordTable) -> Needed<'_> {
    let own = [
        Column::of::<String>("id"),
        Column::of::<Option<String>>("user_id"),
        Column::of::<Option<i64>>("expires"),
    ];
    Needed { table: table.name(), columns: [&own, table.columns()].concat(), searched: &["id", "user_id"] }
}

/// Returns one sentence for each difference of one table.
#[doc(hidden)]
#[must_use]
pub fn compare(dialect: Dialect, needed: &Needed<'_>, found: &[FoundColumn]) -> Vec<String> {
    let Needed { table, columns: needed, searched } = needed;
    let is = |column: &Column, it: &FoundColumn| dialect.sql().is_same_name(&it.name, column.name());
    let is_own =
        |column: &Column| searched.contains(&&**column.name()) || SESSION.contains(&&**column.name());
    let changed = needed.iter().filter_map(|column| {
        let place = format!("`{table}`.`{}`", column.name());
        match found.iter().find(|it| is(column, it)) {
            Some(found) => {
                let difference = difference(dialect, column, searched.contains(&&**column.name()), found)?;
                Some(format!("{place} {difference}"))
            }
            None if is_own(column) && !column.is_nullable() => {
                Some(format!("{place} is missing: add {}", dialect.define(column)))
            }
            None => Some(format!("{place} is missing: {}", advice(dialect, table, column))),
        }
    });
    let extra = found.iter().filter(|it| it.not_null && !it.has_default);
    let extra = extra
        .filter(|it| !needed.iter().any(|column| is(column, it)))
        .map(|it| format!("`{table}`.`{}` is NOT NULL without a default, but is not an attribute", it.name));
    changed.chain(extra).collect()
}

fn difference(dialect: Dialect, column: &Column, is_own: bool, found: &FoundColumn) -> Option<String> {
    let [is_id, is_reference] = ["id", "user_id"].map(|it| is_own && column.name() == it);
    let (compared, sql) = (is_own || column.is_unique() || column.is_indexed(), dialect.sql());
    if !sql.holds(&found.type_name, column.column_type()) {
        Some(format!("is {} and has to be {}", found.type_name, sql.column_type(column)))
    } else if !sql.keeps(&found.collation, compared) {
        let problem =
            if compared { "treats different characters as equal" } else { "cannot store every character" };
        let difference = format!("has the collation {}, which {problem}", found.collation);
        Some(format!("{difference}: it has to be {}", sql.collation()))
    } else if is_own && (1..LONGEST).contains(&found.length) {
        Some(format!("holds {} characters and has to hold {LONGEST}", found.length))
    } else if is_id && found.unique < 2 {
        Some("is not the primary key".to_owned())
    } else if column.is_unique() && found.unique < 1 {
        Some("is not unique".to_owned())
    } else if is_reference && !found.cascades {
        Some("does not reference the table of users with ON DELETE CASCADE".to_owned())
    } else if column.is_nullable() && found.not_null {
        Some("is NOT NULL, but its attribute is an Option".to_owned())
    } else if !column.is_nullable() && !found.not_null {
        Some("is nullable, but its attribute is not an Option".to_owned())
    } else {
        None
    }
}
