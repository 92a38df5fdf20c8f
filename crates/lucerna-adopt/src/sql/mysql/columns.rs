//! The columns that tables have, and those that have to become others.

use super::super::Adoption;
use super::super::foreign_keys::ForeignKey;
use super::super::lucia::Lucia;
use crate::AdoptError;
use lucerna_core::{Schema, Tables};
use lucerna_store_sql::{Connection, Dialect, Failed, FoundColumn, columns};

/// A table, with the statement that would make it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<FoundColumn>,
    create: String,
    /// What is to be done to it.
    changes: Vec<(Phase, String)>,
    /// The columns of text that become others.
    modified: Vec<String>,
}

/// When a table is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Before rows change: columns get their types.
    Columns,
    /// After that.
    Constraints,
    /// In the end: the table of sessions is written anew, and becomes Lucerna's.
    Sessions,
}

/// A column of text that has to hold every letter.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) table: String,
    pub(super) column: String,
    /// How many letters it has to hold at least.
    width: i64,
    is_compared: bool,
}

/// The longest id.
const ID: i64 = 255;

/// The longest hash of a password, whoever made it.
const HASH: i64 = 1024;

impl<C: Connection> Adoption<'_, C> {
    pub(super) async fn table(&mut self, name: &str) -> Result<Table, Failed> {
        let columns = columns(self.connection, name, "").await?;
        let rows = self.rows(&format!("SHOW CREATE TABLE {}", self.quote(name))).await?;
        let create = rows.into_iter().map(|[_, create]| create).collect();
        Ok(Table { name: name.to_owned(), columns, create, changes: Vec::new(), modified: Vec::new() })
    }
}

impl Lucia {
    /// Lucerna's own columns, the attributes, and whatever foreign keys tie to them: both ends have to be alike.
    pub(super) fn texts(&self, schema: &Schema) -> Vec<Text> {
        let Tables { user, key, session, .. } = &self.names;
        let text = |table: &str, column: &str, width, is_compared| Text {
            table: table.to_owned(),
            column: column.to_owned(),
            width,
            is_compared,
        };
        let mut texts = vec![text(key, "hashed_password", HASH, true)];
        let ids = [(user, "id"), (key, "id"), (key, "user_id"), (session, "id"), (session, "user_id")];
        texts.extend(ids.map(|(table, column)| text(table, column, ID, true)));
        self.add_tied(&mut texts);
        for (table, attributes) in [(user, schema.user()), (session, schema.session())] {
            let is_compared = |column: &str| self.tied_to(table, column).next().is_some();
            let attributes = attributes.iter().map(|it| (&**it.name(), it.is_unique()));
            texts.extend(attributes.map(|(it, is_unique)| text(table, it, 0, is_unique || is_compared(it))));
        }
        self.add_tied(&mut texts);
        texts.retain(|it| self.has_sessions || it.table != *session);
        texts
    }

    /// Adds what foreign keys tie to these columns, directly or through others.
    fn add_tied(&self, texts: &mut Vec<Text>) {
        let mut at = 0;
        while let Some(text) = texts.get(at).cloned() {
            for (table, column) in self.tied_to(&text.table, &text.column) {
                if !texts.iter().any(|it| it.table == table && it.column == column) {
                    let (table, column) = (table.to_owned(), column.to_owned());
                    texts.push(Text { table, column, width: text.width.min(ID), is_compared: true });
                }
            }
            at += 1;
        }
    }

    /// The columns at the other ends of this column's foreign keys.
    fn tied_to(&self, table: &str, column: &str) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.foreign_keys.iter().chain(&self.dropped).flat_map(ForeignKey::pairs);
        pairs
            .flat_map(|[from, to]| [(from, to), (to, from)])
            .filter(move |(it, _)| *it == (table, column))
            .map(|it| it.1)
    }
}

