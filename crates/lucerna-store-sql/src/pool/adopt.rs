//! Taking over the database of an application on Lucia v2.

mod database;

mod lucia;
pub(super) use lucia::{KEYS, OF_KEYS, unadopted};

mod elsewhere;

mod renames;

mod postgres;

mod mysql;

use super::ConnectError;
use super::driver::{Connected, Driver, Failed, Failure};
use super::store::SqlStore;
use crate::{AdoptError, AdoptOptions, AdoptReport};
use database::Database;
use lucerna_core::Schema;
use sqlx::Connection;

impl<D: Driver> SqlStore<D> {
    /// Makes the database of an application on Lucia v2 one of Lucerna's, keeping its users, keys and sessions.
    ///
    /// Whoever was signed in stays so: sessions are kept under the hashes of their ids, so that the cookie a browser has
    /// is still its token, and the tables no longer hold anything that could be one. The application exchanges that cookie
    /// for one of its own with [`Auth::exchange_adopted`](lucerna_core::Auth::exchange_adopted). A database that was
    /// adopted before is left as it is.
    ///
    /// Everything that could stand in the way is looked for before anything is changed, while nobody else reads or writes
    /// the three tables. In PostgreSQL the whole is one transaction. In MySQL and MariaDB it cannot be: what was interrupted
    /// there is no longer Lucia's, is opened by nobody, and is completed by another call. Stop the application first, and
    /// make a backup. `docs/adopting-lucia.md` says what happens to each column.
    ///
    /// ```
    /// use lucerna_core::{Clock, Schema, SystemClock};
    /// use lucerna_store_sql::{AdoptError, AdoptOptions, Driver, SqlStore};
    ///
    /// async fn adopt<D: Driver>(url: &str, schema: &Schema) -> Result<(), AdoptError> {
    ///     let options = AdoptOptions::new(SystemClock::default().now());
    ///     println!("{}", SqlStore::<D>::adopt_lucia(url, schema, options).await?);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AdoptError`], which says what stands in the way. The database is what it was before then, unless it is
    /// [`AdoptError::HalfWay`].
    pub async fn adopt_lucia(
        url: &str,
        schema: &Schema,
        options: AdoptOptions,
    ) -> Result<AdoptReport, AdoptError> {
        let connect = D::options(url).map_err(Failed::of::<D>)?;
        let mut connection = Connected::<D>::connect_with(&connect).await.map_err(Failed::of::<D>)?;
        let report = adopt::<D>(&mut connection, schema, options).await?;
        // What was to be done is done, whether or not the server hears the end of it.
        let _ = connection.close().await;
        Ok(report)
    }
}

async fn adopt<D: Driver>(
    connection: &mut Connected<D>,
    schema: &Schema,
    options: AdoptOptions,
) -> Result<AdoptReport, AdoptError> {
    D::prepare(connection).await.map_err(Failed::of::<D>)?;
    let dialect = D::dialect(connection).await.map_err(Failed::of::<D>)?;
    let report = AdoptReport::new(options.dry_run);
    if dialect.is_mysql() {
        let database = Database { connection, dialect };
        return mysql::Adoption::<'_, D>::new(database, schema, options).run().await;
    }
    let mut transaction = connection.begin().await.map_err(Failed::of::<D>)?;
    let database = Database { connection: &mut *transaction, dialect };
    let report = postgres::Adoption::<'_, D> { database, schema, options, report }.run().await?;
    let end = if options.dry_run { transaction.rollback().await } else { transaction.commit().await };
    end.map_err(Failed::of::<D>)?;
    Ok(report)
}

impl From<Failed> for AdoptError {
    fn from(failed: Failed) -> Self {
        match failed.failure {
            Failure::MissingUser => {
                Self::Rows(vec!["rows of another table refer to rows that change".to_owned()])
            }
            _ => Self::Database(failed.source),
        }
    }
}

/// What is wrong with tables that were to be opened is wrong with the adoption that made them.
impl From<ConnectError> for AdoptError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Tables(differences) => Self::Tables(differences),
            other => Self::Database(other.into()),
        }
    }
}
