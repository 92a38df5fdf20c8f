//! The Redis store.

use crate::commands::Commands;
use crate::connection::RedisConnection;
use crate::eviction::warn_if_evicting;
use crate::keys::Keys;
use crate::open::RedisUrl;
use crate::owners::OwnerCache;
use crate::single::SingleRedis;
use crate::{RedisOpenError, RedisOptions};
use lucerna_core::{Column, RecordTable, Schema, StoreError};
use redis::aio::ConnectionManager;
use redis::cluster_async::ClusterConnection;
use std::fmt;
use std::sync::Arc;

/// A store of sessions and passing records in Redis or Redis Cluster. Clones share its connections.
///
/// Users, keys and lasting records are in another store. [`Split`](lucerna_core::Split) combines the two:
///
/// ```no_run
/// use lucerna_core::{Schema, Split};
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_store_redis::RedisStore;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = Schema::of::<()>()?;
/// let sessions = RedisStore::open("redis://localhost", schema.clone()).await?;
/// let store = Split::new(MemoryStore::new(schema), sessions);
/// # Ok(())
/// # }
/// ```
///
/// The store does not know the users. Inserting a session or a record therefore never fails with
/// [`MissingUser`](lucerna_core::StoreError::MissingUser).
#[derive(Clone)]
pub struct RedisStore {
    pub(crate) commands: Arc<Commands>,
    pub(crate) keys: Keys,
    pub(crate) columns: Arc<[Column]>,
    pub(crate) tables: Arc<[RecordTable]>,
    /// The cache of owners, on a cluster only.
    pub(crate) owners: Option<Arc<OwnerCache>>,
}

impl RedisStore {
    /// Opens the store at this URL, with the session columns and the passing tables of the schema:
    ///
    /// * `redis://[user:password@]host[:port][/database]`: one Redis;
    /// * `redis+cluster://[user:password@]host:port[,host:port]…`: a cluster. Any reachable node names the others;
    /// * `rediss://` and `rediss+cluster://`: the same over TLS. Certificates are always verified;
    /// * `redis+unix:///path/of/socket[?user=…&pass=…&db=…]`: one Redis on this machine.
    ///
    /// `redis://` and `redis+cluster://` are refused for another machine than this one, unless the URL ends with
    /// `?danger_plaintext=true`, which stands for [`RedisOptions::danger_plaintext`]. `?replicas=1` at the end sets
    /// [`RedisOptions::replicas`]. Both override the options. `?protocol=resp3` chooses the protocol. Other options of
    /// a URL are refused.
    ///
    /// If Redis evicts keys when memory is short, a warning is written to the log.
    ///
    /// Sessions of Lucia v2 in the same Redis stay untouched until the crate `lucerna-adopt` takes them over.
    ///
    /// # Errors
    /// [`RedisOpenError`] if the URL is invalid, Redis cannot be reached, or an adoption is incomplete.
    pub async fn open(url: &str, schema: Schema) -> Result<Self, RedisOpenError> {
        Self::open_with(url, schema, RedisOptions::default()).await
    }

    /// Opens the store as [`open`](RedisStore::open) does, with options.
    ///
    /// # Errors
    /// As [`open`](RedisStore::open).
    pub async fn open_with(url: &str, schema: Schema, options: RedisOptions) -> Result<Self, RedisOpenError> {
        let store = Self::connect(url, &schema, options).await?;
        warn_if_evicting(&store.commands).await;
        match store.is_half_adopted().await {
            Ok(false) => Ok(store),
            Ok(true) => Err(RedisOpenError::HalfAdopted),
            Err(StoreError::Unavailable(source) | StoreError::Broken(source)) => {
                Err(RedisOpenError::Connection(source))
            }
            Err(error) => Err(RedisOpenError::Connection(error.into())),
        }
    }

    /// Connects to the store, even during an incomplete adoption.
    pub(crate) async fn connect(
        url: &str,
        schema: &Schema,
        mut options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let RedisUrl { address, replicas } = RedisUrl::parse(url, options.danger_plaintext)?;
        options.replicas = replicas.unwrap_or(options.replicas);
        let reads = address.connect(&options).await?;
        let writes = if options.replicas == 0 { reads.clone() } else { address.connect(&options).await? };
        Self::new(reads, writes, schema, &options)
    }

    /// Creates the store on an existing connection to one Redis. Unlike [`open`](RedisStore::open), it does not check
    /// for an incomplete adoption.
    ///
    /// # Errors
    /// [`RedisOpenError::Prefix`] if the prefix contains a brace.
    #[expect(clippy::needless_pass_by_value, reason = "every store takes its schema and its options alike")]
    pub fn from_connection(
        connection: ConnectionManager,
        schema: Schema,
        options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let connection = RedisConnection::One(SingleRedis::supplied(connection));
        Self::new(connection.clone(), connection, &schema, &options)
    }

    /// Creates the store on an existing connection to a cluster. The connection must not read from replicas, since they
    /// may still have an ended session. Unlike [`open`](RedisStore::open), it does not check for an incomplete
    /// adoption.
    ///
    /// # Errors
    /// [`RedisOpenError::Prefix`] if the prefix contains a brace.
    #[expect(clippy::needless_pass_by_value, reason = "every store takes its schema and its options alike")]
    pub fn from_cluster(
        connection: ClusterConnection,
        schema: Schema,
        options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let connection = RedisConnection::Cluster(connection);
        Self::new(connection.clone(), connection, &schema, &options)
    }

    fn new(
        reads: RedisConnection,
        writes: RedisConnection,
        schema: &Schema,
        options: &RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let is_cluster = matches!(reads, RedisConnection::Cluster(_));
        let &RedisOptions { timeout, replicas, .. } = options;
        Ok(Self {
            commands: Arc::new(Commands { reads, writes, timeout, replicas }),
            keys: Keys::new(&options.prefix).ok_or(RedisOpenError::Prefix)?,
            columns: schema.session().into(),
            tables: schema.record_tables().into(),
            owners: is_cluster.then(|| Arc::new(OwnerCache::new())),
        })
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("keys", &self.keys).finish_non_exhaustive()
    }
}
