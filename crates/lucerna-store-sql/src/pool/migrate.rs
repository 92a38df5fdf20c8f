//! Bringing a database's tables to this version.

use super::ConnectError;
use super::adopt::{KEYS, OF_KEYS, unadopted};
use super::driver::{Connected, Driver, Failed, Failure, Read};
use super::lease::Lease;
use super::query::{Query, integer, text};
use super::store::read;
use super::tables;
use crate::{Dialect, Migration, Statement, pending};
use lucerna_core::{Schema, Tables};
use sqlx::{Connection, Pool};

/// Which migrations were applied to which tables.
const HISTORY: &str = "lucerna_migration";

const CREATE_HISTORY: &str = r#"CREATE TABLE IF NOT EXISTS "lucerna_migration" (
    of_tables VARCHAR(255) NOT NULL, number BIGINT NOT NULL, checksum VARCHAR(64) NOT NULL, PRIMARY KEY (of_tables, number))"#;

/// How often the whole is done again where another process, on another node of a cluster, did the same at the same time.
const ATTEMPTS: usize = 10;

/// Applies what was not applied yet, and compares the tables with what is needed. Of several processes one migrates while
/// the others wait.
pub(super) async fn migrate<D: Driver>(
    pool: &Pool<D::Database>,
    schema: &Schema,
) -> Result<Dialect, ConnectError> {
    let mut attempt = 1;
    loop {
        match migrate_once::<D>(pool, schema).await {
            Err(it) if matches!(it.failure, Failure::Retry | Failure::Unique) && attempt < ATTEMPTS => {
                attempt += 1;
            }
            outcome => return outcome?,
        }
    }
}

async fn migrate_once<D: Driver>(
    pool: &Pool<D::Database>,
    schema: &Schema,
) -> Result<Result<Dialect, ConnectError>, Failed> {
    let connection = pool.acquire().await.map_err(Failed::unavailable)?;
    let mut lease = Lease::<D::Database>::new(connection);
    let dialect = D::dialect(&mut lease).await.map_err(Failed::of::<D>)?;
    let mut transaction = lease.begin().await.map_err(Failed::of::<D>)?;
    D::lock(&mut transaction).await.map_err(Failed::of::<D>)?;
    let outcome = Migrations::<'_, D> { dialect, schema, connection: &mut transaction }.run().await?;
    match outcome {
        Ok(()) => transaction.commit().await.map_err(Failed::of::<D>)?,
        Err(_) => transaction.rollback().await.map_err(Failed::of::<D>)?,
    }
    D::unlock(&mut lease).await.map_err(Failed::of::<D>)?;
    lease.end();
    Ok(outcome.map(|()| dialect))
}

/// The same in a transaction of the caller's, on tables that are there.
pub(super) async fn prepare<D: Driver>(
    connection: &mut Connected<D>,
    dialect: Dialect,
    schema: &Schema,
) -> Result<Result<(), ConnectError>, Failed> {
    Migrations::<'_, D> { dialect, schema, connection }.run().await
}

struct Migrations<'a, D: Driver> {
    dialect: Dialect,
    schema: &'a Schema,
    connection: &'a mut Connected<D>,
}

