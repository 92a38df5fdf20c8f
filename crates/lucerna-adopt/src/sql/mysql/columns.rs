//! The columns that tables have, and those that have to become others.

use super::super::Adoption;
use super::super::lucia::Lucia;
use lucerna_core::{Schema, Tables};
use lucerna_store_sql::{Cells, Connection, Dialect, Failed};

/// A table, with the statement that would make it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    create: String,
}

pub(super) struct Column {
    pub(super) name: String,
    /// Without lengths and signs, in lower case.
    data_type: String,
    /// With them.
    pub(super) column_type: String,
    /// Of a text, in characters.
    length: i64,
    pub(super) charset: String,
    pub(super) collation: String,
    pub(super) is_nullable: bool,
}

/// What becomes of a column.
pub(super) struct Modified {
    pub(super) table: String,
    pub(super) column: String,
    /// The new type, with all that belongs to it.
    pub(super) definition: String,
    /// What stands behind the type; `None` if that cannot be read.
    pub(super) options: Option<String>,
    /// What it is instead of what it was.
    pub(super) sentence: String,
}

impl Modified {
    pub(super) fn clause(&self) -> String {
        let (column, options) = (Dialect::MySql.quote(&self.column), self.options.as_deref());
        format!("MODIFY {column} {} {}", self.definition, options.unwrap_or_default())
    }
}

/// The longest id.
const ID: i64 = 255;

/// The longest hash of a password, whoever made it.
const HASH: i64 = 1024;

const COLUMNS: &str = "
    SELECT CAST(column_name AS CHAR), CAST(lower(data_type) AS CHAR), CAST(column_type AS CHAR),
           CAST(coalesce(character_maximum_length, 0) AS SIGNED), CAST(coalesce(character_set_name, '') AS CHAR),
           CAST(coalesce(collation_name, '') AS CHAR), CAST(is_nullable = 'YES' AS SIGNED)
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @1 ORDER BY ordinal_position";

impl<C: Connection> Adoption<'_, C> {
    pub(super) async fn table(&mut self, name: &str) -> Result<Table, Failed> {
        let statement = self.dialect().statement(COLUMNS);
        let query = lucerna_store_sql::Query::new(&statement, [lucerna_store_sql::text(name)]);
        let columns = self.connection.fetch(&query, column).await?;
        let sql = format!("SHOW CREATE TABLE {}", self.quote(name));
        let create = self.ask(&sql, |row| Ok(row.text(1)?.to_owned())).await?.concat();
        Ok(Table { name: name.to_owned(), columns, create })
    }
}

fn column(row: &dyn Cells) -> Result<Column, Failed> {
    Ok(Column {
        name: row.text(0)?.to_owned(),
        data_type: row.text(1)?.to_owned(),
        column_type: row.text(2)?.to_owned(),
        length: row.integer(3)?,
        charset: row.text(4)?.to_owned(),
        collation: row.text(5)?.to_owned(),
        is_nullable: row.integer(6)? > 0,
    })
}

impl Table {
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    /// What stands behind the type, the character set and the collation of a text column: whether it may be empty, its
    /// default and so on. `None` if the database writes it otherwise than is known here.
    fn options(&self, column: &str) -> Option<String> {
        let definition = self.line(&format!("{} ", Dialect::MySql.quote(column)))?;
        // Nothing that is text has a space in its type.
        let mut rest = definition.split_once(' ').map_or("", |(_, rest)| rest);
        for word in ["CHARACTER SET ", "COLLATE "] {
            if let Some(named) = rest.strip_prefix(word) {
                rest = named.split_once(' ').map_or("", |(_, rest)| rest);
            }
        }
        Some(rest.to_owned())
    }

    /// A foreign key without its name. `None` as for [`options`](Table::options).
    pub(super) fn foreign_key(&self, name: &str) -> Option<String> {
        self.line(&format!("CONSTRAINT {} ", Dialect::MySql.quote(name))).map(str::to_owned)
    }

    /// The rest of the line that begins so.
    fn line(&self, beginning: &str) -> Option<&str> {
        let line = self.create.lines().find_map(|it| it.trim_start().strip_prefix(beginning))?;
        Some(line.strip_suffix(',').unwrap_or(line))
    }
}

/// A column of text that has to hold every letter: how many, and whether it is compared.
type Wanted = ((String, String), i64, bool);

impl Lucia {
    /// Lucerna's own columns, the attributes, and whatever foreign keys tie to them: both ends have to be alike.
    fn wanted(&self, schema: &Schema) -> Vec<Wanted> {
        let place = |table: &str, column: &str| (table.to_owned(), column.to_owned());
        let Tables { user, key, session, .. } = &self.names;
        let mut own =
            vec![place(user, "id"), place(key, "id"), place(key, "user_id"), place(key, "hashed_password")];
        if self.has_sessions {
            own.extend([place(session, "id"), place(session, "user_id")]);
        }
        let width = |column: &str| if column == "hashed_password" { HASH } else { ID };
        let mut all: Vec<Wanted> = own.iter().map(|it| (it.clone(), width(&it.1), true)).collect();
        all.extend(self.tied_to(&own).into_iter().map(|it| (it, ID, true)));
        let of_sessions = if self.has_sessions { schema.session() } else { &[] };
        for (table, columns) in [(user, schema.user()), (session, of_sessions)] {
            for column in columns {
                let attribute = place(table, column.name());
                let tied = self.tied_to(std::slice::from_ref(&attribute));
                all.push((attribute, 0, column.is_unique() || !tied.is_empty()));
                all.extend(tied.into_iter().map(|it| (it, 0, true)));
            }
        }
        all
    }

