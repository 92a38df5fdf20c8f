//! Lucia's tables: finding them, and refusing those that an adoption would damage.

use super::foreign_keys::ForeignKey;
use super::{DatabaseAdoption, refuse};
use crate::AdoptError;
use lucerna_core::Tables;
use lucerna_store_sql::lucia::{KEYS, OF_KEYS, OF_SESSIONS, SESSIONS, USERS, candidates, first};
use lucerna_store_sql::{Connection, Dialect, Failed, columns};

/// The tables of Lucia in a database.
pub(super) struct LuciaTables {
    /// The tables, under their current names.
    pub(super) names: Tables,
    /// False if the sessions are in another store; an empty table of sessions is created then.
    pub(super) has_sessions: bool,
    pub(super) foreign_keys: Vec<ForeignKey>,
    /// Foreign keys that an interrupted adoption dropped and that have to be restored, in MySQL only.
    pub(super) dropped: Vec<ForeignKey>,
}

impl LuciaTables {
    /// Returns the tables of users, keys and, if they are in the database, sessions.
    pub(super) fn tables(&self) -> impl Iterator<Item = &str> {
        let Tables { user, key, session, .. } = &self.names;
        [&**user, key, session].into_iter().take(2 + usize::from(self.has_sessions))
    }

    /// Returns the tables whose rows belong to users, each with the name of its rows.
    pub(super) fn owned(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.tables().skip(1).zip(["keys", "sessions"])
    }

    /// Returns true if the database deletes the rows of this table with their user.
    pub(super) fn is_bound(&self, table: &str) -> bool {
        self.foreign_keys.iter().any(|it| it.cascades && it.is_of_user(table, &self.names.user))
    }

    /// Returns the columns that refer to this table, as an error names them.
    pub(super) fn references_to(&self, table: &str) -> impl Iterator<Item = String> {
        self.foreign_keys
            .iter()
            .filter(move |it| it.parent.eq_ignore_ascii_case(table))
            .map(ForeignKey::quoted_columns)
    }

    /// Returns the tables that are renamed, with their new names.
    pub(super) fn renames<'a>(&'a self, dialect: Dialect, to: &'a Tables) -> Vec<(&'a str, &'a str)> {
        let is_same = |from: &str, to: &str| {
            from == to || (dialect == Dialect::Sqlite && from.eq_ignore_ascii_case(to))
        };
        self.pairs(to).into_iter().filter(|(from, to)| !is_same(from, to)).collect()
    }

    /// Returns the name of a table after the adoption.
    pub(super) fn renamed<'n>(&self, table: &'n str, to: &'n Tables) -> &'n str {
        self.pairs(to).into_iter().find(|(from, _)| *from == table).map_or(table, |(_, to)| to)
    }

    fn pairs<'a, 'n>(&'a self, to: &'n Tables) -> [(&'a str, &'n str); 3] {
        let Tables { user, key, session, .. } = &self.names;
        [(user, &*to.user), (key, &to.key), (session, &to.session)]
    }
}

/// The columns that an adoption adds to sessions.
const ADDED_COLUMNS: [&str; 3] = ["absolute_expires", "active_period", "idle_period"];

