//! Rows: what nobody can use is removed, and keys get their canonical names.

use super::key_names::{Renames, renames};
use super::lucia::Lucia;
use super::{Adoption, refuse_rows};
use crate::{AdoptError, Counter};
use lucerna_core::Tables;
use lucerna_store_sql::{Connection, Dialect, Failed, Parameter, Query, columns};

/// The bytes that a cookie can have, from `!` to `~`, in hexadecimal, as often as
/// [`SessionId::of_token`](lucerna_core::SessionId::of_token) takes them.
const TOKEN: &str = "^(2[1-9A-F]|[3-6][0-9A-F]|7[0-9A-E]){20,128}$";

/// Returns the time in a column of Lucia's, in milliseconds, whatever type it has.
fn time(dialect: Dialect, column: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("lucerna_time({column})"),
        Dialect::Postgres => column.to_owned(),
        Dialect::MySql | Dialect::MariaDb => format!("CAST({column} AS SIGNED)"),
    }
}

/// Returns the condition that a column holds no time.
fn is_no_time(dialect: Dialect, column: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("lucerna_time({column}) IS NULL"),
        Dialect::Postgres => format!("{column} IS NULL"),
        Dialect::MySql | Dialect::MariaDb => {
            format!("coalesce(CAST({column} AS CHAR), '') NOT REGEXP '^-?[0-9]{{1,15}}$'")
        }
    }
}

/// Returns the condition that an id is no token.
fn is_no_token(dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => "lucerna_hash(id) IS NULL".to_owned(),
        Dialect::Postgres => r#"id COLLATE "C" !~ '^[!-~]{20,128}$'"#.to_owned(),
        Dialect::MySql | Dialect::MariaDb => format!("HEX(CONVERT(id USING utf8mb4)) NOT REGEXP '{TOKEN}'"),
    }
}

