//! The changes of rows: unusable keys and sessions are removed, and keys get their canonical names.

use super::key_names::renames;
use super::lucia_tables::LuciaTables;
use super::{DatabaseAdoption, refuse_rows};
use crate::{AdoptError, Counter};
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, Failed, Query, columns, text};

/// The pattern of a token in hexadecimal: the bytes `!` to `~`, in the lengths that
/// [`SessionId::of_token`](lucerna_core::SessionId::of_token) accepts.
const TOKEN: &str = "^(2[1-9A-F]|[3-6][0-9A-F]|7[0-9A-E]){20,128}$";

/// Returns the expression for the time in a column, in milliseconds, for columns of any type. It is `NULL` if the
/// value is not a time.
fn time(dialect: Dialect, column: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("lucerna_time({column})"),
        Dialect::Postgres => column.to_owned(),
        Dialect::MySql | Dialect::MariaDb => {
            format!("IF(CAST({column} AS CHAR) REGEXP '^-?[0-9]{{1,15}}$', CAST({column} AS SIGNED), NULL)")
        }
    }
}

/// Returns the condition that an id cannot be a token.
fn is_no_token(dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => "lucerna_hash(id) IS NULL".to_owned(),
        Dialect::Postgres => r#"id COLLATE "C" !~ '^[!-~]{20,128}$'"#.to_owned(),
        Dialect::MySql | Dialect::MariaDb => format!("HEX(CONVERT(id USING utf8mb4)) NOT REGEXP '{TOKEN}'"),
    }
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Removes and renames keys, removes sessions, and counts the changes.
    pub(super) async fn change_rows(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        let changed = self.change_keys(key, user).await?;
        if changed > 0 {
            let sentence = |it| format!("{it} refers to rows of `{key}`, and some of those change");
            refuse_rows(lucia.references_to(key).map(sentence).collect())?;
        }
        if lucia.has_sessions {
            self.remove_sessions(session, user).await?;
        }
        for (counter, table) in
            [Counter::Users, Counter::Keys, Counter::Sessions].into_iter().zip(lucia.tables())
        {
            let sql = format!("SELECT count(*) FROM {}", self.quote(table));
            let count = self.ask(&sql, |row| row.integer(0)).await?;
            self.report.add(counter, count.into_iter().sum::<i64>().unsigned_abs());
        }
        Ok(())
    }

    /// Removes and renames keys. Returns the number of changed keys.
    async fn change_keys(&mut self, keys: &str, users: &str) -> Result<u64, AdoptError> {
        let found = columns(self.connection, keys, "").await?;
        if let Some(expires) = found.iter().find(|it| is_named(self.dialect(), &it.name, "expires")) {
            let is_single_use = format!("{} IS NOT NULL", self.quote(&expires.name));
            self.delete(Counter::SingleUseKeys, keys, &is_single_use).await?;
        }
        self.delete(Counter::OrphanKeys, keys, &self.has_no_user(keys, users)).await?;
        let quoted = self.quote(keys);
        let pairs = renames(self.rows(&format!("SELECT id, user_id FROM {quoted} ORDER BY id")).await?)?;
        let update = self.dialect().statement(&format!("UPDATE {quoted} SET id = @2 WHERE id = @1"));
        for [from, to] in &pairs {
            self.connection.execute(&Query::new(&update, [text(from), text(to)])).await?;
        }
        self.report.add(Counter::KeysRenamed, pairs.len() as u64);
        let changed = [Counter::SingleUseKeys, Counter::OrphanKeys, Counter::KeysRenamed];
        Ok(changed.into_iter().map(|it| self.report.count(it)).sum())
    }

    async fn remove_sessions(&mut self, sessions: &str, users: &str) -> Result<(), AdoptError> {
        self.refuse_limits(sessions).await?;
        let (dialect, now) = (self.dialect(), self.options.now.unix_millis());
        let is_over = format!("{} < {now}", time(dialect, "idle_expires"));
        self.delete(Counter::DeadSessions, sessions, &is_over).await?;
        self.delete(Counter::OrphanSessions, sessions, &self.has_no_user(sessions, users)).await?;
        Ok(self.delete(Counter::UnusableSessions, sessions, &is_no_token(dialect)).await?)
    }

    async fn refuse_limits(&mut self, sessions: &str) -> Result<(), AdoptError> {
        let (table, mut problems) = (self.quote(sessions), Vec::new());
        for column in ["active_expires", "idle_expires"] {
            let time = time(self.dialect(), column);
            let sql = format!("SELECT DISTINCT coalesce(user_id, '') FROM {table} WHERE {time} IS NULL");
            let sentence =
                |[user]: [String; 1]| format!("`{column}` of a session of user {user:?} is not a time");
            problems.extend(self.rows(&sql).await?.into_iter().map(sentence));
        }
        refuse_rows(problems)
    }

    /// Deletes the rows that match a condition and adds their number to a counter.
    async fn delete(&mut self, counter: Counter, table: &str, condition: &str) -> Result<(), Failed> {
        let sql = format!("DELETE FROM {} WHERE {condition}", self.quote(table));
        let deleted = self.change(&sql).await?;
        self.report.add(counter, deleted);
        Ok(())
    }

    /// Returns the condition that the user of a row does not exist.
    fn has_no_user(&self, table: &str, users: &str) -> String {
        let (users, user_id) = (self.quote(users), format!("{}.user_id", self.quote(table)));
        let is_same = match &self.collation {
            None => format!("u.id = {user_id}"),
            Some(collation) => {
                let [id, other] = ["u.id", &*user_id].map(exact);
                format!("{} AND {id} = {other}", alike("u.id", &user_id, collation))
            }
        };
        format!("NOT EXISTS (SELECT 1 FROM {users} u WHERE {is_same})")
    }

    /// Drops the columns of Lucia v1.
    pub(super) async fn drop_v1_columns(&mut self, keys: &str) -> Result<(), Failed> {
        let dialect = self.dialect();
        for column in
            columns(self.connection, keys, "").await?.iter().filter(|it| is_of_v1(dialect, &it.name))
        {
            let [table, name] = [keys, &column.name].map(|it| self.quote(it));
            self.run(&format!("ALTER TABLE {table} DROP COLUMN {name}")).await?;
            self.note(format!("`{keys}`.`{}` of Lucia v1 dropped", column.name));
        }
        Ok(())
    }

    /// Refuses values of a unique attribute that several users have.
    pub(super) async fn refuse_duplicates(&mut self, users: &str, column: &str) -> Result<(), AdoptError> {
        let found = columns(self.connection, users, "").await?;
        let (dialect, table, quoted) = (self.dialect(), self.quote(users), self.quote(column));
        let is_text = found.iter().any(|it| it.name == column && !it.collation.is_empty());
        let value = if dialect.is_mysql() && is_text { exact(&quoted) } else { quoted.clone() };
        let shown = format!("CAST({quoted} AS {})", if dialect.is_mysql() { "CHAR" } else { "text" });
        let sql = format!(
            "SELECT {shown}, id FROM {table} WHERE {value} IN
             (SELECT v FROM (SELECT {value} AS v FROM {table} GROUP BY {value} HAVING count(*) > 1) duplicates) ORDER BY 1, 2"
        );
        let mut duplicates: Vec<(String, Vec<String>)> = Vec::new();
        for [value, user] in self.rows(&sql).await? {
            let user = format!("'{user}'");
            match duplicates.last_mut() {
                Some((last, users)) if *last == value => users.push(user),
                _ => duplicates.push((value, vec![user])),
            }
        }
        let sentence = |(value, users): (String, Vec<String>)| {
            format!("the {column} {value:?} belongs to users {}", users.join(" and "))
        };
        refuse_rows(duplicates.into_iter().map(sentence).collect())
    }
}

/// Returns the bytes of a text, for a comparison without collation in MySQL.
pub(super) fn exact(value: &str) -> String {
    format!("CAST(CONVERT({value} USING utf8mb4) AS BINARY)")
}

/// Returns the condition that MySQL treats a value as equal to an indexed one in this collation.
pub(super) fn alike(indexed: &str, value: &str, collation: &str) -> String {
    let charset = collation.split('_').next().unwrap_or_default();
    format!("{indexed} = CONVERT({value} USING {charset}) COLLATE {collation}")
}

/// Returns true for a column of Lucia v1, which had single-use keys and a primary key of each user.
pub(super) fn is_of_v1(dialect: Dialect, column: &str) -> bool {
    ["primary_key", "expires"].iter().any(|it| is_named(dialect, column, it))
}

/// Returns true if a column has this name. PostgreSQL distinguishes upper and lower case.
fn is_named(dialect: Dialect, column: &str, name: &str) -> bool {
    if dialect == Dialect::Postgres { column == name } else { column.eq_ignore_ascii_case(name) }
}
