//! The foreign keys of a database.

use super::DatabaseAdoption;
use lucerna_store_sql::{Connection, Dialect, Failed};

/// A foreign key.
#[derive(Clone)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) parent: String,
    /// The pairs of columns: the referring column and the one it refers to.
    pub(super) columns: Vec<(String, String)>,
    pub(super) cascades: bool,
    /// The definition from which a dropped key is restored, in MySQL only.
    pub(super) definition: String,
}

impl ForeignKey {
    /// Returns true for a foreign key from `user_id` to the users.
    pub(super) fn is_of_user(&self, table: &str, users: &str) -> bool {
        let is_user_id = matches!(&*self.columns, [(it, _)] if it.eq_ignore_ascii_case("user_id"));
        is_user_id && self.table.eq_ignore_ascii_case(table) && self.parent.eq_ignore_ascii_case(users)
    }

    /// Returns the referring columns, as an error names them.
    pub(super) fn quoted_columns(&self) -> String {
        let columns = self.columns.iter().map(|(it, _)| format!("`{}`.`{it}`", self.table));
        columns.collect::<Vec<_>>().join(" and ")
    }

    /// Returns each column and the column that it refers to, with their tables.
    pub(super) fn pairs(&self) -> impl Iterator<Item = [(&str, &str); 2]> {
        self.columns.iter().map(|(from, to)| [(&*self.table, &**from), (&*self.parent, &**to)])
    }
}

/// Returns the query for all foreign keys, one row for each column. A row holds the key's name, table and parent, the
/// two columns, the action on deletion, and the definition.
fn query(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            r#"SELECT CAST(f.id AS TEXT), t.name, f."table", f."from", coalesce(f."to", ''), f.on_delete, ''
               FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq"#
        }
        Dialect::Postgres => {
            "SELECT c.conname::text,
                    CASE WHEN pg_table_is_visible(t.oid) THEN t.relname::text ELSE t.oid::regclass::text END, p.relname::text, a.attname::text, b.attname::text,
                    CASE c.confdeltype WHEN 'c' THEN 'CASCADE' ELSE '' END, ''
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
             CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(own, other, place)
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
             JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other
             WHERE c.contype = 'f' AND pg_table_is_visible(p.oid) ORDER BY t.relname, c.conname, k.place"
        }
        Dialect::MySql | Dialect::MariaDb => {
            "SELECT CAST(k.constraint_name AS CHAR), CAST(k.table_name AS CHAR), CAST(k.referenced_table_name AS CHAR),
                    CAST(k.column_name AS CHAR), CAST(k.referenced_column_name AS CHAR), CAST(r.delete_rule AS CHAR), ''
             FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
               ON r.table_name = k.table_name AND r.constraint_name = k.constraint_name
             WHERE k.table_schema = DATABASE() AND k.referenced_table_schema = DATABASE()
               AND r.constraint_schema = DATABASE()
             ORDER BY k.table_name, k.constraint_name, k.ordinal_position"
        }
    }
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    pub(super) async fn foreign_keys(&mut self) -> Result<Vec<ForeignKey>, Failed> {
        self.foreign_keys_of(query(self.dialect())).await
    }

    /// Returns the foreign keys that a query finds, in rows like those of [`query`].
    pub(super) async fn foreign_keys_of(&mut self, query: &str) -> Result<Vec<ForeignKey>, Failed> {
        let mut found: Vec<ForeignKey> = Vec::new();
        for [name, table, parent, column, to, rule, definition] in self.rows(query).await? {
            let (columns, cascades) = (vec![(column, to)], rule == "CASCADE");
            match found.last_mut() {
                Some(last) if (&last.name, &last.table) == (&name, &table) => last.columns.extend(columns),
                _ => found.push(ForeignKey { name, table, parent, columns, cascades, definition }),
            }
        }
        Ok(found)
    }
}