impl Table {
    pub(super) fn column(&self, name: &str) -> Option<&FoundColumn> {
        self.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn change(&mut self, phase: Phase, clause: String) {
        self.changes.push((phase, clause));
    }

    /// Everything that is to be done to it then; `None` if nothing is.
    pub(super) fn clauses(&self, phase: Phase) -> Option<String> {
        let clauses: Vec<_> = self.changes.iter().filter(|it| it.0 == phase).map(|it| &*it.1).collect();
        (!clauses.is_empty()).then(|| clauses.join(", "))
    }

    pub(super) fn is_modified(&self, column: &str) -> bool {
        self.modified.iter().any(|it| it.eq_ignore_ascii_case(column))
    }

    /// Lets a column become one that holds the text. Returns what it is instead of what it was; `None` if it can stay as it
    /// is, or is no text.
    pub(super) fn modify(&mut self, text: &Text, dialect: Dialect) -> Result<Option<String>, AdoptError> {
        let found = self.column(&text.column).filter(|_| !self.is_modified(&text.column));
        let Some((column, new)) = found.and_then(|it| Some((it, new_type(it, text.width)?))) else {
            return Ok(None);
        };
        let (old, ours) = (column_type(column), collation(dialect));
        let is_kept = match text.is_compared {
            true => column.collation == ours,
            false => dialect.keeps(&column.collation, false),
        };
        if is_kept && old == new {
            return Ok(None);
        }
        let (quoted, options) = (dialect.quote(&column.name), self.options(&column.name)?);
        let sentence = format!("{new} in {ours} instead of {old} in {}", column.collation);
        self.change(Phase::Columns, format!("MODIFY {quoted} {new} {} {options}", dialect.collation()));
        self.modified.push(text.column.clone());
        Ok(Some(sentence))
    }

    /// Returns true if a row may be without a user.
    pub(super) fn has_optional_user(&self) -> bool {
        self.column("user_id").is_some_and(|it| !it.not_null)
    }

    /// Lets no row be without a user.
    pub(super) fn require_user(&mut self, dialect: Dialect) {
        let user_id = self.column("user_id").filter(|_| self.has_optional_user());
        if let Some(new) = user_id.and_then(|it| new_type(it, ID)) {
            self.change(Phase::Constraints, format!("MODIFY user_id {new} {} NOT NULL", dialect.collation()));
        }
    }

    /// What stands behind the type, the character set and the collation of a text column: whether it may be empty, its
    /// default and so on. Refused if the database writes it otherwise than is known here.
    fn options(&self, column: &str) -> Result<String, AdoptError> {
        let definition = self.line("", column, "column")?;
        // Nothing that is text has a space in its type.
        let behind = |text: &str| text.split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned());
        let mut rest = behind(&definition);
        for word in ["CHARACTER SET ", "COLLATE "] {
            if let Some(named) = rest.strip_prefix(word) {
                rest = behind(named);
            }
        }
        Ok(rest)
    }

    /// A foreign key without its name. Refused as for [`options`](Table::options).
    pub(super) fn foreign_key(&self, name: &str) -> Result<String, AdoptError> {
        self.line("CONSTRAINT ", name, "foreign key")
    }

    /// The rest of the line that begins with this name.
    fn line(&self, word: &str, name: &str, kind: &str) -> Result<String, AdoptError> {
        let beginning = format!("{word}{} ", Dialect::MySql.quote(name));
        let line = self.create.lines().find_map(|it| it.trim_start().strip_prefix(&beginning));
        let unreadable =
            || format!("the definition of the {kind} `{name}` of `{}` cannot be read", self.name);
        let line = line.ok_or_else(|| AdoptError::NotLucia(unreadable()))?;
        Ok(line.strip_suffix(',').unwrap_or(line).to_owned())
    }
}

/// The type that holds what the column does and, with a width, what Lucerna writes. `None` if it is no text. Columns of the
/// application's own keep their type.
fn new_type(column: &FoundColumn, width: i64) -> Option<String> {
    let is_unicode = column.collation.starts_with("utf8");
    let name = match (&*column.type_name, width) {
        ("char", 1..) => "varchar",
        ("tinytext", 1..) => "text",
        // A letter may take more bytes than it did.
        ("tinytext", _) if !is_unicode => "text",
        ("text", _) if !is_unicode => "mediumtext",
        ("mediumtext", _) if !is_unicode => "longtext",
        (it @ ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext"), _) => it,
        _ => return None,
    };
    Some(with_length(name, column.length.max(width)))
}

/// The type of a column, with its length.
pub(super) fn column_type(column: &FoundColumn) -> String {
    with_length(&column.type_name, column.length)
}

fn with_length(name: &str, length: i64) -> String {
    match name {
        "char" | "varchar" => format!("{name}({length})"),
        _ => name.to_owned(),
    }
}

/// The name of the collation in which text is compared to the letter.
pub(super) fn collation(dialect: Dialect) -> &'static str {
    dialect.collation().rsplit(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_keeps_what_stands_behind_its_type() {
        let create = "CREATE TABLE `a` (\n  `id` varchar(15) NOT NULL,\n  \
            `name` varchar(31) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'a, b' COMMENT 'c',\n  \
            `text` text,\n  PRIMARY KEY (`id`),\n  \
            CONSTRAINT `a_ibfk_1` FOREIGN KEY (`id`) REFERENCES `b` (`id`) ON DELETE SET NULL\n) ENGINE=InnoDB";
        let table = Table {
            name: "a".to_owned(),
            columns: Vec::new(),
            create: create.to_owned(),
            changes: Vec::new(),
            modified: Vec::new(),
        };
        assert_eq!(table.options("id").unwrap(), "NOT NULL");
        assert_eq!(table.options("name").unwrap(), "DEFAULT 'a, b' COMMENT 'c'");
        assert_eq!(table.options("text").unwrap(), "");
        assert!(table.options("b").is_err());
        let expected = "FOREIGN KEY (`id`) REFERENCES `b` (`id`) ON DELETE SET NULL";
        assert_eq!(table.foreign_key("a_ibfk_1").unwrap(), expected);
        assert!(table.foreign_key("a_ibfk_2").is_err());
    }
}
