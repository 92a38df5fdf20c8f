//! Sessions that Lucia keeps in Redis.
//!
//! Everything is rehearsed first, which only reads: what stands in the way does so before anything is changed. Then each
//! session is taken over by itself, so that an adoption can be interrupted at any moment and done again. Meanwhile a mark
//! keeps applications from opening the store.

mod attribute;

mod key;

mod session;

use crate::report::{REDIS, first_of};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, Counter, RedisSessions, StoreReport};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use key::Names;
use lucerna_core::{Schema, SessionRecord, StoreError, Timestamp};
use lucerna_store_redis::{RedisAdoption, RedisOpenError, Script};
use session::Session;
use std::slice;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// How many keys are taken over at the same time.
const AT_ONCE: usize = 64;

/// How many notes of one kind a report has.
const FIRST: usize = 20;

const HELD: &str = include_str!("redis/lua/held.lua");
static READ: LazyLock<Script> = LazyLock::new(|| Script::new(&[HELD, "return held(KEYS[1])"]));
static TAKE: LazyLock<Script> =
    LazyLock::new(|| Script::inserting(&[HELD, include_str!("redis/lua/take.lua")]));
static MARK: LazyLock<Script> =
    LazyLock::new(|| Script::new(&["redis.call('SET', KEYS[1], ARGV[1]) return 1"]));

/// An adoption with the connection that it goes over.
pub(crate) struct Adoption<'a> {
    redis: RedisAdoption,
    names: Names,
    schema: &'a Schema,
    sessions: &'a RedisSessions,
    options: &'a AdoptOptions,
    /// The latest limit of a session that was seen.
    latest: AtomicI64,
}

/// As what a key is counted, and what is said about it.
struct Counted(Counter, Option<String>);

impl<'a> Adoption<'a> {
    /// Looks for what stands in the way, and reports what would be done.
    pub(crate) async fn rehearse(
        sessions: &'a RedisSessions,
        schema: &'a Schema,
        options: &'a AdoptOptions,
    ) -> Result<(Self, StoreReport), AdoptError> {
        let redis = RedisAdoption::connect(&sessions.url, schema, sessions.redis.clone()).await?;
        let names = Names::new(&sessions.session_prefix, &sessions.user_sessions_prefix);
        let adoption = Self { redis, names, schema, sessions, options, latest: AtomicI64::new(0) };
        adoption.refuse_other_prefixes().await?;
        let report = adoption.run(false).await?;
        match report.count(Counter::UnfitSessions) {
            unfit if unfit > 0 && !sessions.remove_unfit => {
                Err(AdoptError::Rows(first_of(unfit, &report.notes)))
            }
            _ => Ok((adoption, report)),
        }
    }

