//! The store over a pool.

use super::connection::SqlConnection;
use super::driver::{Driver, DriverConnection, failed};
use super::lease::Lease;
use super::{PoolOpenError, PoolOptions, PreparedStatements, first_connection, migrate};
use crate::{
    Cells, ChangeCredential, Connection as _, Failed, FailureKind, Query, Statements, adopted_until, integer,
    mapping, text,
};
use lucerna_core::{
    CredentialChange, CredentialChanged, Schema, SessionId, SessionRecord, SessionStart, SessionStarted,
    SessionStore, Store, StoreError, Tables, Timestamp, UserRecord,
};
use sqlx::{Connection, Pool};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

mod own_transaction;
mod records;
mod retry;
mod sessions;
mod stale_plans;
mod start_session;
mod transaction;
mod users;

use stale_plans::StatementPolicy;
use transaction::RunChange;

/// The idle time after which a connection is pinged before use, since the server may have restarted. A connection that
/// was just used is not pinged, so that a call is one round trip.
const TRUSTED: Duration = Duration::from_secs(1);

/// The number of attempts to end the sessions of other nodes after a committed change.
const ATTEMPTS_AFTER_A_CHANGE: usize = 2;

/// A store of users, keys and sessions in a database that sqlx supports. Cloning it is cheap.
///
/// Applications name it `PostgresStore` or `MySqlStore`:
///
/// ```
/// use lucerna_core::Schema;
/// use lucerna_store_sql::{PoolOpenError, Driver, SqlStore};
///
/// async fn open<D: Driver>(url: &str, schema: Schema) -> Result<SqlStore<D>, PoolOpenError> {
///     SqlStore::open(url, schema).await
/// }
/// ```
pub struct SqlStore<D: Driver>(Arc<Inner<D>>);

struct Inner<D: Driver> {
    pool: Pool<D::Database>,
    statements: Statements,
    timeout: Duration,
    is_clustered: bool,
    policy: StatementPolicy,
}

impl<D: Driver> SqlStore<D> {
    /// Connects to the database of this URL, and creates or migrates its tables.
    ///
    /// It connects once before it makes the pool, so that a wrong host, port, password or database is reported at once.
    /// Unknown options of the URL are refused.
    ///
    /// # Errors
    /// [`PoolOpenError`] if the database or its tables cannot be used. Nothing was changed then.
    pub async fn open(url: &str, schema: Schema) -> Result<Self, PoolOpenError> {
        Self::open_with(url, schema, PoolOptions::default()).await
    }

