//! Fixtures: servers, stores, sessions and records.

use lucerna_core::{
    Attributes, Column, ColumnError, Expiry, Lifetime, Page, Record, RecordStore, RecordTable, RecordsBy,
    Row, Schema, SessionDetails, SessionId, SessionRecord, StoreError, SystemClock, Timestamp, UserId,
};
use lucerna_core::{Clock, SessionStore};
use lucerna_store_redis::{RedisOptions, RedisStore};
use redis::aio::ConnectionLike;
use redis::cluster::ClusterClient;
use redis::{Client, FromRedisValue};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) struct DeviceNumber;

impl Attributes for DeviceNumber {
    fn columns() -> Vec<Column> {
        vec![Column::of::<Option<i64>>("device")]
    }

    fn to_row(&self) -> Row {
        Row::new().with("device", &Some(1_i64))
    }

    fn from_row(_: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self)
    }
}

pub(crate) fn schema() -> Schema {
    Schema::of::<()>().unwrap().with_sessions::<DeviceNumber>().unwrap().with([codes(), notes()]).unwrap()
}

/// Returns a passing table.
pub(crate) fn codes() -> RecordTable {
    let columns = vec![
        Column::of::<Option<String>>("purpose"),
        Column::of::<i64>("count"),
        Column::of::<Option<f64>>("weight"),
    ];
    RecordTable::new("code", Lifetime::Passing, columns)
}

/// Returns a lasting table.
pub(crate) fn notes() -> RecordTable {
    RecordTable::of::<()>("note", Lifetime::Lasting)
}

/// Returns a code that expires in an hour.
pub(crate) fn code(id: &str) -> Record {
    let value = Row::new().with("purpose", &Some("reset".to_owned())).with("count", &1_i64);
    Record::new(id, value.with("weight", &None::<f64>)).until(now().after(HOUR))
}

/// Returns the keys of Alice's code: the record, and the index of her codes.
pub(crate) fn code_keys(options: &RedisOptions, id: &str) -> [String; 2] {
    let prefix = &options.prefix;
    [format!("{prefix}{{r:code:{id}}}"), format!("{prefix}{{u:alice}}:r:code")]
}

pub(crate) async fn find_code(store: &impl RecordStore, id: &str) -> Result<Option<Record>, StoreError> {
    let (table, page) = (codes(), Page::first(1));
    Ok(store.find_records(&table, RecordsBy::Id(id), &page, now()).await?.pop())
}

/// Returns options with a prefix of this test's own.
pub(crate) fn options() -> RedisOptions {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let mut options = RedisOptions::default();
    options.prefix = format!("{}-{}:", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    options
}

pub(crate) fn one() -> String {
    lucerna_servers::redis().unwrap()
}

pub(crate) fn cluster() -> String {
    cluster_of(&lucerna_servers::redis_cluster().unwrap())
}

/// Returns the URL of a cluster: that of the first node with the hosts of the others.
pub(crate) fn cluster_of(nodes: &[String]) -> String {
    let host = |url: &String| url.rsplit_once('@').unwrap().1.trim_end_matches('/').to_owned();
    let (user, _) = nodes[0].rsplit_once('@').unwrap();
    let hosts: Vec<_> = nodes.iter().map(host).collect();
    format!("{}@{}", user.replacen("redis://", "redis+cluster://", 1), hosts.join(","))
}

pub(crate) async fn open(url: &str, options: &RedisOptions) -> RedisStore {
    RedisStore::open_with(url, schema(), options.clone()).await.unwrap()
}

/// A direct connection to Redis.
pub(crate) enum Raw {
    One(redis::aio::ConnectionManager),
    Cluster(redis::cluster_async::ClusterConnection),
}

impl Raw {
    pub(crate) async fn to(url: &str) -> Self {
        match url.strip_prefix("redis+cluster://") {
            None => Self::One(Client::open(url).unwrap().get_connection_manager().await.unwrap()),
            Some(rest) => {
                let first = format!("redis://{}", rest.split(',').next().unwrap());
                let client = ClusterClient::new(vec![first]).unwrap();
                Self::Cluster(client.get_async_connection().await.unwrap())
            }
        }
    }

    /// Sends a command, whose words are separated by spaces, and returns the reply.
    pub(crate) async fn ask<T: FromRedisValue>(&mut self, command: &str) -> T {
        let mut words = command.split(' ');
        let mut command = redis::cmd(words.next().unwrap());
        command.arg(words.collect::<Vec<_>>());
        let connection: &mut (dyn ConnectionLike + Send) = match self {
            Self::One(it) => it,
            Self::Cluster(it) => it,
        };
        let answer = connection.req_packed_command(&command).await.unwrap().extract_error().unwrap();
        redis::from_redis_value(answer).unwrap()
    }
}

/// Returns the keys of Alice's session: index, row and pointer.
pub(crate) fn keys(options: &RedisOptions, id: &SessionId) -> [String; 3] {
    let prefix = &options.prefix;
    [format!("{prefix}{{u:alice}}:i"), format!("{prefix}{{u:alice}}:s:{id}"), format!("{prefix}p:{id}")]
}

pub(crate) fn now() -> Timestamp {
    SystemClock::default().now()
}

/// Returns a session of Alice's that expires after this time.
pub(crate) fn session(token: &str, idle: Duration) -> SessionRecord {
    let expiry = Expiry { active: now(), idle: now().after(idle), absolute: now().after(24 * HOUR) };
    let attributes = Row::new().with("device", &Some(1_i64));
    SessionRecord {
        id: id(token),
        user_id: alice(),
        expiry,
        periods: None,
        details: SessionDetails::default(),
        attributes,
    }
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(&format!("{token:-<32}")).unwrap()
}

pub(crate) fn alice() -> UserId {
    "alice".into()
}

pub(crate) async fn is_found(store: &RedisStore, token: &str) -> Result<bool, StoreError> {
    Ok(store.find_session(&id(token), now()).await?.is_some())
}

pub(crate) fn is_unavailable<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Unavailable(_)))
}

/// Waits until the condition holds, for a minute at most.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begin = Instant::now();
    while !holds().await {
        assert!(begin.elapsed() < Duration::from_secs(60), "timed out waiting until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
