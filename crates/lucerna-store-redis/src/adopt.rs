//! Taking over the sessions that Lucia v2 keeps in Redis.
//!
//! Everything is rehearsed first, which reads only, and done after that: what can stand in the way does so before anything is
//! changed. Each session is then taken over by itself, so that an adoption can end at any moment and be done again. A mark
//! keeps applications from opening the store in between.

mod options;
pub use options::RedisAdoptOptions;

mod report;
pub use report::RedisAdoptReport;

mod error;
pub use error::RedisAdoptError;

mod names;

mod lucia;

mod attribute;

mod together;

use crate::RedisStore;
use crate::calls::Call;
use crate::scripts::{ADOPT, HELD, Script, TAKE, TAKE_INDEX};
use lucerna_core::{Schema, SessionRecord, SessionStore, StoreError};
use lucia::Fate;
use names::Names;
use redis::{Value, cmd, pipe};
use together::together;

/// How many keys are taken over at the same time: what they hold is all that is known of them at once.
const AT_ONCE: usize = 64;

impl RedisStore {
    /// Takes over the sessions that Lucia v2 keeps in the Redis at this address, with its adapters for `redis`, `ioredis` or
    /// Upstash.
    ///
    /// Whoever was signed in stays so: a session is kept under the hash of its id, so that the cookie a browser has is still
    /// its token, and Lucia's keys, whose names are the tokens, are deleted. The application exchanges that cookie for one of
    /// its own with [`Auth::exchange_adopted`](lucerna_core::Auth::exchange_adopted). Keys that hold something else are left
    /// alone.
    ///
    /// Stop the application first. An adoption that broke off goes on where it was when it is done again; until then
    /// [`open`](RedisStore::open) refuses. A session that was adopted and has ended since is never brought back. Users are not
    /// asked for: a session whose user is nowhere signs nobody in, as [`Split`](lucerna_core::Split) looks for both.
    /// `docs/adopting-lucia.md` says more.
    ///
    /// ```no_run
    /// use lucerna_core::{Clock, Schema, SystemClock};
    /// use lucerna_store_redis::{RedisAdoptOptions, RedisStore};
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = RedisAdoptOptions::new(SystemClock::default().now());
    /// println!("{}", RedisStore::adopt_lucia("redis://localhost", &Schema::of::<()>()?, options).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`RedisAdoptError`], which says whether anything was changed.
    pub async fn adopt_lucia(
        url: &str,
        schema: &Schema,
        options: RedisAdoptOptions,
    ) -> Result<RedisAdoptReport, RedisAdoptError> {
        let store = Self::connect(url, schema, options.redis.clone()).await?;
        let names = Names::new(&options.session_prefix, &options.user_sessions_prefix);
        let adoption = Adoption { store, names, options };
        adoption.refuse_others().await?;
        let rehearsal = adoption.run(false).await?;
        adoption.refuse_unfit(&rehearsal)?;
        if adoption.options.dry_run {
            return Ok(rehearsal);
        }
        adoption.carry_out(rehearsal).await
    }

    /// Whether an adoption was begun that has not come to its end.
    pub(crate) async fn is_half_adopted(&self) -> Result<bool, StoreError> {
        let there = self.calls.command(cmd("EXISTS").arg(self.keys.adopting())).await?;
        Ok(there != Value::Int(0))
    }
}

struct Adoption {
    store: RedisStore,
    names: Names,
    options: RedisAdoptOptions,
}

impl Adoption {
    fn refuse_unfit(&self, rehearsal: &RedisAdoptReport) -> Result<(), RedisAdoptError> {
        if self.options.remove_unfit || rehearsal.unfit_sessions_removed == 0 {
            return Ok(());
        }
        let sessions = rehearsal.unfit_sessions_removed;
        Err(RedisAdoptError::Unfit { sessions, first: rehearsal.unfit.clone() })
    }

    /// Whoever was broken off had Lucia's sessions under these prefixes, and what is left of them is there.
    fn prefixes(&self) -> String {
        format!("{} {}", self.options.session_prefix, self.options.user_sessions_prefix)
    }

    async fn refuse_others(&self) -> Result<(), RedisAdoptError> {
        let begun = self.store.calls.command(cmd("GET").arg(self.store.keys.adopting())).await?;
        match begun {
            Value::BulkString(prefixes) if prefixes != self.prefixes().as_bytes() => {
                let prefixes = String::from_utf8_lossy(&prefixes).into_owned();
                Err(RedisAdoptError::OtherPrefixes(prefixes))
            }
            _ => Ok(()),
        }
    }