/// Returns the query that finds a table, view or other relation of a name.
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

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Finds Lucia's tables. `None` if the database already belongs to Lucerna.
    pub(super) async fn find(&mut self) -> Result<Option<LuciaTables>, AdoptError> {
        let configured = self.schema.tables();
        let own = columns(self.connection, &configured.session, &configured.user).await?;
        if OF_SESSIONS
            .iter()
            .chain(&ADDED_COLUMNS)
            .all(|needed| own.iter().any(|it| it.name.eq_ignore_ascii_case(needed)))
        {
            return Ok(None);
        }
        let is_free = own.is_empty() && !self.has_relation(&configured.session).await?;
        let none = || AdoptError::NotLucia(not_found_message(configured));
        let session =
            first(self.connection, candidates(&configured.session, &SESSIONS), &OF_SESSIONS).await?;
        let key = first(self.connection, candidates(&configured.key, &KEYS), &OF_KEYS).await?;
        let key = key.ok_or_else(none)?;
        let has_sessions = session.is_some();
        let is_made = self.options.are_sessions_elsewhere() && is_free;
        let session = session.or_else(|| is_made.then(|| configured.session.clone())).ok_or_else(none)?;
        let foreign_keys = self.foreign_keys().await?;
        // The table of users may have any name if the others refer to it.
        let is_reference =
            |it: &&ForeignKey| [&session, &key].iter().any(|table| it.is_of_user(table, &it.parent));
        let mut users: Vec<_> =
            foreign_keys.iter().filter(is_reference).map(|it| it.parent.clone()).collect();
        users.extend(candidates(&configured.user, &USERS));
        let user = first(self.connection, users, &["id"]).await?.ok_or_else(none)?;
        let mut names = Tables::default();
        (names.user, names.key, names.session) = (user, key, session);
        Ok(Some(LuciaTables { names, has_sessions, foreign_keys, dropped: Vec::new() }))
    }

    async fn has_relation(&mut self, name: &str) -> Result<bool, Failed> {
        Ok(!self.texts(relation(self.dialect()), [name]).await?.is_empty())
    }

    /// Refuses tables that an adoption would damage.
    pub(super) async fn refuse_tables(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        let sessions = &lucia.names.session;
        let references = lucia.references_to(sessions).collect::<Vec<_>>().join(" and ");
        if lucia.has_sessions && !references.is_empty() {
            return refuse(format!(
                "{references} refers to `{sessions}`, whose ids change: drop that foreign key first"
            ));
        }
        for column in columns(self.connection, sessions, "").await? {
            if ADDED_COLUMNS.iter().any(|it| column.name.eq_ignore_ascii_case(it)) {
                let name = column.name;
                return refuse(format!(
                    "`{sessions}`.`{name}` already exists and is not Lucerna's: rename it first"
                ));
            }
        }
        for (from, to) in lucia.renames(self.dialect(), self.schema.tables()) {
            if self.has_relation(to).await? {
                return refuse(format!(
                    "`{from}` cannot be renamed to `{to}`, since another table has that name"
                ));
            }
        }
        Ok(())
    }

    /// Renames the tables to their configured names. Returns the tables after that.
    pub(super) async fn rename_tables(&mut self, lucia: LuciaTables) -> Result<LuciaTables, Failed> {
        self.note_names(&lucia);
        let names = self.schema.tables().clone();
        for (from, to) in lucia.renames(self.dialect(), &names) {
            let sql = format!("ALTER TABLE {} RENAME TO {}", self.quote(from), self.quote(to));
            self.run(&sql).await?;
        }
        Ok(LuciaTables { names, foreign_keys: self.foreign_keys().await?, ..lucia })
    }

    /// Adds the foreign keys that delete keys and sessions with their user.
    pub(super) async fn bind_to_users(&mut self, lucia: &LuciaTables) -> Result<(), Failed> {
        let users = self.quote(&lucia.names.user);
        for (table, _) in self.note_unbound(lucia) {
            let add = format!("ADD FOREIGN KEY (user_id) REFERENCES {users} (id) ON DELETE CASCADE");
            self.run(&format!("ALTER TABLE {} {add}", self.quote(table))).await?;
        }
        Ok(())
    }

    /// Notes and returns the tables that get a foreign key to their users.
    pub(super) fn note_unbound<'l>(&mut self, lucia: &'l LuciaTables) -> Vec<(&'l str, &'static str)> {
        let to = self.schema.tables();
        let unbound: Vec<_> = lucia.owned().filter(|(it, _)| !lucia.is_bound(it)).collect();
        for (table, rows) in &unbound {
            let (table, users) = (lucia.renamed(table, to), &to.user);
            self.note(format!("`{table}`.`user_id` refers to `{users}`: {rows} are deleted with their user"));
        }
        unbound
    }

    /// Notes the tables that are renamed or created.
    pub(super) fn note_names(&mut self, lucia: &LuciaTables) {
        let configured = self.schema.tables();
        for (from, to) in lucia.renames(self.dialect(), configured) {
            self.note(format!("`{from}` renamed to `{to}`"));
        }
        if !lucia.has_sessions {
            let session = &configured.session;
            self.note(format!(
                "`{session}` created: it stays empty, since the sessions are in another store"
            ));
        }
    }
}

/// Returns the message for a database without Lucia's tables.
fn not_found_message(configured: &Tables) -> String {
    let list = |configured: &str, known: &[&str]| candidates(configured, known).join("` or `");
    format!(
        "it is not a database of Lucia v2. Lucia has its users in `{}`, its keys in `{}`, and its sessions, with \
        `active_expires` and `idle_expires` but no `absolute_expires`, in `{}`. If its sessions are in Redis, configure \
        that Redis",
        list(&configured.user, &USERS),
        list(&configured.key, &KEYS),
        list(&configured.session, &SESSIONS),
    )
}
