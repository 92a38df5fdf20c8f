//! The adoption of sessions that Lucia keeps in Redis.
//!
//! A rehearsal reads everything first and finds obstacles before anything is changed. Then each session is adopted on
//! its own, so an adoption can be interrupted at any moment and run again. Meanwhile a marker key prevents
//! applications from opening the store.

mod attribute;

mod key_prefixes;

mod session;

use crate::report::{REDIS, first_of};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, Counter, RedisSessions, StoreReport};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use key_prefixes::KeyPrefixes;
use lucerna_core::{Schema, SessionRecord, StoreError, Timestamp};
use lucerna_store_redis::{RedisAdoption, RedisOpenError, Script};
use session::LuciaSession;
use std::slice;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// The number of keys that are adopted concurrently.
const CONCURRENCY: usize = 64;

/// The maximum number of notes of one kind in a report.
const MAX_NOTES: usize = 20;

const KEY_CONTENT: &str = include_str!("redis/lua/key_content.lua");
static READ: LazyLock<Script> = LazyLock::new(|| Script::new(&[KEY_CONTENT, "return key_content(KEYS[1])"]));
static REPLACE: LazyLock<Script> =
    LazyLock::new(|| Script::inserting(&[KEY_CONTENT, include_str!("redis/lua/replace.lua")]));
static MARK: LazyLock<Script> =
    LazyLock::new(|| Script::new(&["redis.call('SET', KEYS[1], ARGV[1]) return 1"]));

/// The adoption of the sessions in Redis, with its connection.
pub(crate) struct SessionAdoption<'a> {
    redis: RedisAdoption,
    prefixes: KeyPrefixes,
    schema: &'a Schema,
    sessions: &'a RedisSessions,
    options: &'a AdoptOptions,
    /// The latest absolute limit of all sessions expected so far.
    latest: AtomicI64,
}

/// The counter of a key, with an optional note for the report.
struct CountedKey(Counter, Option<String>);

impl<'a> SessionAdoption<'a> {
    /// Finds obstacles, and reports what would be done.
    pub(crate) async fn rehearse(
        sessions: &'a RedisSessions,
        schema: &'a Schema,
        options: &'a AdoptOptions,
    ) -> Result<(Self, StoreReport), AdoptError> {
        let redis = RedisAdoption::connect(&sessions.url, schema, sessions.redis.clone()).await?;
        let prefixes = KeyPrefixes::new(&sessions.session_prefix, &sessions.user_sessions_prefix);
        let adoption = Self { redis, prefixes, schema, sessions, options, latest: AtomicI64::new(0) };
        adoption.refuse_other_prefixes().await?;
        let report = adoption.run(false).await?;
        match report.count(Counter::UnfitSessions) {
            unfit if unfit > 0 && !sessions.remove_unfit => {
                Err(AdoptError::Rows(first_of(unfit, &report.notes)))
            }
            _ => Ok((adoption, report)),
        }
    }

