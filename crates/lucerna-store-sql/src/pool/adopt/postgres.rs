//! In PostgreSQL, where statements about tables are undone with their transaction: the whole is one.
//!
//! The steps stand in the order of the modules: Lucia's tables are found and given their configured names; triggers rest
//! and columns become wide enough; keys get their canonical names and sessions the hashes of their ids; foreign keys and
//! indexes are added; at last everything is checked as when a store is opened.

mod names;

mod references;

mod triggers;

mod columns;

mod keys;

mod sessions;

mod indexes;

use super::database::Database;
use super::elsewhere::created;
use super::lucia::{self, Found};
use crate::pool::driver::{Driver, Failed, Failure};
use crate::pool::migrate;
use crate::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport};
use lucerna_core::{Schema, Tables};

/// An adoption in the course of its transaction, which whoever began it ends.
pub(super) struct Adoption<'a, D: Driver> {
    pub(super) database: Database<'a, D>,
    pub(super) schema: &'a Schema,
    pub(super) options: AdoptOptions,
    pub(super) report: AdoptReport,
}

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn run(mut self) -> Result<AdoptReport, AdoptError> {
        self.prepare().await?;
        let configured = self.schema.tables();
        match self.find().await? {
            Found::Lucia(names) => self.adopt(&names).await?,
            Found::Adopted => self.report.outcome = AdoptOutcome::Nothing,
            Found::Neither => return Err(AdoptError::NotLucia(lucia::sought(configured))),
        }
        Ok(self.report)
    }

    async fn find(&mut self) -> Result<Found, Failed> {
        let configured = self.schema.tables();
        match lucia::find::<D>(&mut self.database, configured).await? {
            Found::Neither if self.options.sessions_elsewhere => {
                if self.database.create_sessions(self.schema).await? {
                    self.report.tables.push(created(self.schema));
                }
                lucia::find::<D>(&mut self.database, configured).await
            }
            found => Ok(found),
        }
    }

    /// Limits that the application's connections may have do not hold here, and no row is hidden.
    async fn prepare(&mut self) -> Result<(), AdoptError> {
        // What others commit before their tables are locked has to be seen.
        self.database.run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
        // As when a store is opened, for as long as others migrate.
        D::lock(self.database.connection).await.map_err(Failed::of::<D>)?;
        let wait = self.options.busy_timeout.as_millis().max(1);
        self.database
            .run(&format!(
                "SET LOCAL lock_timeout = '{wait}ms'; SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;
             SET CONSTRAINTS ALL IMMEDIATE"
            ))
            .await?;
        Ok(())
    }

    async fn adopt(&mut self, names: &Tables) -> Result<(), AdoptError> {
        self.lock_tables(names).await?;
        self.refuse_references_to_sessions(&names.session).await?;
        self.rename_tables(names).await?;
        let triggers = self.disable_triggers().await?;
        self.drop_references_without_cascade().await?;
        self.widen_columns().await?;
        self.adopt_keys().await?;
        self.adopt_sessions().await?;
        self.add_references().await?;
        self.add_indexes().await?;
        self.enable_triggers(&triggers).await?;
        migrate::prepare::<D>(self.database.connection, self.database.dialect, self.schema).await??;
        let Tables { user, key, session, .. } = self.schema.tables();
        self.report.users = self.database.count(&quote(user)).await?;
        self.report.keys = self.database.count(&quote(key)).await?;
        self.report.sessions = self.database.count(&quote(session)).await?;
        Ok(())
    }

    async fn lock_tables(&mut self, names: &Tables) -> Result<(), AdoptError> {
        let names = [&names.user, &names.key, &names.session].map(|it| quote(it)).join(", ");
        let locked = self.database.run(&format!("LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")).await;
        locked.map_err(|failed| match failed.failure {
            Failure::Unavailable => {
                AdoptError::Database(format!("{}: stop the application first", failed.source).into())
            }
            _ => failed.into(),
        })
    }
}

/// A name as it stands in a statement, whatever is in it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
