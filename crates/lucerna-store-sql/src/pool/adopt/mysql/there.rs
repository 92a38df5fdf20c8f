//! What the database has: columns and foreign keys.

use super::quote;
use crate::pool::adopt::database::Database;
use crate::pool::driver::{Driver, Failed, Parameter, Read};
use crate::pool::store::read::{integer, text};

/// A table, with the statement that would make it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The columns with which an index begins.
    pub(super) indexed: Vec<String>,
    create: String,
}

pub(super) struct Column {
    pub(super) name: String,
    /// Without lengths and signs, in lower case.
    pub(super) data_type: String,
    /// With them.
    pub(super) column_type: String,
    /// Of a text, in characters.
    pub(super) length: i64,
    pub(super) charset: String,
    pub(super) collation: String,
    pub(super) is_nullable: bool,
}

/// A foreign key within the database.
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) parent: String,
    /// Each column and the one it refers to.
    pub(super) columns: Vec<(String, String)>,
    pub(super) cascades: bool,
}

const COLUMNS: &str = "
    SELECT CAST(column_name AS CHAR), CAST(lower(data_type) AS CHAR), CAST(column_type AS CHAR),
           CAST(coalesce(character_maximum_length, 0) AS SIGNED), CAST(coalesce(character_set_name, '') AS CHAR),
           CAST(coalesce(collation_name, '') AS CHAR), CAST(is_nullable = 'YES' AS SIGNED)
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @1 ORDER BY ordinal_position";

const INDEXED: &str = "SELECT CAST(column_name AS CHAR) FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = @1 AND seq_in_index = 1";

const FOREIGN_KEYS: &str = "
    SELECT CAST(k.constraint_name AS CHAR), CAST(k.table_name AS CHAR), CAST(k.referenced_table_name AS CHAR),
           CAST(k.column_name AS CHAR), CAST(k.referenced_column_name AS CHAR), CAST(r.delete_rule = 'CASCADE' AS SIGNED)
    FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
      ON r.table_name = k.table_name AND r.constraint_name = k.constraint_name
    WHERE k.table_schema = DATABASE() AND k.referenced_table_schema = DATABASE() AND r.constraint_schema = DATABASE()
    ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

impl Table {
    pub(super) async fn read<D: Driver>(database: &mut Database<'_, D>, name: &str) -> Result<Self, Failed> {
        let rows = database.rows(COLUMNS, [Parameter::Text(Some(name))]).await?;
        let columns = rows.iter().map(column::<D>).collect::<Result<_, _>>()?;
        let indexed = database.texts(INDEXED, [name]).await?;
        let create = database.ask(&format!("SHOW CREATE TABLE {}", quote(name))).await?;
        let create = create.first().map_or(Ok(String::new()), |it| text::<D>(it, 1))?;
        Ok(Self { name: name.to_owned(), columns, indexed, create })
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn has_index(&self, column: &str) -> bool {
        self.indexed.iter().any(|it| it.eq_ignore_ascii_case(column))
    }

    /// What stands behind the type, the character set and the collation of a text column: whether it may be empty, its
    /// default and so on. `None` if the database writes it otherwise than is known here.
    pub(super) fn options(&self, column: &str) -> Option<String> {
        let definition = self.line(&format!("{} ", quote(column)))?;
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
        self.line(&format!("CONSTRAINT {} ", quote(name))).map(str::to_owned)
    }

    /// The rest of the line that begins so.
    fn line(&self, beginning: &str) -> Option<&str> {
        let line = self.create.lines().find_map(|it| it.trim_start().strip_prefix(beginning))?;
        Some(line.strip_suffix(',').unwrap_or(line))
    }
}

fn column<D: Driver>(row: &Read<D>) -> Result<Column, Failed> {
    Ok(Column {
        name: text::<D>(row, 0)?,
        data_type: text::<D>(row, 1)?,
        column_type: text::<D>(row, 2)?,
        length: integer::<D>(row, 3)?,
        charset: text::<D>(row, 4)?,
        collation: text::<D>(row, 5)?,
        is_nullable: integer::<D>(row, 6)? > 0,
    })
}

pub(super) async fn foreign_keys<D: Driver>(
    database: &mut Database<'_, D>,
) -> Result<Vec<ForeignKey>, Failed> {
    let mut found: Vec<ForeignKey> = Vec::new();
    for row in &database.rows(FOREIGN_KEYS, []).await? {
        let [name, table, parent] = [text::<D>(row, 0)?, text::<D>(row, 1)?, text::<D>(row, 2)?];
        let columns = (text::<D>(row, 3)?, text::<D>(row, 4)?);
        match found.last_mut() {
            Some(last) if (&last.name, &last.table) == (&name, &table) => last.columns.push(columns),
            _ => {
                let cascades = integer::<D>(row, 5)? > 0;
                found.push(ForeignKey { name, table, parent, columns: vec![columns], cascades });
            }
        }
    }
    Ok(found)
}

impl Column {
    pub(super) fn is_unicode(&self) -> bool {
        self.charset.starts_with("utf8")
    }
}

impl ForeignKey {
    /// Whether it is that of `user_id` to the users, which the adoption replaces.
    pub(super) fn is_of_user(&self, table: &str, users: &str) -> bool {
        let is_user_id = matches!(&*self.columns, [(it, _)] if it.eq_ignore_ascii_case("user_id"));
        is_user_id && self.table == table && self.parent == users
    }

    /// Every column and the one it refers to, each with its table.
    pub(super) fn pairs(&self) -> impl Iterator<Item = [(String, String); 2]> {
        let place = |table: &String, column: &String| (table.clone(), column.clone());
        self.columns.iter().map(move |(column, to)| [place(&self.table, column), place(&self.parent, to)])
    }
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
            indexed: Vec::new(),
            create: create.to_owned(),
        };
        assert_eq!(table.options("id").as_deref(), Some("NOT NULL"));
        assert_eq!(table.options("name").as_deref(), Some("DEFAULT 'a, b' COMMENT 'c'"));
        assert_eq!(table.options("text").as_deref(), Some(""));
        assert_eq!(table.options("b"), None);
        let expected = "FOREIGN KEY (`id`) REFERENCES `b` (`id`) ON DELETE SET NULL";
        assert_eq!(table.foreign_key("a_ibfk_1").as_deref(), Some(expected));
        assert_eq!(table.foreign_key("a_ibfk_2"), None);
    }
}
