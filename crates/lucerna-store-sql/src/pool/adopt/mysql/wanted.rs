//! Which columns have to become others.

use super::quote;
use super::there::{Column, ForeignKey, Table};
use crate::{Dialect, catalog};
use lucerna_core::{Schema, Tables};

/// A column of text that has to be compared to the letter, or at least to hold every letter.
pub(super) struct Wanted {
    pub(super) table: String,
    pub(super) column: String,
    /// How many characters it has to hold.
    width: i64,
    is_compared: bool,
}

/// What becomes of a column.
pub(super) struct Modified {
    pub(super) table: String,
    pub(super) column: String,
    /// The new type, without its length.
    pub(super) data_type: String,
    /// The new type, with all that belongs to it.
    pub(super) definition: String,
    /// What stands behind the type, if it is known.
    pub(super) options: Option<String>,
    /// What it is instead of what it was.
    pub(super) sentence: String,
}

const WIDTH: i64 = 255;
const WIDTH_OF_HASH: i64 = 1024;

/// Lucerna's own columns, the attributes, and whatever foreign keys tie to them: both ends have to be alike.
pub(super) fn wanted(names: &Tables, schema: &Schema, keys: &[ForeignKey]) -> Vec<Wanted> {
    let place = |table: &str, column: &str| (table.to_owned(), column.to_owned());
    let Tables { user, key, session, .. } = names;
    let own = [
        place(user, "id"),
        place(key, "id"),
        place(key, "user_id"),
        place(key, "hashed_password"),
        place(session, "id"),
        place(session, "user_id"),
    ];
    let attributes = [(user, schema.user()), (session, schema.session())];
    let attributes: Vec<_> = attributes
        .into_iter()
        .flat_map(|(table, columns)| columns.iter().map(move |it| (place(table, it.name()), it.is_unique())))
        .collect();
    let mut all: Vec<Wanted> = Vec::new();
    let mut add = |(table, column): (String, String), width, is_compared| {
        if !all.iter().any(|it| (&it.table, &it.column) == (&table, &column)) {
            all.push(Wanted { table, column, width, is_compared });
        }
    };
    let width = |column: &str| if column == "hashed_password" { WIDTH_OF_HASH } else { WIDTH };
    own.iter().for_each(|it| add(it.clone(), width(&it.1), true));
    tied(&own, keys).into_iter().for_each(|it| add(it, WIDTH, true));
    for (attribute, is_unique) in attributes {
        let tied = tied(std::slice::from_ref(&attribute), keys);
        add(attribute, 0, is_unique || !tied.is_empty());
        tied.into_iter().for_each(|it| add(it, 0, true));
    }
    all
}

/// What foreign keys tie to these columns, directly or through others.
fn tied(to: &[(String, String)], keys: &[ForeignKey]) -> Vec<(String, String)> {
    let mut reached = to.to_vec();
    let mut at = 0;
    while let Some(place) = reached.get(at).cloned() {
        for [from, to] in keys.iter().flat_map(ForeignKey::pairs) {
            let other = if from == place {
                to
            } else if to == place {
                from
            } else {
                continue;
            };
            if !reached.contains(&other) {
                reached.push(other);
            }
        }
        at += 1;
    }
    reached.split_off(to.len())
}

impl Wanted {
    /// What its column becomes; `None` if it is so already, or is no text.
    pub(super) fn modified(&self, table: &Table, dialect: Dialect, place: &str) -> Option<Modified> {
        let column = table.column(&self.column)?;
        let data_type = self.data_type(column)?;
        let new = match data_type {
            "varchar" | "char" => format!("{data_type}({})", column.length.max(self.width)),
            other => other.to_owned(),
        };
        let collation = collation(dialect);
        let is_kept = column.collation == collation
            || (!self.is_compared && catalog::keeps(dialect, &column.collation, false));
        if is_kept && column.column_type.eq_ignore_ascii_case(&new) {
            return None;
        }
        let definition = format!("{new} {}", dialect.collation());
        let sentence = format!(
            "`{place}`.`{}` is {new} in {collation} instead of {} in {}",
            column.name, column.column_type, column.collation
        );
        Some(Modified {
            table: table.name.clone(),
            column: column.name.clone(),
            data_type: data_type.to_owned(),
            definition,
            options: table.options(&column.name),
            sentence,
        })
    }

    /// Columns of the application's own keep their type.
    fn data_type<'a>(&self, column: &'a Column) -> Option<&'a str> {
        match (&*column.data_type, self.width) {
            ("char", 1..) => Some("varchar"),
            ("tinytext", 1..) => Some("text"),
            // A letter may take more bytes than it did.
            ("tinytext", _) if !column.is_unicode() => Some("text"),
            ("text", _) if !column.is_unicode() => Some("mediumtext"),
            ("mediumtext", _) if !column.is_unicode() => Some("longtext"),
            (it @ ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext"), _) => Some(it),
            _ => None,
        }
    }
}

impl Modified {
    pub(super) fn clause(&self) -> String {
        let options = self.options.as_deref().unwrap_or_default();
        format!("MODIFY {} {} {options}", quote(&self.column), self.definition)
    }
}

/// The name of the collation in which text is compared to the letter.
pub(super) fn collation(dialect: Dialect) -> &'static str {
    dialect.collation().rsplit(' ').next().unwrap_or_default()
}

/// Whether it holds times as Lucerna writes and reads them.
pub(super) fn is_time(column: &Column) -> bool {
    column.data_type == "bigint" && !column.column_type.contains("unsigned") && !column.is_nullable
}
