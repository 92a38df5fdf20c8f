//! Sessions in Redis as Lucia writes them, with a prefix for each test, beside a database that already belongs to
//! Lucerna.

use crate::database::LuciaTestDatabase;
use crate::fixture::DatabaseKind;
use crate::tokens::{IDLE, NOW, id};
use lucerna_adopt::{AdoptError, AdoptOptions, AdoptReport, RedisSessions, StoreReport, adopt_lucia};
use lucerna_core::{Column, SessionRecord, SessionStore};
use lucerna_store_redis::{RedisOpenError, RedisOptions, RedisStore};
use redis::aio::ConnectionLike;
use redis::cluster::ClusterClient;
use redis::{Client, FromRedisValue, Value};
use std::collections::BTreeMap;
use std::pin::Pin;

pub(crate) struct LuciaRedis {
    pub(crate) url: String,
    pub(crate) redis: RedisOptions,
    pub(crate) database: LuciaTestDatabase,
    raw: Box<dyn ConnectionLike>,
}

/// Returns one Redis, over protocol version 3, and a cluster.
pub(crate) async fn one_server_and_cluster() -> [LuciaRedis; 2] {
    let nodes = lucerna_servers::redis_cluster().unwrap();
    let raw = ClusterClient::new(nodes.clone()).unwrap().get_async_connection().await.unwrap();
    let url = nodes[0].replacen("redis://", "redis+cluster://", 1);
    let one = lucerna_servers::redis().unwrap() + "?protocol=resp3";
    [LuciaRedis::at(one).await, LuciaRedis::new(url, Box::new(raw)).await]
}

impl LuciaRedis {
    pub(crate) async fn at(url: String) -> Self {
        let raw = Client::open(&*url).unwrap().get_connection_manager().await.unwrap();
        Self::new(url, Box::new(raw)).await
    }

    /// Creates the database, whose users have a name and whose sessions have a number.
    async fn new(url: String, raw: Box<dyn ConnectionLike>) -> Self {
        let mut database = LuciaTestDatabase::of(DatabaseKind::Sqlite, "").await;
        let count = vec![Column::of::<Option<i64>>("count")];
        database.schema = database.schema.with_session_columns(count).unwrap();
        database.open().await.unwrap();
        let mut redis = RedisOptions::default();
        redis.prefix = format!("{}:", database.name());
        Self { url, redis, database, raw }
    }

    /// Returns Lucia's key of a session. All keys of a test begin with the same prefix, Lucia's and Lucerna's.
    pub(crate) fn key(&self, token: &str) -> String {
        format!("{}session:{token}", self.redis.prefix)
    }

    /// Runs a command, whose words are separated by spaces. `~` stands for the prefix.
    pub(crate) async fn ask<T: FromRedisValue>(&mut self, command: &str) -> T {
        let command = command.replace('~', &self.redis.prefix);
        let mut words = command.split(' ');
        let mut command = redis::cmd(words.next().unwrap());
        command.arg(words.collect::<Vec<_>>());
        let answer = self.raw.req_packed_command(&command).await.unwrap().extract_error().unwrap();
        redis::from_redis_value(answer).unwrap()
    }

    /// Writes a session as Lucia did before 2.1.2, when Redis kept it for decades. `attributes` ends with a comma.
    pub(crate) async fn write(
        &mut self,
        user: &str,
        token: &str,
        attributes: &str,
        [active, idle]: [i64; 2],
    ) {
        let limits = format!(r#""active_expires":{active},"idle_expires":{idle}"#);
        let json = format!(r#"{{{attributes}"id":"{token}","user_id":"{user}",{limits}}}"#);
        let _: Value = self.ask(&format!("SADD ~user_sessions:{user} {token}")).await;
        let _: Value = self.ask(&format!("SET ~session:{token} {json} EX {}", idle / 1000)).await;
    }

    pub(crate) async fn sign_in(&mut self, user: &str, token: &str) {
        self.write(user, token, "", IDLE).await;
    }

    pub(crate) fn options(&self) -> AdoptOptions {
        let mut sessions = RedisSessions::at(&self.url);
        sessions.session_prefix = format!("{}session", self.redis.prefix);
        sessions.user_sessions_prefix = format!("{}user_sessions", self.redis.prefix);
        sessions.redis = self.redis.clone();
        let mut options = AdoptOptions::new(NOW);
        options.sessions = Some(sessions);
        options
    }

    pub(crate) async fn adopt_with(&self, options: AdoptOptions) -> Result<AdoptReport, AdoptError> {
        // The future is `Send`, so that applications can spawn it.
        let adoption: Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(adopt_lucia(&self.database.url, &self.database.schema, &options));
        adoption.await
    }

    /// Adopts, and returns the report of Redis.
    pub(crate) async fn adopt(&self) -> StoreReport {
        self.adopt_with(self.options()).await.unwrap().redis.unwrap()
    }

    pub(crate) async fn open(&self) -> Result<RedisStore, RedisOpenError> {
        RedisStore::open_with(&self.url, self.database.schema.clone(), self.redis.clone()).await
    }

    /// Returns the session of this token, and checks that it is in the list of its user.
    pub(crate) async fn find(&self, token: &str) -> Option<SessionRecord> {
        let store = self.open().await.unwrap();
        let found = store.find_session(&id(token), NOW).await.unwrap();
        if let Some(session) = &found {
            assert!(store.find_user_sessions(&session.user_id, NOW).await.unwrap().contains(session));
        }
        found
    }

    pub(crate) async fn keys(&mut self) -> Vec<String> {
        self.ask("KEYS ~*").await
    }

    /// Returns all keys with their content and expiry.
    pub(crate) async fn dump(&mut self) -> BTreeMap<String, (Vec<u8>, i64)> {
        let mut dump = BTreeMap::new();
        for key in self.keys().await {
            let held = self.ask(&format!("DUMP {key}")).await;
            let until = self.ask(&format!("PEXPIRETIME {key}")).await;
            dump.insert(key, (held, until));
        }
        dump
    }

    /// Checks that no key of Lucia and no marker is left. Lucerna's keys contain hashes and no tokens.
    pub(crate) async fn assert_nothing_left(&mut self) {
        for key in self.keys().await {
            let name = key.strip_prefix(&self.redis.prefix).unwrap();
            assert!(name.starts_with("{u:") || name.starts_with("p:"), "{key}");
        }
    }
}
