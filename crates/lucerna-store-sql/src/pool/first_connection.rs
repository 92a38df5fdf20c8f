//! The first connection of a store, by which a wrong address, password or database is reported with its cause.

use super::driver::{Driver, DriverConnection, DriverOptions, failed};
use super::{PoolOpenError, PreparedStatements};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Error, Pool};
use std::time::Duration;
use tokio::time::timeout;

/// Connects once without a pool, since a pool retries refused connections until its timeout. Returns the options that
/// the server or its pooler accepts, and where it keeps statements.
pub(super) async fn connect<D: Driver>(
    options: DriverOptions<D>,
    limit: Duration,
) -> Result<(DriverOptions<D>, PreparedStatements), PoolOpenError> {
    let address = D::address(&options);
    match timeout(limit, connect_once::<D>(options)).await {
        Ok(outcome) => outcome.map_err(|it| explain::<D>(&address, it)),
        Err(_) => Err(late(&address, limit)),
    }
}

async fn connect_once<D: Driver>(
    mut options: DriverOptions<D>,
) -> Result<(DriverOptions<D>, PreparedStatements), Error> {
    let mut connection = match DriverConnection::<D>::connect_with(&options).await {
        Ok(connection) => connection,
        Err(error) => {
            options = D::without_refused(&options, &error).ok_or(error)?;
            DriverConnection::<D>::connect_with(&options).await?
        }
    };
    let prepared = D::prepared_statements(&mut connection, &options).await?;
    // The server would otherwise log a broken connection. A failure changes nothing.
    drop(connection.close().await);
    Ok((options, prepared))
}

/// Takes a connection of the application's pool, and says where its statements are kept.
pub(super) async fn of_pool<D: Driver>(
    pool: &Pool<D::Database>,
    limit: Duration,
) -> Result<PreparedStatements, PoolOpenError> {
    let options = pool.connect_options();
    let mut connection = acquire::<D>(pool, limit).await?;
    let prepared = D::prepared_statements(&mut connection, &options).await;
    prepared.map_err(|it| explain::<D>(&D::address(&options), it))
}

async fn acquire<D: Driver>(
    pool: &Pool<D::Database>,
    limit: Duration,
) -> Result<PoolConnection<D::Database>, PoolOpenError> {
    match pool.acquire().await {
        Ok(connection) => Ok(connection),
        // The pool keeps the cause to itself.
        Err(Error::PoolTimedOut) => {
            connect::<D>((*pool.connect_options()).clone(), limit).await?;
            Err(PoolOpenError::Unavailable("every connection of the pool is in use".into()))
        }
        Err(error) => Err(explain::<D>(&D::address(&pool.connect_options()), error)),
    }
}

fn late(address: &str, limit: Duration) -> PoolOpenError {
    PoolOpenError::Unavailable(format!("{address} did not answer within {limit:?}").into())
}

fn explain<D: Driver>(address: &str, error: Error) -> PoolOpenError {
    let cause = match D::explain(error) {
        Error::Configuration(source) => return PoolOpenError::Url(source),
        Error::Io(error) => error.to_string(),
        error => failed::<D>(error).source.to_string(),
    };
    PoolOpenError::Unavailable(format!("{address}: {cause}").into())
}
