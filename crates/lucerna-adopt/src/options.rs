//! The options of an adoption.

use lucerna_core::{SessionPolicy, Timestamp};
#[cfg(feature = "redis")]
use lucerna_store_redis::RedisOptions;
#[cfg(feature = "redis")]
use std::fmt;
use std::time::Duration;

/// The options of an adoption.
///
/// ```
/// use lucerna_adopt::AdoptOptions;
/// use lucerna_core::{Clock, SystemClock};
///
/// let mut options = AdoptOptions::new(SystemClock::default().now());
/// options.dry_run = true;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AdoptOptions {
    /// The current time. Sessions whose idle period ended before it are removed.
    pub now: Timestamp,
    /// The session policy of the application. Lucia has no absolute limit. Adopted sessions get that of the policy,
    /// counted from now, or the end of their idle period if that is later. Default: [`SessionPolicy::default`].
    pub policy: SessionPolicy,
    /// True if nothing is changed and the report lists what would be done. Default: false.
    pub dry_run: bool,
    /// The time to wait for another process that uses the database. Default: 5 seconds.
    pub busy_timeout: Duration,
    /// The Redis in which Lucia kept its sessions. Default: `None`, since Lucia keeps them in the database.
    #[cfg(feature = "redis")]
    pub sessions: Option<RedisSessions>,
    /// True if Lucia kept its sessions in a store that is not adopted, so the database may lack their table. An empty
    /// table is created then, as with `sessions`. Default: false.
    pub sessions_elsewhere: bool,
}

impl AdoptOptions {
    /// Returns the default options at this time.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            policy: SessionPolicy::default(),
            dry_run: false,
            busy_timeout: Duration::from_secs(5),
            #[cfg(feature = "redis")]
            sessions: None,
            sessions_elsewhere: false,
        }
    }

    /// Returns true if the database may lack a table of sessions.
    pub(crate) fn are_sessions_elsewhere(&self) -> bool {
        #[cfg(feature = "redis")]
        let in_redis = self.sessions.is_some();
        #[cfg(not(feature = "redis"))]
        let in_redis = false;
        in_redis || self.sessions_elsewhere
    }
}

/// The Redis in which Lucia's adapter for `redis`, `ioredis` or Upstash kept sessions. Lucerna keeps them in the same
/// Redis.
///
/// ```
/// use lucerna_adopt::{AdoptOptions, RedisSessions};
/// use lucerna_core::{Clock, SystemClock};
///
/// let mut sessions = RedisSessions::at("redis://localhost");
/// // As in Lucia's `redis(client, { session: "shop:session", userSessions: "shop:user_sessions" })`.
/// sessions.session_prefix = "shop:session".to_owned();
/// sessions.user_sessions_prefix = "shop:user_sessions".to_owned();
/// let mut options = AdoptOptions::new(SystemClock::default().now());
/// options.sessions = Some(sessions);
/// ```
#[cfg(feature = "redis")]
#[derive(Clone)]
#[non_exhaustive]
pub struct RedisSessions {
    /// The address, as for [`RedisStore::open`](lucerna_store_redis::RedisStore::open).
    pub url: String,
    /// True if sessions are removed whose attributes do not fit the columns. Default: false; such a session then
    /// stops the adoption before anything is changed.
    pub remove_unfit: bool,
    /// The prefix of Lucia's session keys, before the colon. Default: `session`, as in Lucia. If the client added a
    /// prefix to all keys, as `ioredis` can, put it first.
    pub session_prefix: String,
    /// The prefix of Lucia's sets of a user's sessions, before the colon. Default: `user_sessions`, as in Lucia.
    pub user_sessions_prefix: String,
    /// The options of the store that the application will open. Default: [`RedisOptions::default`].
    pub redis: RedisOptions,
}

#[cfg(feature = "redis")]
impl RedisSessions {
    /// Returns the sessions of this Redis, with the prefixes that Lucia uses by default.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            remove_unfit: false,
            session_prefix: "session".to_owned(),
            user_sessions_prefix: "user_sessions".to_owned(),
            redis: RedisOptions::default(),
        }
    }
}

/// Prints no address, which may contain a password.
#[cfg(feature = "redis")]
impl fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisSessions");
        shown.field("session_prefix", &self.session_prefix).finish_non_exhaustive()
    }
}