impl<D: Driver> Migrations<'_, D> {
    async fn run(mut self) -> Result<Result<(), ConnectError>, Failed> {
        if let Some(sessions) = self.sessions_of_lucia().await? {
            return Ok(Err(ConnectError::NotAdopted { sessions }));
        }
        let has_history = !self.columns(HISTORY).await?.is_empty();
        let applied = if has_history { self.applied().await? } else { Vec::new() };
        let pending = match pending(self.dialect, &applied) {
            Ok(pending) => pending,
            Err(problem) => return Ok(Err(ConnectError::Migrations(problem))),
        };
        // Before anything is changed: MySQL cannot take back half a step.
        let differences = self.differences(applied.is_empty()).await?;
        if !(differences.is_empty() || pending.iter().any(|it| !it.creates_tables())) {
            return Ok(Err(ConnectError::Tables(differences)));
        }
        if !has_history {
            self.write(CREATE_HISTORY).await?;
        }
        let made = applied.is_empty() && self.made_elsewhere().await?;
        for migration in pending {
            self.apply(migration, made).await?;
        }
        let differences = self.differences(false).await?;
        Ok(if differences.is_empty() { Ok(()) } else { Err(ConnectError::Tables(differences)) })
    }

    /// Where tables may be missing, only those that are there are compared.
    async fn differences(&mut self, some_are_missing: bool) -> Result<Vec<String>, Failed> {
        tables::differences::<D>(self.connection, self.dialect, self.schema, some_are_missing).await
    }

    /// A session of Lucia's has no absolute limit, and its id is the token itself.
    async fn sessions_of_lucia(&mut self) -> Result<Option<String>, Failed> {
        let tables = self.schema.tables();
        let found = self.columns(&tables.session).await?;
        let has = |name: &str| found.iter().any(|it| it.name == name);
        if has("active_expires") && !has("absolute_expires") {
            return Ok(Some(tables.session.clone()));
        }
        match unadopted::<D>(self.connection, self.dialect, tables).await? {
            None if found.is_empty() && self.has_keys_alone().await? => Ok(Some("another store".to_owned())),
            unadopted => Ok(unadopted),
        }
    }

    /// Whether somebody has keys who has no table of sessions, and they are not ours: Lucia had its sessions elsewhere.
    async fn has_keys_alone(&mut self) -> Result<bool, Failed> {
        if !self.columns(HISTORY).await?.is_empty() && !self.applied().await?.is_empty() {
            return Ok(false);
        }
        for name in std::iter::once(&*self.schema.tables().key).chain(KEYS) {
            let found = self.columns(name).await?;
            if OF_KEYS.iter().all(|needed| found.iter().any(|it| it.name == *needed)) {
                let statement = Statement::new(self.dialect, &format!(r#"SELECT id FROM "{name}" LIMIT 1"#));
                if Query::new(&statement, []).exists::<D>(self.connection).await? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Tables that were made elsewhere are taken as they are, with their own indexes, and compared.
    async fn made_elsewhere(&mut self) -> Result<bool, Failed> {
        let Tables { user, key, session, .. } = self.schema.tables();
        for table in [user, key, session] {
            if self.columns(table).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn columns(&mut self, table: &str) -> Result<Vec<tables::Found>, Failed> {
        tables::columns::<D>(self.connection, self.dialect, table, &self.schema.tables().user).await
    }

    async fn applied(&mut self) -> Result<Vec<(u32, String)>, Failed> {
        let select =
            r#"SELECT number, checksum FROM "lucerna_migration" WHERE of_tables = @1 ORDER BY number"#;
        let statement = Statement::new(self.dialect, select);
        let rows = Query::new(&statement, [text(&self.tables())]).fetch::<D>(self.connection).await?;
        let number = |row: &Read<D>| Ok(u32::try_from(read::integer::<D>(row, 0)?).unwrap_or(u32::MAX));
        rows.iter().map(|row| Ok((number(row)?, read::text::<D>(row, 1)?))).collect()
    }

    async fn apply(&mut self, migration: &Migration, made: bool) -> Result<(), Failed> {
        let done = made && migration.creates_tables();
        for statement in migration.statements(self.dialect, self.schema).into_iter().filter(|_| !done) {
            D::run(self.connection, statement.into()).await.map_err(Failed::of::<D>)?;
        }
        let insert = r#"INSERT INTO "lucerna_migration" (of_tables, number, checksum) VALUES (@1, @2, @3)"#;
        let (tables, checksum) = (self.tables(), migration.checksum(self.dialect));
        let values = [text(&tables), integer(migration.number().into()), text(&checksum)];
        Query::new(&Statement::new(self.dialect, insert), values)
            .execute::<D>(self.connection)
            .await
            .map(drop)
    }

    async fn write(&mut self, template: &str) -> Result<(), Failed> {
        let statement = Statement::new(self.dialect, template);
        D::run(self.connection, statement.text).await.map_err(Failed::of::<D>)
    }

    /// One database can hold the tables of several applications.
    fn tables(&self) -> String {
        let Tables { user, key, session, .. } = self.schema.tables();
        [&**user, key, session].join(",")
    }
}

impl From<Failed> for ConnectError {
    fn from(failed: Failed) -> Self {
        match failed.failure {
            Failure::Unavailable | Failure::Retry => Self::Unavailable(failed.source),
            _ => Self::Failed(failed.source),
        }
    }
}
