//! The columns of tables, and the changes that they need.

use super::super::DatabaseAdoption;
use super::super::foreign_keys::ForeignKey;
use super::super::lucia_tables::LuciaTables;
use crate::AdoptError;
use lucerna_core::{Schema, Tables};
use lucerna_store_sql::{Connection, Dialect, Failed, FoundColumn, columns};

/// A table with the statement that creates it and its planned changes.
pub(super) struct TablePlan {
    pub(super) name: String,
    pub(super) columns: Vec<FoundColumn>,
    create: String,
    /// The planned changes.
    changes: Vec<(Phase, String)>,
    /// The text columns that change.
    modified: Vec<String>,
}

/// The phase in which a table is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Columns get their types, before rows change.
    Columns,
    /// Constraints and indexes are added, after rows changed.
    Constraints,
    /// The table of sessions is rewritten and becomes Lucerna's, at the end.
    Sessions,
}

/// A text column that has to hold every character.
#[derive(Clone)]
pub(super) struct TextColumn {
    pub(super) table: String,
    pub(super) column: String,
    /// The number of characters that it has to hold at least.
    width: i64,
    is_compared: bool,
}

/// The length of the longest id.
const ID: i64 = 255;

/// The length of the longest password hash of any library.
const HASH: i64 = 1024;

impl<C: Connection> DatabaseAdoption<'_, C> {
    pub(super) async fn table(&mut self, name: &str) -> Result<TablePlan, Failed> {
        let columns = columns(self.connection, name, "").await?;
        let rows = self.rows(&format!("SHOW CREATE TABLE {}", self.quote(name))).await?;
        let create = rows.into_iter().map(|[_, create]| create).collect();
        Ok(TablePlan { name: name.to_owned(), columns, create, changes: Vec::new(), modified: Vec::new() })
    }
}

impl LuciaTables {
    /// Returns Lucerna's own columns, the attributes, and the columns that foreign keys connect to them, since both
    /// ends need the same type.
    pub(super) fn texts(&self, schema: &Schema) -> Vec<TextColumn> {
        let Tables { user, key, session, .. } = &self.names;
        let text = |table: &str, column: &str, width, is_compared| TextColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            width,
            is_compared,
        };
        let mut texts = vec![text(key, "hashed_password", HASH, true)];
        let ids = [(user, "id"), (key, "id"), (key, "user_id"), (session, "id"), (session, "user_id")];
        texts.extend(ids.map(|(table, column)| text(table, column, ID, true)));
        self.add_connected(&mut texts);
        for (table, attributes) in [(user, schema.user()), (session, schema.session())] {
            let is_compared = |column: &str| self.connected_to(table, column).next().is_some();
            let attributes = attributes.iter().map(|it| (&**it.name(), it.is_unique()));
            texts.extend(attributes.map(|(it, is_unique)| text(table, it, 0, is_unique || is_compared(it))));
        }
        self.add_connected(&mut texts);
        texts.retain(|it| self.has_sessions || it.table != *session);
        texts
    }

    /// Adds the columns that foreign keys connect to these, directly or through others.
    fn add_connected(&self, texts: &mut Vec<TextColumn>) {
        let mut at = 0;
        while let Some(text) = texts.get(at).cloned() {
            for (table, column) in self.connected_to(&text.table, &text.column) {
                if !texts.iter().any(|it| it.table == table && it.column == column) {
                    let (table, column) = (table.to_owned(), column.to_owned());
                    texts.push(TextColumn { table, column, width: text.width.min(ID), is_compared: true });
                }
            }
            at += 1;
        }
    }

    /// Returns the columns at the other ends of this column's foreign keys.
    fn connected_to(&self, table: &str, column: &str) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.foreign_keys.iter().chain(&self.dropped).flat_map(ForeignKey::pairs);
        pairs
            .flat_map(|[from, to]| [(from, to), (to, from)])
            .filter(move |(it, _)| *it == (table, column))
            .map(|it| it.1)
    }
}

