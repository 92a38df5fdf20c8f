//! The migration of a server's tables, by one process at a time.

use super::PoolOpenError;
use super::connection::SqlConnection;
use super::driver::{Driver, failed};
use super::lease::Lease;
use crate::{Dialect, Failed, FailureKind, UnusableDatabase, migrate};
use lucerna_core::Schema;
use sqlx::{Connection, Pool};
use std::time::Duration;
use tokio::time::sleep;

/// The number of attempts when processes on several nodes of a cluster migrate at the same time.
const ATTEMPTS: usize = 10;

/// The number of times that unexpected tables are read again, while another node may be changing them.
const LOOKS: usize = 5;

/// The time between two such reads.
const PAUSE: Duration = Duration::from_millis(100);

/// Returns true if the server can be a node of a cluster.
async fn is_cluster_possible<D: Driver>(pool: &Pool<D::Database>) -> Result<bool, Failed> {
    let mut connection = pool.acquire().await.map_err(failed::<D>)?;
    let dialect = D::dialect(&mut connection).await.map_err(failed::<D>)?;
    Ok(dialect == Dialect::MariaDb)
}

/// Returns true if the server is a node of a cluster.
pub(super) async fn is_clustered<D: Driver>(pool: &Pool<D::Database>) -> Result<bool, PoolOpenError> {
    let mut connection = pool.acquire().await.map_err(failed::<D>)?;
    Ok(D::is_clustered(&mut connection).await.map_err(failed::<D>)?)
}

/// Creates, migrates and compares the tables. One of several processes migrates while the others wait.
pub(super) async fn prepare<D: Driver>(
    pool: &Pool<D::Database>,
    schema: &Schema,
    keeps_statements: bool,
) -> Result<Dialect, PoolOpenError> {
    let mut attempt = 1;
    loop {
        match prepare_once::<D>(pool, schema, keeps_statements).await {
            Err(it)
                if matches!(it.failure, FailureKind::Retry | FailureKind::Stale | FailureKind::Unique)
                    && attempt < ATTEMPTS =>
            {
                attempt += 1;
            }
            // While another node changes a table, this node may show only part of it.
            Ok(Err(UnusableDatabase::Tables(_)))
                if attempt < LOOKS && is_cluster_possible::<D>(pool).await? =>
            {
                sleep(PAUSE).await;
                attempt += 1;
            }
            outcome => return Ok(outcome??),
        }
    }
}

async fn prepare_once<D: Driver>(
    pool: &Pool<D::Database>,
    schema: &Schema,
    keeps_statements: bool,
) -> Result<Result<Dialect, UnusableDatabase>, Failed> {
    let connection = pool.acquire().await.map_err(failed::<D>)?;
    let mut lease = Lease::<D::Database>::new(connection);
    let dialect = D::dialect(&mut lease).await.map_err(failed::<D>)?;
    let mut transaction = lease.begin().await.map_err(failed::<D>)?;
    D::lock(&mut transaction).await.map_err(failed::<D>)?;
    let migrating = SqlConnection::<'_, D>::new(&mut transaction, dialect);
    let migrated = migrate(&mut migrating.keeping_statements(keeps_statements), schema).await;
    let outcome = migrated.map_err(|it| interrupted(it, dialect))?;
    match outcome {
        Ok(()) => transaction.commit().await.map_err(failed::<D>)?,
        Err(_) => transaction.rollback().await.map_err(failed::<D>)?,
    }
    D::unlock(&mut lease).await.map_err(failed::<D>)?;
    lease.end();
    Ok(outcome.map(|()| dialect))
}

/// On a cluster, a change of a table on another node may interrupt a statement of this one.
fn interrupted(failed: Failed, dialect: Dialect) -> Failed {
    match failed.failure {
        FailureKind::Unavailable if dialect == Dialect::MariaDb => {
            Failed { failure: FailureKind::Retry, ..failed }
        }
        _ => failed,
    }
}

impl From<Failed> for PoolOpenError {
    fn from(failed: Failed) -> Self {
        match failed.failure {
            FailureKind::Unavailable | FailureKind::Retry | FailureKind::Stale => {
                Self::Unavailable(failed.source)
            }
            _ => Self::Failed(failed.source),
        }
    }
}

impl From<UnusableDatabase> for PoolOpenError {
    fn from(refusal: UnusableDatabase) -> Self {
        match refusal {
            UnusableDatabase::Tables(differences) => Self::Tables(differences),
            UnusableDatabase::Migrations(error) => Self::Migrations(error),
            UnusableDatabase::NotAdopted { sessions } => Self::NotAdopted { sessions },
        }
    }
}
