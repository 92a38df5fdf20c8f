//! Lucia's tables: found, and refused where they could not be adopted without loss.

use super::{Adoption, refuse};
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::lucia::{KEYS, OF_KEYS, OF_SESSIONS, SESSIONS, USERS, candidates, first};
use lucerna_store_sql::{Connection, Dialect, Failed, SESSION, columns};

/// A database, judged by the columns of its sessions.
pub(super) enum Found {
    Lucia(Lucia),
    /// One of Lucerna's, adopted or made so.
    Adopted,
}

/// A database of Lucia's.
pub(super) struct Lucia {
    /// The tables, under the names that they have now.
    pub(super) names: Tables,
    /// False if sessions are elsewhere. The table of sessions is made anew then.
    pub(super) has_sessions: bool,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

/// A foreign key.
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) parent: String,
    /// Each column and the one it refers to.
    pub(super) columns: Vec<(String, String)>,
    pub(super) cascades: bool,
}

impl ForeignKey {
    /// Returns true for a reference of `user_id` to the users.
    pub(super) fn is_of_user(&self, table: &str, users: &str) -> bool {
        let is_user_id = matches!(&*self.columns, [(it, _)] if it.eq_ignore_ascii_case("user_id"));
        is_user_id && self.table.eq_ignore_ascii_case(table) && self.parent.eq_ignore_ascii_case(users)
    }

    /// The referring columns, as an error names them.
    pub(super) fn place(&self) -> String {
        let columns = self.columns.iter().map(|(it, _)| format!("`{}`.`{it}`", self.table));
        columns.collect::<Vec<_>>().join(" and ")
    }
}

impl Lucia {
    pub(super) fn references_to(&self, table: &str) -> Vec<&ForeignKey> {
        self.foreign_keys.iter().filter(|it| it.parent.eq_ignore_ascii_case(table)).collect()
    }

    /// Which tables get other names, and which.
    pub(super) fn renames(&self, dialect: Dialect, to: &Tables) -> Vec<(String, String)> {
        let Tables { user, key, session, .. } = &self.names;
        let pairs = [(user, &to.user), (key, &to.key), (session, &to.session)];
        let is_same = |(from, to): &(&String, &String)| {
            from == to || (dialect == Dialect::Sqlite && from.eq_ignore_ascii_case(to))
        };
        pairs.into_iter().filter(|it| !is_same(it)).map(|(from, to)| (from.clone(), to.clone())).collect()
    }
}

/// Every foreign key, a row for each column: its name, table and parent, the column and the one it refers to, and whether
/// the row is deleted with the one it refers to.
fn foreign_keys(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            r#"SELECT CAST(f.id AS TEXT), t.name, f."table", f."from", coalesce(f."to", ''), f.on_delete = 'CASCADE'
               FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq"#
        }
        Dialect::Postgres => {
            "SELECT c.conname::text, t.relname::text, p.relname::text, a.attname::text, b.attname::text,
                    (c.confdeltype = 'c')::int::bigint
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
             CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(own, other, place)
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
             JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other
             WHERE c.contype = 'f' AND pg_table_is_visible(p.oid) ORDER BY t.relname, c.conname, k.place"
        }
        Dialect::MySql | Dialect::MariaDb => {
            "SELECT CAST(k.constraint_name AS CHAR), CAST(k.table_name AS CHAR), CAST(k.referenced_table_name AS CHAR),
                    CAST(k.column_name AS CHAR), CAST(k.referenced_column_name AS CHAR),
                    CAST(r.delete_rule = 'CASCADE' AS SIGNED)
             FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
               ON r.table_name = k.table_name AND r.constraint_name = k.constraint_name
             WHERE k.table_schema = DATABASE() AND k.referenced_table_schema = DATABASE()
               AND r.constraint_schema = DATABASE()
             ORDER BY k.table_name, k.constraint_name, k.ordinal_position"
        }
    }
}

/// A row if there is a table, view or the like of this name.
fn relation(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE name = @1 COLLATE NOCASE",
        Dialect::Postgres => "SELECT 'there' WHERE to_regclass(quote_ident(@1)) IS NOT NULL",
        Dialect::MySql | Dialect::MariaDb => {
            "SELECT CAST(table_name AS CHAR) FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name = @1"
        }
    }
}