    /// Until when the last of the sessions can be alive; `None` if there are none.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        Some(self.latest.load(Relaxed)).filter(|it| *it > 0).map(Timestamp::from_unix_millis)
    }

    /// Does what was rehearsed, unless it is a dry run.
    pub(crate) async fn carry_out(&self, rehearsal: StoreReport) -> Result<StoreReport, AdoptError> {
        if self.options.dry_run {
            return Ok(rehearsal);
        }
        self.change(rehearsal).await.map_err(AdoptError::half_way)
    }

    async fn change(&self, rehearsal: StoreReport) -> Result<StoreReport, AdoptError> {
        let (mark, prefixes) = (self.redis.mark(), self.prefixes());
        let mut report = rehearsal;
        if report.outcome != AdoptOutcome::Nothing {
            self.redis.write(&MARK, slice::from_ref(&mark), &[prefixes.clone().into_bytes()]).await?;
            report = self.run(true).await?;
            // A scan over another server than it began on may leave something out.
            if self.run(false).await?.outcome != AdoptOutcome::Nothing {
                return Err(in_use());
            }
        }
        self.take(&mark, format!("${prefixes}").into_bytes(), None).await?;
        Ok(report)
    }

    /// What the mark holds: an interrupted adoption can only be completed with the same.
    fn prefixes(&self) -> String {
        format!("{} {}", self.sessions.session_prefix, self.sessions.user_sessions_prefix)
    }

    async fn refuse_other_prefixes(&self) -> Result<(), AdoptError> {
        let held = self.held(&self.redis.mark()).await?.unwrap_or_default();
        let others = String::from_utf8_lossy(held.strip_prefix(b"$").unwrap_or_default());
        if others.is_empty() || others == self.prefixes() {
            return Ok(());
        }
        let reason = format!("an adoption with the prefixes {others:?} was interrupted: complete it first");
        Err(AdoptError::Redis(reason.into()))
    }

    /// Goes over all keys that could be Lucia's, of which a page at a time is known.
    async fn run(&self, writes: bool) -> Result<StoreReport, AdoptError> {
        let mut report = StoreReport::new(&REDIS, self.options.dry_run);
        for prefix in self.names.prefixes() {
            let mut scan = self.redis.scan(prefix).await?;
            while let Some(keys) = self.redis.next_page(&mut scan).await? {
                let keys = keys.into_iter().filter(|it| self.names.belongs(it, prefix));
                let mut counted = stream::iter(keys.map(|it| self.adopt(it, writes))).buffered(AT_ONCE);
                while let Some(key) = counted.try_next().await? {
                    key.into_iter().for_each(|it| it.enter(&mut report));
                }
            }
        }
        if report.found_nothing() {
            report.outcome = AdoptOutcome::Nothing;
        }
        Ok(report)
    }

    /// Adopts what this key holds; `None` if it is there no longer.
    async fn adopt(&self, key: Vec<u8>, writes: bool) -> Result<Option<Counted>, AdoptError> {
        let left_alone = || Ok(Some(Counted(Counter::LeftAlone, Some(self.names.public(&key)))));
        // Lucia's are text.
        let Ok(name) = std::str::from_utf8(&key) else { return left_alone() };
        let Some(held) = self.held(name).await? else { return Ok(None) };
        let Some(judged) = self.judge(name, &held) else { return left_alone() };
        if writes {
            // There was none when it was rehearsed.
            if !self.sessions.remove_unfit && matches!(judged, Err(Counted(Counter::UnfitSessions, _))) {
                return Err(in_use());
            }
            self.take(name, held, judged.as_ref().ok()).await?;
        }
        Ok(Some(judged.err().unwrap_or(Counted(Counter::Sessions, None))))
    }

    /// The session of ours that this makes, or as what it is removed; `None` if it is not Lucia's.
    fn judge(&self, name: &str, held: &[u8]) -> Option<Result<SessionRecord, Counted>> {
        if held == b"tokens" && self.names.is_index(name) {
            return Some(Err(Counted(Counter::UserSessionSets, None)));
        }
        let session = Session::read(self.names.token(name)?, held.strip_prefix(b"$")?)?;
        let judged = session.judge(self.options, self.schema.session());
        if let Ok(kept) = &judged {
            self.latest.fetch_max(kept.expiry.absolute.unix_millis(), Relaxed);
        }
        Some(judged)
    }

    async fn held(&self, name: &str) -> Result<Option<Vec<u8>>, AdoptError> {
        Ok(self.redis.read(&READ, &[name.to_owned()]).await?)
    }

    /// Makes the session ours, unless it is so already, and deletes Lucia's key.
    ///
    /// On one Redis that is one step. On a cluster the two are in different slots, and ours is made first: an interruption
    /// between the two leaves both, and the next adoption finds ours there and only deletes the other. That the session did
    /// not end meanwhile follows from the mark, which keeps the application from running.
    async fn take(&self, name: &str, seen: Vec<u8>, ours: Option<&SessionRecord>) -> Result<(), AdoptError> {
        let (mut keys, mut values) = match ours {
            Some(session) => self.redis.insert(session).await?,
            None => Default::default(),
        };
        keys.push(name.to_owned());
        values.push(seen);
        match self.redis.write(&TAKE, &keys, &values).await? {
            -1 => Err(in_use()),
            _ => Ok(()),
        }
    }
}

impl Counted {
    fn enter(self, report: &mut StoreReport) {
        let Self(counter, note) = self;
        report.add(counter, 1);
        let notes = if counter == Counter::LeftAlone { &mut report.left_alone } else { &mut report.notes };
        notes.extend(note.filter(|_| notes.len() < FIRST));
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