    /// The tables and columns that foreign keys tie to Lucerna's.
    pub(super) fn tied(&self, schema: &Schema) -> Vec<(String, String)> {
        self.wanted(schema).into_iter().map(|(place, ..)| place).collect()
    }

    /// What foreign keys tie to these columns, directly or through others.
    fn tied_to(&self, to: &[(String, String)]) -> Vec<(String, String)> {
        let mut reached = to.to_vec();
        let mut at = 0;
        while let Some(place) = reached.get(at).cloned() {
            for key in &self.foreign_keys {
                for (from, to) in &key.columns {
                    let ends = [(key.table.clone(), from.clone()), (key.parent.clone(), to.clone())];
                    if ends.contains(&place) {
                        reached.extend(ends.into_iter().filter(|it| *it != place));
                    }
                }
            }
            at += 1;
            let mut seen = Vec::new();
            reached.retain(|it| {
                !seen.contains(it) && {
                    seen.push(it.clone());
                    true
                }
            });
        }
        reached.split_off(to.len())
    }
}

/// What becomes of the columns of these tables.
pub(super) fn modified(dialect: Dialect, lucia: &Lucia, schema: &Schema, tables: &[Table]) -> Vec<Modified> {
    let mut all: Vec<Modified> = Vec::new();
    for ((name, column), width, is_compared) in lucia.wanted(schema) {
        let Some(table) = tables.iter().find(|it| it.name == name) else { continue };
        let Some(column) = table.column(&column) else { continue };
        if all.iter().any(|it| it.table == name && it.column == column.name) {
            continue;
        }
        let Some(new) = new_type(column, width) else { continue };
        let is_kept = dialect.keeps(&column.collation, is_compared)
            && !(is_compared && column.collation != collation(dialect));
        if is_kept && column.column_type.eq_ignore_ascii_case(&new) {
            continue;
        }
        let place = lucia.renamed(&name, schema.tables());
        all.push(Modified {
            sentence: format!(
                "`{place}`.`{}` is {new} in {} instead of {} in {}",
                column.name,
                collation(dialect),
                column.column_type,
                column.collation
            ),
            definition: format!("{new} {}", dialect.collation()),
            options: table.options(&column.name),
            column: column.name.clone(),
            table: name,
        });
    }
    all
}

impl Lucia {
    /// The name that a table has afterwards.
    pub(super) fn renamed<'n>(&self, table: &'n str, to: &'n Tables) -> &'n str {
        let Tables { user, key, session, .. } = &self.names;
        match table {
            it if it == user => &to.user,
            it if it == key => &to.key,
            it if it == session => &to.session,
            it => it,
        }
    }
}

/// The type that holds what the column does and, with a width, what Lucerna writes. `None` if it is no text. Columns of the
/// application's own keep their type.
fn new_type(column: &Column, width: i64) -> Option<String> {
    let is_unicode = column.charset.starts_with("utf8");
    let name = match (&*column.data_type, width) {
        ("char", 1..) => "varchar",
        ("tinytext", 1..) => "text",
        // A letter may take more bytes than it did.
        ("tinytext", _) if !is_unicode => "text",
        ("text", _) if !is_unicode => "mediumtext",
        ("mediumtext", _) if !is_unicode => "longtext",
        (it @ ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext"), _) => it,
        _ => return None,
    };
    Some(match name {
        "varchar" | "char" => format!("{name}({})", column.length.max(width)),
        other => other.to_owned(),
    })
}

/// The name of the collation in which text is compared to the letter.
pub(super) fn collation(dialect: Dialect) -> &'static str {
    dialect.collation().rsplit(' ').next().unwrap_or_default()
}

/// Whether it holds times as Lucerna writes and reads them.
pub(super) fn is_time(column: &Column) -> bool {
    column.data_type == "bigint" && !column.column_type.contains("unsigned") && !column.is_nullable
}

pub(super) fn is_limit(column: &str) -> bool {
    ["active_expires", "idle_expires"].contains(&column)
}

/// Of Lucia v1, which had single-use keys, and called one key of a user the primary one.
pub(super) fn is_leftover(column: &str) -> bool {
    ["primary_key", "expires"].contains(&column)
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
        let table = Table { name: "a".to_owned(), columns: Vec::new(), create: create.to_owned() };
        assert_eq!(table.options("id").as_deref(), Some("NOT NULL"));
        assert_eq!(table.options("name").as_deref(), Some("DEFAULT 'a, b' COMMENT 'c'"));
        assert_eq!(table.options("text").as_deref(), Some(""));
        assert_eq!(table.options("b"), None);
        let expected = "FOREIGN KEY (`id`) REFERENCES `b` (`id`) ON DELETE SET NULL";
        assert_eq!(table.foreign_key("a_ibfk_1").as_deref(), Some(expected));
        assert_eq!(table.foreign_key("a_ibfk_2"), None);
    }
}