impl<C: Connection> Adoption<'_, C> {
    /// Removes and renames keys, and removes sessions, in tables of these names. Counts what became of them. `text` is the
    /// character set and collation that the ids of users have, where that matters.
    pub(super) async fn change_rows(
        &mut self,
        lucia: &Lucia,
        names: &Tables,
        text: Option<&[String; 2]>,
    ) -> Result<(), AdoptError> {
        let changed = self.change_keys(names, text).await?;
        let references = lucia.references_to(&lucia.names.key);
        if changed > 0 && !references.is_empty() {
            let (keys, places) = (&lucia.names.key, references.iter().map(|it| it.place()));
            let sentence = |it| format!("{it} refers to rows of `{keys}`, and some of those change");
            return refuse_rows(places.map(sentence).collect());
        }
        if lucia.has_sessions {
            self.remove_sessions(names, text).await?;
        }
        for (counter, table) in [(Counter::Users, &names.user), (Counter::Keys, &names.key)] {
            let count = self.count(table).await?;
            self.report.add(counter, count);
        }
        Ok(())
    }

    /// Returns how many keys were changed.
    async fn change_keys(&mut self, names: &Tables, text: Option<&[String; 2]>) -> Result<u64, AdoptError> {
        let keys = self.quote(&names.key);
        let has_expires =
            columns(self.connection, &names.key, "").await?.iter().any(|it| it.name == "expires");
        let single_use = match has_expires {
            true => self.change(&format!("DELETE FROM {keys} WHERE expires IS NOT NULL")).await?,
            false => 0,
        };
        let orphans = self.delete(&names.key, &self.has_no_user(&names.key, names, text)).await?;
        let sql = format!("SELECT id, user_id FROM {keys} ORDER BY id");
        let stored = self.ask(&sql, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).await?;
        let Renames { problems, pairs } = renames(stored);
        refuse_rows(problems)?;
        let update = self.dialect().statement(&format!("UPDATE {keys} SET id = @2 WHERE id = @1"));
        for (from, to) in &pairs {
            let values = [&**from, to].map(|it| Parameter::Text(Some(it)));
            self.connection.execute(&Query::new(&update, values)).await?;
        }
        self.report.add(Counter::SingleUseKeys, single_use);
        self.report.add(Counter::OrphanKeys, orphans);
        self.report.add(Counter::KeysRenamed, pairs.len() as u64);
        Ok(single_use + orphans + pairs.len() as u64)
    }

    async fn remove_sessions(
        &mut self,
        names: &Tables,
        text: Option<&[String; 2]>,
    ) -> Result<(), AdoptError> {
        self.refuse_limits(&names.session).await?;
        let (dialect, now) = (self.dialect(), self.options.now.unix_millis());
        let is_over = format!("{} < {now}", time(dialect, "idle_expires"));
        for (counter, condition) in [
            (Counter::DeadSessions, is_over),
            (Counter::OrphanSessions, self.has_no_user(&names.session, names, text)),
            (Counter::UnusableSessions, is_no_token(dialect)),
        ] {
            let removed = self.delete(&names.session, &condition).await?;
            self.report.add(counter, removed);
        }
        let kept = self.count(&names.session).await?;
        self.report.add(Counter::Sessions, kept);
        Ok(())
    }

    async fn refuse_limits(&mut self, sessions: &str) -> Result<(), AdoptError> {
        let (table, mut problems) = (self.quote(sessions), Vec::new());
        for column in ["active_expires", "idle_expires"] {
            let is_no_time = is_no_time(self.dialect(), column);
            let sql =
                format!("SELECT DISTINCT user_id FROM {table} WHERE {is_no_time} AND user_id IS NOT NULL");
            let users = self.ask(&sql, |row| Ok(row.text(0)?.to_owned())).await?;
            let sentence = |user| format!("`{column}` of a session of user {user:?} is no time");
            problems.extend(users.into_iter().map(sentence));
        }
        refuse_rows(problems)
    }

    async fn delete(&mut self, table: &str, condition: &str) -> Result<u64, Failed> {
        let table = self.quote(table);
        self.change(&format!("DELETE FROM {table} WHERE {condition}")).await
    }

    /// The condition that a row of the table belongs to nobody.
    fn has_no_user(&self, table: &str, names: &Tables, text: Option<&[String; 2]>) -> String {
        let (users, user_id) = (self.quote(&names.user), format!("{}.user_id", self.quote(table)));
        let is_same = match text {
            None => format!("u.id = {user_id}"),
            Some(text) => {
                let [id, other] = ["u.id", &*user_id].map(exact);
                format!("{} AND {id} = {other}", alike("u.id", &user_id, text))
            }
        };
        format!("NOT EXISTS (SELECT 1 FROM {users} u WHERE {is_same})")
    }

    /// Refuses values that two users have and only one may.
    pub(super) async fn refuse_duplicates(&mut self, table: &str, column: &str) -> Result<(), AdoptError> {
        let found = columns(self.connection, table, "").await?;
        // The id of a session is a token.
        let owner = if found.iter().any(|it| it.name == "user_id") { "user_id" } else { "id" };
        let (dialect, place, quoted) = (self.dialect(), self.quote(table), self.quote(column));
        let is_text = found.iter().any(|it| it.name == column && !it.collation.is_empty());
        let value = if dialect.is_mysql() && is_text { exact(&quoted) } else { quoted.clone() };
        let shown = match dialect.is_mysql() {
            true => format!("CAST({quoted} AS CHAR)"),
            false => format!("CAST({quoted} AS text)"),
        };
        let sql = format!(
            "SELECT {shown}, {owner} FROM {place} WHERE {value} IN
             (SELECT v FROM (SELECT {value} AS v FROM {place} GROUP BY {value} HAVING count(*) > 1) twice) ORDER BY 1, 2"
        );
        let rows = self.ask(&sql, |row| Ok((row.text(0)?.to_owned(), format!("'{}'", row.text(1)?)))).await?;
        let mut twice: Vec<(String, Vec<String>)> = Vec::new();
        for (value, user) in rows {
            match twice.last_mut() {
                Some((last, users)) if *last == value => users.push(user),
                _ => twice.push((value, vec![user])),
            }
        }
        let sentence = |(value, users): (String, Vec<String>)| {
            format!("the {column} {value:?} is that of users {}", users.join(" and "))
        };
        refuse_rows(twice.into_iter().map(sentence).collect())
    }
}

/// In MySQL: the letters themselves, whatever the collation.
pub(super) fn exact(value: &str) -> String {
    format!("CAST(CONVERT({value} USING utf8mb4) AS BINARY)")
}

/// In MySQL: whether a value is taken for the one that is indexed in this character set and collation.
pub(super) fn alike(indexed: &str, value: &str, [charset, collation]: &[String; 2]) -> String {
    format!("{indexed} = CONVERT({value} USING {charset}) COLLATE {collation}")
}
