//! The store itself.

use crate::calls::Calls;
use crate::connection::Connection;
use crate::keys::Keys;
use crate::open::{self, Address};
use crate::owners::OwnerCache;
use crate::{RedisOpenError, RedisOptions};
use lucerna_core::{Column, RecordTable, Schema, StoreError};
use redis::aio::ConnectionManager;
use redis::cluster_async::ClusterConnection;
use std::fmt;
use std::sync::Arc;

/// Sessions and passing records in Redis or in Redis Cluster. Clones are handles to the same connections.
///
/// Users, keys and lasting records are in another store, and [`Split`](lucerna_core::Split) makes one of the two:
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
/// By itself it does not know who the users are: inserting a session or a record never fails with
/// [`MissingUser`](lucerna_core::StoreError::MissingUser).
#[derive(Clone)]
pub struct RedisStore {
    pub(crate) calls: Arc<Calls>,
    pub(crate) keys: Keys,
    pub(crate) columns: Arc<[Column]>,
    pub(crate) tables: Arc<[RecordTable]>,
    /// On a cluster only.
    pub(crate) owners: Option<Arc<OwnerCache>>,
}

impl RedisStore {
    /// The store at this address, with the session columns and the passing tables of the schema:
    ///
    /// * `redis://[user:password@]host[:port][/database]`: one Redis;
    /// * `redis+cluster://[user:password@]host:port[,host:port]…`: a cluster, of which any node that can be reached names
    ///   the others;
    /// * `rediss://` and `rediss+cluster://`: the same over TLS. Certificates are always verified.
    ///
    /// `?replicas=1` at its end is [`RedisOptions::replicas`], and counts before what the options say.
    ///
    /// Sessions that Lucia v2 keeps there are neither seen nor touched until the crate `lucerna-adopt` takes them over.
    ///
    /// # Errors
    /// [`RedisOpenError`] if the address cannot be used, Redis cannot be reached, or an adoption has not come to its end.
    pub async fn open(url: &str, schema: Schema) -> Result<Self, RedisOpenError> {
        Self::open_with(url, schema, RedisOptions::default()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`open`](RedisStore::open).
    pub async fn open_with(url: &str, schema: Schema, options: RedisOptions) -> Result<Self, RedisOpenError> {
        let store = Self::connect(url, &schema, options).await?;
        match store.is_half_adopted().await {
            Ok(false) => Ok(store),
            Ok(true) => Err(RedisOpenError::HalfAdopted),
            Err(StoreError::Unavailable(source) | StoreError::Broken(source)) => {
                Err(RedisOpenError::Connection(source))
            }
            Err(error) => Err(RedisOpenError::Connection(error.into())),
        }
    }

    /// The store, whether or not an adoption has come to its end.
    pub(crate) async fn connect(
        url: &str,
        schema: &Schema,
        mut options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let address = Address::parse(url)?;
        options.replicas = open::replicas(url)?.unwrap_or(options.replicas);
        let reads = address.connect(&options).await?;
        let writes = if options.replicas == 0 { reads.clone() } else { address.connect(&options).await? };
        Self::new(reads, writes, schema, &options)
    }

    /// The store on a connection to one Redis that the application has already. Unlike [`open`](RedisStore::open) it does not
    /// ask whether an adoption has come to its end.
    ///
    /// # Errors
    /// [`RedisOpenError::Prefix`] if the prefix cannot be used.
    pub fn from_connection(
        connection: ConnectionManager,
        schema: Schema,
        options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let connection = Connection::One(connection);
        Self::new(connection.clone(), connection, &schema, &options)
    }

    /// The store on a connection to a cluster that the application has already. It must not read from replicas: they
    /// may not have heard yet that a session ended. Unlike [`open`](RedisStore::open) it does not ask whether an adoption
    /// has come to its end.
    ///
    /// # Errors
    /// [`RedisOpenError::Prefix`] if the prefix cannot be used.
    pub fn from_cluster(
        connection: ClusterConnection,
        schema: Schema,
        options: RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let connection = Connection::Cluster(connection);
        Self::new(connection.clone(), connection, &schema, &options)
    }

    fn new(
        reads: Connection,
        writes: Connection,
        schema: &Schema,
        options: &RedisOptions,
    ) -> Result<Self, RedisOpenError> {
        let is_cluster = matches!(reads, Connection::Cluster(_));
        let &RedisOptions { timeout, replicas, .. } = options;
        Ok(Self {
            calls: Arc::new(Calls { reads, writes, timeout, replicas }),
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