impl<C: Connection> Adoption<'_, C> {
    pub(super) async fn find(&mut self) -> Result<Found, AdoptError> {
        let configured = self.schema.tables().clone();
        let own = columns(self.connection, &configured.session, &configured.user).await?;
        if SESSION.iter().all(|needed| own.iter().any(|it| it.name.eq_ignore_ascii_case(needed))) {
            return Ok(Found::Adopted);
        }
        let is_free = own.is_empty() && !self.has_relation(&configured.session).await?;
        let none = || AdoptError::NotLucia(sought(&configured));
        let session =
            first(self.connection, candidates(&configured.session, &SESSIONS), &OF_SESSIONS).await?;
        let key = first(self.connection, candidates(&configured.key, &KEYS), &OF_KEYS).await?;
        let key = key.ok_or_else(none)?;
        let has_sessions = session.is_some();
        let session = match session {
            Some(it) => it,
            None if self.options.are_sessions_elsewhere() && is_free => configured.session.clone(),
            None => return Err(none()),
        };
        let foreign_keys = self.foreign_keys().await?;
        // Users may be called anything that the others refer to.
        let of = |table: &str, key: &ForeignKey| key.is_of_user(table, &key.parent);
        let referenced = foreign_keys.iter().filter(|it| of(&session, it) || of(&key, it));
        let mut users: Vec<_> = referenced.map(|it| it.parent.clone()).collect();
        users.extend(candidates(&configured.user, &USERS));
        let user = first(self.connection, users, &["id"]).await?.ok_or_else(none)?;
        let mut names = Tables::default();
        (names.user, names.key, names.session) = (user, key, session);
        Ok(Found::Lucia(Lucia { names, has_sessions, foreign_keys }))
    }

    pub(super) async fn foreign_keys(&mut self) -> Result<Vec<ForeignKey>, Failed> {
        let read = |row: &dyn lucerna_store_sql::Cells| {
            let texts =
                [row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?, row.text(4)?].map(str::to_owned);
            Ok((texts, row.integer(5)? > 0))
        };
        let mut found: Vec<ForeignKey> = Vec::new();
        for ([name, table, parent, column, to], cascades) in
            self.ask(foreign_keys(self.dialect()), read).await?
        {
            match found.last_mut() {
                Some(last) if (&last.name, &last.table) == (&name, &table) => last.columns.push((column, to)),
                _ => found.push(ForeignKey { name, table, parent, columns: vec![(column, to)], cascades }),
            }
        }
        Ok(found)
    }

    async fn has_relation(&mut self, name: &str) -> Result<bool, Failed> {
        Ok(!self.texts(relation(self.dialect()), [name]).await?.is_empty())
    }

    /// Refuses tables that could not be adopted without loss.
    pub(super) async fn refuse_tables(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let sessions = &lucia.names.session;
        let places: Vec<_> = lucia.references_to(sessions).iter().map(|it| it.place()).collect();
        if lucia.has_sessions && !places.is_empty() {
            let places = places.join(" and ");
            return refuse(format!("{places} refers to `{sessions}`, whose ids change: drop that first"));
        }
        for column in columns(self.connection, sessions, "").await? {
            if ["active_period", "idle_period"].iter().any(|it| column.name.eq_ignore_ascii_case(it)) {
                let name = column.name;
                return refuse(format!(
                    "`{sessions}`.`{name}` is there already, and not Lucerna's: rename it first"
                ));
            }
        }
        for (from, to) in lucia.renames(self.dialect(), self.schema.tables()) {
            if self.has_relation(&to).await? {
                return refuse(format!(
                    "`{from}` cannot be renamed to `{to}`, since there is another table of that name"
                ));
            }
        }
        Ok(())
    }

    /// Gives the tables their configured names, where that can be undone.
    pub(super) async fn rename_tables(&mut self, lucia: &Lucia) -> Result<(), Failed> {
        for (from, to) in lucia.renames(self.dialect(), self.schema.tables()) {
            let sql = format!("ALTER TABLE {} RENAME TO {}", self.quote(&from), self.quote(&to));
            self.run(&sql).await?;
            self.note(format!("`{from}` renamed to `{to}`"));
        }
        if !lucia.has_sessions {
            self.note(self.created());
        }
        Ok(())
    }
}

/// What an error says was looked for.
fn sought(configured: &Tables) -> String {
    let list = |configured: &str, known: &[&str]| candidates(configured, known).join("` or `");
    format!(
        "it is none of Lucia v2, which has its users in `{}`, keys in `{}` and sessions with `active_expires` and \
         `idle_expires`, but no `absolute_expires`, in `{}`; where they are in Redis, say so",
        list(&configured.user, &USERS),
        list(&configured.key, &KEYS),
        list(&configured.session, &SESSIONS),
    )
}