    /// Opens the store as [`open`](SqlStore::open) does, with other settings.
    ///
    /// # Errors
    /// As [`open`](SqlStore::open).
    pub async fn open_with(url: &str, schema: Schema, options: PoolOptions) -> Result<Self, PoolOpenError> {
        let connect = D::options(url).map_err(PoolOpenError::from_url)?;
        let (connect, prepared) = first_connection::connect::<D>(connect, options.timeout).await?;
        let pool = sqlx::pool::PoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.timeout)
            .test_before_acquire(false)
            .before_acquire(|connection: &mut DriverConnection<D>, idle| {
                Box::pin(async move { Ok(idle.idle_for < TRUSTED || connection.ping().await.is_ok()) })
            })
            .after_connect(|connection, _| Box::pin(D::prepare(connection)))
            .connect_lazy_with(connect);
        Self::on_pool(pool, schema, options.timeout, prepared).await
    }

    /// Opens the store on an existing pool of the application's.
    ///
    /// By default, a pool of sqlx pings a connection before each use (`test_before_acquire`), which makes every call
    /// two round trips.
    ///
    /// # Errors
    /// As [`open`](SqlStore::open).
    pub async fn from_pool(pool: Pool<D::Database>, schema: Schema) -> Result<Self, PoolOpenError> {
        let PoolOptions { timeout, .. } = PoolOptions::default();
        let prepared = first_connection::of_pool::<D>(&pool, timeout).await?;
        Self::on_pool(pool, schema, timeout, prepared).await
    }

    /// Prepares a connection of the application's own pool. Call it in `after_connect` of the pool's options.
    ///
    /// On MySQL it sets strict mode, in which the server refuses values that a column cannot hold instead of truncating
    /// them. In a Galera cluster each statement then waits until this node has applied the commits of the others. On
    /// PostgreSQL it does nothing.
    ///
    /// # Errors
    /// [`sqlx::Error`] if the server refuses a setting.
    pub async fn prepare(connection: &mut DriverConnection<D>) -> Result<(), sqlx::Error> {
        D::prepare(connection).await
    }

    /// Returns the pool, for the application's own tables.
    #[must_use]
    pub fn pool(&self) -> &Pool<D::Database> {
        &self.0.pool
    }

    /// Returns the time until which a session adopted from Lucia v2 can be alive, or `None` without an adoption.
    ///
    /// An application accepts Lucia's old cookie until then, and never without an adoption.
    ///
    /// ```
    /// # use lucerna_core::StoreError;
    /// # use lucerna_store_sql::{Driver, SqlStore};
    /// async fn was_adopted<D: Driver>(store: &SqlStore<D>) -> Result<bool, StoreError> {
    ///     Ok(store.adopted_until().await?.is_some())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    pub async fn adopted_until(&self) -> Result<Option<Timestamp>, StoreError> {
        self.call(AdoptedUntil(self.statements().schema.tables())).await
    }

    async fn on_pool(
        pool: Pool<D::Database>,
        schema: Schema,
        timeout: Duration,
        prepared: PreparedStatements,
    ) -> Result<Self, PoolOpenError> {
        let policy = StatementPolicy::new(prepared);
        let dialect = migrate::prepare::<D>(&pool, &schema, policy.keeps()).await?;
        let is_clustered = migrate::is_clustered::<D>(&pool).await?;
        let statements = Statements::new(dialect, schema);
        Ok(Self(Arc::new(Inner { pool, statements, timeout, is_clustered, policy })))
    }

    /// Ends sessions that started on other nodes of a cluster between the deletion and the commit. No node waits for
    /// the locks of another. A session that starts after the commit finds the changed credential.
    ///
    /// The change is already committed, so that an error here must not hide its result. The second attempt uses a new
    /// connection if the first one broke.
    async fn end_sessions_of_other_nodes(&self, change: &CredentialChange) -> u64 {
        let keep = change.current.as_ref().map(|(_, new)| new);
        for _ in 0..ATTEMPTS_AFTER_A_CHANGE {
            if let Ok(ended) = self.delete_user_sessions(&change.user_id, keep).await {
                return ended;
            }
        }
        0
    }

    /// Makes a change, in a transaction where it needs one.
    async fn make<'a, W, A: Send>(&'a self, change: &'a W) -> Result<A, StoreError>
    where
        RunChange<'a, W>: Work<D, Answer = Result<A, StoreError>>,
    {
        self.call(RunChange { statements: self.statements(), change }).await?
    }

    fn statements(&self) -> &Statements {
        &self.0.statements
    }

    /// Runs the work on a connection of the pool. Retries it after a rollback caused by a concurrent transaction,
    /// within the timeout of a call.
    async fn call<W: Work<D>>(&self, work: W) -> Result<W::Answer, StoreError> {
        match timeout(self.0.timeout, self.attempt(work)).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Failed::unavailable("the database did not answer in time").into()),
        }
    }

    /// Wraps a connection of the pool.
    fn wrap<'a>(&self, connection: &'a mut DriverConnection<D>) -> SqlConnection<'a, D> {
        SqlConnection::new(connection, self.0.statements.dialect).keeping_statements(self.0.policy.keeps())
    }

    async fn attempt<W: Work<D>>(&self, work: W) -> Result<W::Answer, Failed> {
        let mut attempt = 1;
        loop {
            let mut lease = Lease::new(self.0.pool.acquire().await.map_err(failed::<D>)?);
            let answer = self.run_on(&mut lease, &work).await;
            if !matches!(&answer, Err(it) if it.failure == FailureKind::Unavailable) {
                lease.end();
            }
            let Err(failed) = answer else { return answer };
            match retry::pause(failed.failure, attempt) {
                Some(pause) => sleep(pause).await,
                None => return Err(failed),
            }
            attempt += 1;
        }
    }
}

/// Work on one connection, which can be retried after a rollback.
trait Work<D: Driver>: Send + Sync {
    type Answer: Send;

    fn run(
        &self,
        connection: &mut SqlConnection<'_, D>,
    ) -> impl Future<Output = Result<Self::Answer, Failed>> + Send;
}

/// A statement that reads, with the function that reads its rows.
struct Fetch<'a, F>(Query<'a>, F);

fn fetch<T, F>(query: Query<'_>, read: F) -> Fetch<'_, F>
where
    F: Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
{
    Fetch(query, read)
}

impl<D: Driver, T: Send, F> Work<D> for Fetch<'_, F>
where
    F: Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
{
    type Answer = Vec<T>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Vec<T>, Failed> {
        connection.fetch(&self.0, &self.1).await
    }
}

struct AdoptedUntil<'a>(&'a Tables);

impl<D: Driver> Work<D> for AdoptedUntil<'_> {
    type Answer = Option<Timestamp>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        adopted_until(connection, self.0).await
    }
}

/// A statement that writes. Its answer is the number of changed rows.
impl<D: Driver> Work<D> for Query<'_> {
    type Answer = u64;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<u64, Failed> {
        connection.execute(self).await
    }
}

impl<D: Driver> Store for SqlStore<D> {
    fn schema(&self) -> &Schema {
        &self.statements().schema
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let Statements { schema, session, .. } = self.statements();
        let query = Query::new(&session.find_with_user, [text(id.as_str()), integer(now.unix_millis())]);
        let width = mapping::session_width(schema);
        let work =
            fetch(query, |row| Ok((mapping::session(row, schema)?, mapping::user(row, width, schema)?)));
        Ok(self.call(work).await?.pop())
    }

    async fn start_session(&self, start: SessionStart) -> Result<SessionStarted, StoreError> {
        self.start(&start).await
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        let change = ChangeCredential(change);
        match self.make(&change).await? {
            CredentialChanged::Changed { ended, kept } if self.0.is_clustered => {
                let ended = ended + self.end_sessions_of_other_nodes(&change.0).await;
                Ok(CredentialChanged::Changed { ended, kept })
            }
            answer => Ok(answer),
        }
    }
}

impl<D: Driver> Clone for SqlStore<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Driver> fmt::Debug for SqlStore<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlStore").field("dialect", &self.0.statements.dialect).finish_non_exhaustive()
    }
}