impl TablePlan {
    pub(super) fn column(&self, name: &str) -> Option<&FoundColumn> {
        self.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn change(&mut self, phase: Phase, clause: String) {
        self.changes.push((phase, clause));
    }

    /// Returns the clauses of a phase; `None` if there are none.
    pub(super) fn clauses(&self, phase: Phase) -> Option<String> {
        let clauses: Vec<_> = self.changes.iter().filter(|it| it.0 == phase).map(|it| &*it.1).collect();
        (!clauses.is_empty()).then(|| clauses.join(", "))
    }

    pub(super) fn is_modified(&self, column: &str) -> bool {
        self.modified.iter().any(|it| it.eq_ignore_ascii_case(column))
    }

    /// Plans the change of a column so that it holds the text. Returns a description of the change. `None` if the
    /// column can stay, or is not text.
    pub(super) fn modify(
        &mut self,
        text: &TextColumn,
        dialect: Dialect,
    ) -> Result<Option<String>, AdoptError> {
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

    /// Returns true if a row may lack a user.
    pub(super) fn has_optional_user(&self) -> bool {
        self.column("user_id").is_some_and(|it| !it.not_null)
    }

    /// Plans to make the user of each row mandatory.
    pub(super) fn require_user(&mut self, dialect: Dialect) {
        let user_id = self.column("user_id").filter(|_| self.has_optional_user());
        if let Some(new) = user_id.and_then(|it| new_type(it, ID)) {
            self.change(Phase::Constraints, format!("MODIFY user_id {new} {} NOT NULL", dialect.collation()));
        }
    }

    /// Returns the rest of a text column's definition after type, character set and collation, for instance `NOT
    /// NULL` and the default. Fails if the database writes definitions in an unknown form.
    fn options(&self, column: &str) -> Result<String, AdoptError> {
        let definition = self.line("", column, "column")?;
        // No text type contains a space.
        let behind = |text: &str| text.split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned());
        let mut rest = behind(&definition);
        for word in ["CHARACTER SET ", "COLLATE "] {
            if let Some(named) = rest.strip_prefix(word) {
                rest = behind(named);
            }
        }
        Ok(rest)
    }

    /// Returns a foreign key's definition without its name. Fails as [`options`](TablePlan::options) does.
    pub(super) fn foreign_key(&self, name: &str) -> Result<String, AdoptError> {
        self.line("CONSTRAINT ", name, "foreign key")
    }

    /// Returns the rest of the line that begins with this name.
    fn line(&self, word: &str, name: &str, kind: &str) -> Result<String, AdoptError> {
        let beginning = format!("{word}{} ", Dialect::MySql.quote(name));
        let line = self.create.lines().find_map(|it| it.trim_start().strip_prefix(&beginning));
        let unreadable =
            || format!("the definition of the {kind} `{name}` of `{}` cannot be parsed", self.name);
        let line = line.ok_or_else(|| AdoptError::NotLucia(unreadable()))?;
        Ok(line.strip_suffix(',').unwrap_or(line).to_owned())
    }
}

/// Returns the type that holds the column's values and, with a width, those that Lucerna writes. `None` if the column
/// is not text. Columns of the application keep their type.
fn new_type(column: &FoundColumn, width: i64) -> Option<String> {
    let is_unicode = column.collation.starts_with("utf8");
    let name = match (&*column.type_name, width) {
        ("char", 1..) => "varchar",
        ("tinytext", 1..) => "text",
        // A character may need more bytes than before.
        ("tinytext", _) if !is_unicode => "text",
        ("text", _) if !is_unicode => "mediumtext",
        ("mediumtext", _) if !is_unicode => "longtext",
        (it @ ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext"), _) => it,
        _ => return None,
    };
    Some(with_length(name, column.length.max(width)))
}

/// Returns the type of a column, with its length.
pub(super) fn column_type(column: &FoundColumn) -> String {
    with_length(&column.type_name, column.length)
}

fn with_length(name: &str, length: i64) -> String {
    match name {
        "char" | "varchar" => format!("{name}({length})"),
        _ => name.to_owned(),
    }
}

/// Returns the name of the collation that compares text byte by byte.
pub(super) fn collation(dialect: Dialect) -> &'static str {
    dialect.collation().rsplit(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_keeps_its_options() {
        let create = "CREATE TABLE `a` (\n  `id` varchar(15) NOT NULL,\n  \
            `name` varchar(31) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'a, b' COMMENT 'c',\n  \
            `text` text,\n  PRIMARY KEY (`id`),\n  \
            CONSTRAINT `a_ibfk_1` FOREIGN KEY (`id`) REFERENCES `b` (`id`) ON DELETE SET NULL\n) ENGINE=InnoDB";
        let table = TablePlan {
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
