//! Sessions: kept under the hashes of their ids.

use super::rebuild::Rebuild;
use super::words::{quote, same};
use super::{AdoptError, AdoptReport, Adoption, lucia};
use crate::error::Stop;
use crate::tables;
use lucerna_core::{Expiry, SessionId, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

impl Adoption<'_> {
    /// Where Lucia kept sessions elsewhere, the database gets the table that it would have had, unless one of that name is
    /// there.
    pub(super) fn create_sessions(&mut self) -> Result<(), Stop<AdoptError>> {
        let [_, _, table] = tables::tables(self.schema);
        if tables::exists(self.connection, &table.name)? {
            return Ok(());
        }
        let attributes: String =
            self.schema.session().iter().map(|it| format!(", {}", table.define(it))).collect();
        self.connection.execute_batch(&format!(
            "CREATE TABLE {} (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, active_expires INTEGER NOT NULL,
             idle_expires INTEGER NOT NULL{attributes})",
            quote(&table.name)
        ))?;
        self.report
            .tables
            .push(format!("`{}` created: it stays empty, as sessions are elsewhere", table.name));
        Ok(())
    }

    pub(super) fn adopt_sessions(&mut self) -> Result<(), Stop<AdoptError>> {
        let [_, _, table] = tables::tables(self.schema);
        self.refuse_periods(&table.name)?;
        let rebuild = Rebuild::start(self.connection, &table, self.schema.session())?;
        self.copy_sessions(&rebuild)?;
        rebuild.finish()?;
        self.report.tables.push(format!(
            "`{}` rebuilt: it has `absolute_expires`, `active_period` and `idle_period`, and sessions end with their user",
            table.name
        ));
        Ok(())
    }

    /// What is in a column of the application's that happens to be called so is no period.
    fn refuse_periods(&self, table: &str) -> Result<(), Stop<AdoptError>> {
        let columns = lucia::columns(self.connection, table)?;
        match columns.iter().find(|it| ["active_period", "idle_period"].iter().any(|own| same(own, it))) {
            None => Ok(()),
            Some(it) => {
                let reason = format!("`{table}`.`{it}` is there already, and not Lucerna's: rename it first");
                Err(AdoptError::NotLucia(reason).into())
            }
        }
    }

    fn copy_sessions(&mut self, rebuild: &Rebuild<'_>) -> Result<(), Stop<AdoptError>> {
        let users = quote(&self.schema.tables().user);
        let sql = format!(
            "SELECT id, active_expires, idle_expires, user_id, EXISTS (SELECT 1 FROM {users} u WHERE u.id = s.user_id) FROM {} s",
            rebuild.old
        );
        let mut insert = self.connection.prepare(&insert(rebuild))?;
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let fate = self.judge(row)?;
            if let Fate::Kept(id, Expiry { active, idle, absolute }) = &fate {
                let [active, idle, absolute] = [active, idle, absolute].map(|it| it.unix_millis());
                insert.execute(params![row.get::<_, String>("id")?, id.as_str(), active, idle, absolute])?;
            }
            fate.count(&mut self.report);
        }
        Ok(())
    }

    fn judge(&self, row: &Row<'_>) -> Result<Fate, Stop<AdoptError>> {
        let (active, idle) = (time(row, "active_expires")?, time(row, "idle_expires")?);
        let absolute = self.options.now.after(self.options.policy.absolute).max(idle);
        let token = row.get_ref("id")?.as_str().ok();
        Ok(if self.options.now > idle {
            Fate::Dead
        } else if !row.get::<_, bool>(4)? {
            Fate::Orphan
        } else if let Some(id) = token.and_then(SessionId::of_token) {
            Fate::Kept(id, Expiry { active, idle, absolute })
        } else {
            Fate::Unusable
        })
    }
}

/// What becomes of a session.
enum Fate {
    Kept(SessionId, Expiry),
    Dead,
    Orphan,
    Unusable,
}

impl Fate {
    fn count(&self, report: &mut AdoptReport) {
        *match self {
            Self::Kept(..) => &mut report.sessions,
            Self::Dead => &mut report.dead_sessions_removed,
            Self::Orphan => &mut report.orphan_sessions_removed,
            Self::Unusable => &mut report.unusable_sessions_removed,
        } += 1;
    }
}

/// The statement that copies the session of one id under another, with other limits.
fn insert(rebuild: &Rebuild<'_>) -> String {
    let Rebuild { old, new, .. } = rebuild;
    let written = ["id", "active_expires", "idle_expires"];
    let rest = rebuild.columns_without(&written);
    format!(
        "INSERT INTO {new} (id, active_expires, idle_expires, absolute_expires, {rest}) \
         SELECT ?2, ?3, ?4, ?5, {rest} FROM {old} WHERE id = ?1"
    )
}

/// Milliseconds, in whatever form JavaScript's number came into a column of any type.
fn time(row: &Row<'_>, column: &str) -> Result<Timestamp, Stop<AdoptError>> {
    let millis = match row.get_ref(column)? {
        ValueRef::Integer(it) => Some(it),
        ValueRef::Real(it) if it.fract() == 0.0 && it.abs() < 1e15 => Some(it as i64),
        ValueRef::Text(it) | ValueRef::Blob(it) => {
            std::str::from_utf8(it).ok().and_then(|it| it.parse().ok())
        }
        ValueRef::Null | ValueRef::Real(_) => None,
    };
    millis.map(Timestamp::from_unix_millis).ok_or_else(|| {
        let user: String = row.get("user_id").unwrap_or_default();
        AdoptError::Rows(vec![format!("`{column}` of a session of user {user:?} is no time")]).into()
    })
}