    /// Returns the time when the last session expires; `None` if there are no sessions.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        Some(self.latest.load(Relaxed)).filter(|it| *it > 0).map(Timestamp::from_unix_millis)
    }

    /// Carries out the rehearsed adoption, unless it is a dry run.
    pub(crate) async fn carry_out(&self, rehearsal: StoreReport) -> Result<StoreReport, AdoptError> {
        if self.options.dry_run {
            return Ok(rehearsal);
        }
        self.change(rehearsal).await.map_err(AdoptError::half_way)
    }

    async fn change(&self, rehearsal: StoreReport) -> Result<StoreReport, AdoptError> {
        let (marker, content) = (self.redis.mark(), self.marker_content());
        let mut report = rehearsal;
        if report.outcome != AdoptOutcome::Nothing {
            self.redis.write(&MARK, slice::from_ref(&marker), &[content.clone().into_bytes()]).await?;
            report = self.run(true).await?;
            // A scan that switches to another server may miss keys.
            if self.run(false).await?.outcome != AdoptOutcome::Nothing {
                return Err(in_use());
            }
        }
        self.replace(&marker, format!("${content}").into_bytes(), None).await?;
        Ok(report)
    }

    /// Returns the content of the marker. An interrupted adoption can only be completed with the same prefixes.
    fn marker_content(&self) -> String {
        format!("{} {}", self.sessions.session_prefix, self.sessions.user_sessions_prefix)
    }

    async fn refuse_other_prefixes(&self) -> Result<(), AdoptError> {
        let content = self.content(&self.redis.mark()).await?.unwrap_or_default();
        let others = String::from_utf8_lossy(content.strip_prefix(b"$").unwrap_or_default());
        if others.is_empty() || others == self.marker_content() {
            return Ok(());
        }
        let reason = format!("an adoption with the prefixes {others:?} was interrupted: complete it first");
        Err(AdoptError::Redis(reason.into()))
    }

    /// Scans all keys with Lucia's prefixes, one page at a time.
    async fn run(&self, writes: bool) -> Result<StoreReport, AdoptError> {
        let mut report = StoreReport::new(&REDIS, self.options.dry_run);
        for prefix in self.prefixes.iter() {
            let mut scan = self.redis.scan(prefix).await?;
            while let Some(keys) = self.redis.next_page(&mut scan).await? {
                let keys = keys.into_iter().filter(|it| self.prefixes.belongs(it, prefix));
                let mut counted = stream::iter(keys.map(|it| self.adopt(it, writes))).buffered(CONCURRENCY);
                while let Some(key) = counted.try_next().await? {
                    key.into_iter().for_each(|it| it.add_to(&mut report));
                }
            }
        }
        if report.found_nothing() {
            report.outcome = AdoptOutcome::Nothing;
        }
        Ok(report)
    }

    /// Adopts one key; `None` if it no longer exists.
    async fn adopt(&self, key: Vec<u8>, writes: bool) -> Result<Option<CountedKey>, AdoptError> {
        let left_alone = || Ok(Some(CountedKey(Counter::LeftAlone, Some(self.prefixes.public(&key)))));
        // Lucia's keys are text.
        let Ok(name) = std::str::from_utf8(&key) else { return left_alone() };
        let Some(content) = self.content(name).await? else { return Ok(None) };
        let Some(converted) = self.convert(name, &content) else { return left_alone() };
        if writes {
            // The rehearsal found no such session.
            if !self.sessions.remove_unfit && matches!(converted, Err(CountedKey(Counter::UnfitSessions, _)))
            {
                return Err(in_use());
            }
            self.replace(name, content, converted.as_ref().ok()).await?;
        }
        Ok(Some(converted.err().unwrap_or(CountedKey(Counter::Sessions, None))))
    }

    /// Converts the content of a key to a session of Lucerna, or to the counter of a removed key. `None` if it is not
    /// Lucia's.
    fn convert(&self, name: &str, content: &[u8]) -> Option<Result<SessionRecord, CountedKey>> {
        if content == b"tokens" && self.prefixes.is_index(name) {
            return Some(Err(CountedKey(Counter::UserSessionSets, None)));
        }
        let session = LuciaSession::read(self.prefixes.token(name)?, content.strip_prefix(b"$")?)?;
        let converted = session.convert(self.options, self.schema.session());
        if let Ok(kept) = &converted {
            self.latest.fetch_max(kept.expiry.absolute.unix_millis(), Relaxed);
        }
        Some(converted)
    }

    async fn content(&self, name: &str) -> Result<Option<Vec<u8>>, AdoptError> {
        Ok(self.redis.read(&READ, &[name.to_owned()]).await?)
    }

    /// Inserts the session of Lucerna unless it exists, and deletes Lucia's key.
    ///
    /// On one Redis that is one atomic step. On a cluster the two keys are in different slots, and Lucerna's is
    /// written first. An interruption between the two leaves both; the next adoption finds Lucerna's and only deletes
    /// Lucia's. The marker keeps the application from running, so the session cannot be revoked meanwhile.
    async fn replace(
        &self,
        name: &str,
        expected: Vec<u8>,
        session: Option<&SessionRecord>,
    ) -> Result<(), AdoptError> {
        let (mut keys, mut values) = match session {
            Some(session) => self.redis.insert(session).await?,
            None => Default::default(),
        };
        keys.push(name.to_owned());
        values.push(expected);
        match self.redis.write(&REPLACE, &keys, &values).await? {
            -1 => Err(in_use()),
            _ => Ok(()),
        }
    }
}

impl CountedKey {
    fn add_to(self, report: &mut StoreReport) {
        let Self(counter, note) = self;
        report.add(counter, 1);
        let notes = if counter == Counter::LeftAlone { &mut report.left_alone } else { &mut report.notes };
        notes.extend(note.filter(|_| notes.len() < MAX_NOTES));
    }
}

fn in_use() -> AdoptError {
    AdoptError::Redis("a session in Redis was changed meanwhile, so stop the application first".into())
}

impl From<RedisOpenError> for AdoptError {
    fn from(error: RedisOpenError) -> Self {
        Self::Redis(error.into())
    }
}

impl From<StoreError> for AdoptError {
    fn from(error: StoreError) -> Self {
        Self::Redis(error.into())
    }
}
