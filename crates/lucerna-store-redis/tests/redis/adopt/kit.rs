//! Sessions as Lucia writes them, under names that no other test has.

use crate::place::{self, HOUR, Raw, now, options};
use lucerna_core::{Attributes, Column, ColumnError, Row, Schema, SessionId, SessionRecord, SessionStore};
use lucerna_core::{Timestamp, UserId};
use lucerna_store_redis::{RedisAdoptError, RedisAdoptOptions, RedisAdoptReport, RedisOptions, RedisStore};
use redis::Value;
use std::collections::BTreeMap;
use std::time::Duration;

pub(crate) struct Lucia {
    pub(crate) url: String,
    pub(crate) raw: Raw,
    pub(crate) redis: RedisOptions,
}

impl Lucia {
    pub(crate) async fn at(url: String) -> Self {
        Self { raw: Raw::to(&url).await, url, redis: options() }
    }

    /// What only this test's keys begin with, Lucia's and ours.
    pub(crate) fn prefix(&self) -> &str {
        &self.redis.prefix
    }

    /// Lucia's key of a session.
    pub(crate) fn key(&self, token: &str) -> String {
        format!("{}session:{token}", self.prefix())
    }

    /// Writes a session as Lucia does, without attributes, that is over after this long.
    pub(crate) async fn sign_in(&mut self, user: &str, token: &str, idle: Duration) {
        self.sign_in_with(user, token, "", idle).await;
    }

    /// The same with attributes, each with a comma behind it.
    pub(crate) async fn sign_in_with(&mut self, user: &str, token: &str, attributes: &str, idle: Duration) {
        let (active, idle) = (now().unix_millis(), now().after(idle).unix_millis());
        self.write(user, token, attributes, [active, idle]).await;
    }

    pub(crate) async fn write(
        &mut self,
        user: &str,
        token: &str,
        attributes: &str,
        [active, idle]: [i64; 2],
    ) {
        let limits = format!(r#""active_expires":{active},"idle_expires":{idle}"#);
        let json = format!(r#"{{{attributes}"id":"{token}","user_id":"{user}",{limits}}}"#);
        let (prefix, key) = (self.prefix().to_owned(), self.key(token));
        let _: Value = self.raw.ask(&format!("SADD {prefix}user_sessions:{user} {token}")).await;
        // As Lucia did it before 2.1.2: for decades.
        let _: Value = self.raw.ask(&format!("SET {key} {json} EX {}", idle / 1000)).await;
    }

    pub(crate) fn options(&self) -> RedisAdoptOptions {
        let mut options = RedisAdoptOptions::new(now());
        options.session_prefix = format!("{}session", self.prefix());
        options.user_sessions_prefix = format!("{}user_sessions", self.prefix());
        options.redis = self.redis.clone();
        options
    }

    pub(crate) async fn adopt_with(
        &self,
        options: RedisAdoptOptions,
    ) -> Result<RedisAdoptReport, RedisAdoptError> {
        RedisStore::adopt_lucia(&self.url, &schema(), options).await
    }

    pub(crate) async fn adopt(&self) -> RedisAdoptReport {
        self.adopt_with(self.options()).await.unwrap()
    }

    pub(crate) async fn open(&self) -> RedisStore {
        RedisStore::open_with(&self.url, &schema(), self.redis.clone()).await.unwrap()
    }

    pub(crate) async fn find(&self, token: &str) -> Option<SessionRecord> {
        find(&self.open().await, token).await
    }

    /// All keys of this test.
    pub(crate) async fn keys(&mut self) -> Vec<String> {
        let pattern = format!("{}*", self.prefix());
        let mut keys: Vec<String> = self.raw.ask(&format!("KEYS {pattern}")).await;
        keys.sort();
        keys
    }

    /// All keys with what they hold and until when.
    pub(crate) async fn dump(&mut self) -> BTreeMap<String, (Vec<u8>, i64)> {
        let mut dump = BTreeMap::new();
        for key in self.keys().await {
            let held = self.raw.ask(&format!("DUMP {key}")).await;
            let until = self.raw.ask(&format!("PEXPIRETIME {key}")).await;
            dump.insert(key, (held, until));
        }
        dump
    }

    /// Whether no key of Lucia's is there, and no token in any name.
    pub(crate) async fn assert_nothing_left(&mut self, tokens: &[&str]) {
        for key in self.keys().await {
            assert!(!tokens.iter().any(|it| key.contains(it)), "{key}");
            assert!(!key.contains("session:") && !key.contains("user_sessions:"), "{key}");
            assert!(!key.ends_with("adopting"), "{key}");
        }
    }
}

/// The session of this token, which is found with it and in the list of its user, or nowhere.
pub(crate) async fn find(store: &RedisStore, token: &str) -> Option<SessionRecord> {
    let found = store.find_session(&id(token), now()).await.unwrap();
    let user: UserId = found.as_ref().map_or("alice".into(), |it| it.user_id.clone());
    let listed = store.find_user_sessions(&user, now()).await.unwrap();
    assert_eq!(listed.iter().find(|it| it.id == id(token)), found.as_ref());
    found
}

/// A token like Lucia's.
pub(crate) fn token(name: &str) -> String {
    format!("{name:x<40}")
}

pub(crate) fn id(token: &str) -> SessionId {
    SessionId::of_token(token).unwrap()
}

/// The attributes of every type that needs no other crate.
pub(crate) struct Everything;

impl Attributes for Everything {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<Option<String>>("device"),
            Column::of::<Option<i64>>("count"),
            Column::of::<Option<f64>>("latitude"),
            Column::of::<Option<bool>>("remembered"),
            Column::of::<Option<Vec<u8>>>("bytes"),
            Column::of::<Option<Timestamp>>("since"),
        ]
    }

    fn to_row(&self) -> Row {
        Row::new()
    }

    fn from_row(_: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self)
    }
}

pub(crate) fn schema() -> Schema {
    Schema::of::<()>().unwrap().with_sessions::<Everything>().unwrap()
}

/// One Redis and a cluster.
pub(crate) async fn everywhere() -> [Lucia; 2] {
    [Lucia::at(place::one()).await, Lucia::at(place::cluster()).await]
}

pub(crate) const DAYS: Duration = Duration::from_secs(10 * 24 * 60 * 60);

/// A moment that has passed.
pub(crate) fn past() -> i64 {
    now().unix_millis() - i64::try_from(HOUR.as_millis()).unwrap()
}