    async fn carry_out(&self, rehearsal: RedisAdoptReport) -> Result<RedisAdoptReport, RedisAdoptError> {
        let mark = self.store.keys.adopting();
        let report = if rehearsal.found_nothing() {
            rehearsal
        } else {
            let mut set = pipe();
            set.cmd("SET").arg(&mark).arg(self.prefixes());
            self.store.calls.write_commands(&set, &mark).await?;
            let report = self.run(true).await?;
            // A walk over another server than it began on may leave something out.
            if !self.run(false).await?.left_nothing() {
                return Err(RedisAdoptError::InUse);
            }
            report
        };
        self.store.calls.command(cmd("DEL").arg(&mark)).await?;
        Ok(report)
    }

    /// Goes over all keys that could be Lucia's, of which a page at a time is known.
    async fn run(&self, writes: bool) -> Result<RedisAdoptReport, RedisAdoptError> {
        let mut report = RedisAdoptReport::new(self.options.dry_run);
        for pattern in self.names.patterns() {
            let mut walk = self.store.walk().await?;
            while let Some(keys) = self.store.next_page::<Vec<u8>>(&mut walk, &pattern).await? {
                let keys: Vec<_> = keys.iter().filter(|it| self.names.belongs(it, &pattern)).collect();
                for some in keys.chunks(AT_ONCE) {
                    for fate in together(some.iter().map(|it| self.adopt(it, writes))).await {
                        report.count(fate?);
                    }
                }
            }
        }
        Ok(report)
    }

    async fn adopt(&self, key: &[u8], writes: bool) -> Result<Fate, RedisAdoptError> {
        let left_alone = || Fate::LeftAlone(self.names.public(key));
        // Lucia's are text.
        let Ok(key) = std::str::from_utf8(key) else { return Ok(left_alone()) };
        let keys = [key.to_owned()];
        let held = self.store.calls.read(Call { script: &HELD, keys: &keys, values: &[] }).await?;
        match (held, self.names.token(key)) {
            (Value::Int(0), _) => Ok(Fate::Gone),
            (Value::BulkString(json), Some(token)) => match lucia::read(token, &json) {
                Some(session) => self.adopt_session(session, key, json, writes).await,
                None => Ok(left_alone()),
            },
            (Value::Int(_), _) if self.names.is_index(key) && self.take_index(&keys, writes).await? => {
                Ok(Fate::Index)
            }
            _ => Ok(left_alone()),
        }
    }

    async fn adopt_session(
        &self,
        session: lucia::Session,
        key: &str,
        json: Vec<u8>,
        writes: bool,
    ) -> Result<Fate, RedisAdoptError> {
        let fate = session.judge(&self.options, &self.store.columns);
        match &fate {
            _ if !writes => {}
            Fate::Kept(record) => self.keep(record, key, json).await?,
            // There was none when it was rehearsed.
            Fate::Unfit(_) if !self.options.remove_unfit => return Err(RedisAdoptError::InUse),
            _ => self.take(&TAKE, vec![key.to_owned()], vec![json]).await?,
        }
        Ok(fate)
    }

    /// Makes the session ours, unless it is so already, and deletes Lucia's key.
    ///
    /// On one Redis that is one step. On a cluster the two are in different slots, and ours is made first: whoever breaks off
    /// between the two leaves both, and the next adoption finds ours there and only deletes the other. That the session did
    /// not end meanwhile follows from the mark, which keeps the application from running.
    async fn keep(&self, session: &SessionRecord, key: &str, json: Vec<u8>) -> Result<(), RedisAdoptError> {
        if self.store.whereabouts.is_some() {
            match self.store.insert_session(session.clone()).await {
                Ok(()) | Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
            return self.take(&TAKE, vec![key.to_owned()], vec![json]).await;
        }
        let mut call = self.store.insertion(session)?;
        call.keys.push(key.to_owned());
        call.values.push(json);
        self.take(&ADOPT, call.keys, call.values).await
    }

    async fn take(
        &self,
        script: &Script,
        keys: Vec<String>,
        values: Vec<Vec<u8>>,
    ) -> Result<(), RedisAdoptError> {
        match self.store.calls.write(Call { script, keys: &keys, values: &values }).await? {
            Value::Int(-1) => Err(RedisAdoptError::InUse),
            _ => Ok(()),
        }
    }

    async fn take_index(&self, keys: &[String], writes: bool) -> Result<bool, StoreError> {
        let values = [u8::from(writes).to_string().into_bytes()];
        let call = Call { script: &TAKE_INDEX, keys, values: &values };
        let taken =
            if writes { self.store.calls.write(call).await } else { self.store.calls.read(call).await };
        Ok(taken? == Value::Int(1))
    }
}
