//! The options of an adoption.

use lucerna_core::{SessionPolicy, Timestamp};
#[cfg(feature = "redis")]
use lucerna_store_redis::RedisOptions;
#[cfg(feature = "redis")]
use std::fmt;
use std::time::Duration;

/// How a database is adopted.
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
    /// The present: sessions whose idle period is over by then are removed.
    pub now: Timestamp,
    /// The policy of the application. Lucia has no absolute limit, so adopted sessions get that of the policy, counted
    /// from now, or the end of their idle period where that is later. Default: [`SessionPolicy::default`].
    pub policy: SessionPolicy,
    /// Whether nothing is changed, so that the report says what would be done. Default: false.
    pub dry_run: bool,
    /// How long to wait for another process that uses the database. Default: 5 seconds.
    pub busy_timeout: Duration,
    /// Where Lucia kept its sessions, if that was Redis. Default: `None`, in the database.
    #[cfg(feature = "redis")]
    pub sessions: Option<RedisSessions>,
    /// Whether Lucia kept its sessions in a store that is not adopted, so that the database may have no table of them. An
    /// empty one is made then, as it is with `sessions`. Default: false.
    pub sessions_elsewhere: bool,
}

impl AdoptOptions {
    /// The defaults, at this time.
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

    /// Whether the database may have no table of sessions.
    pub(crate) fn are_sessions_elsewhere(&self) -> bool {
        #[cfg(feature = "redis")]
        let in_redis = self.sessions.is_some();
        #[cfg(not(feature = "redis"))]
        let in_redis = false;
        in_redis || self.sessions_elsewhere
    }
}

/// The Redis in which Lucia's adapter for `redis`, `ioredis` or Upstash kept sessions, and in which Lucerna will.
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
    /// Whether sessions with attributes that do not fit into the columns are removed. Default: false, which stops the
    /// adoption before anything is changed where there is one.
    pub remove_unfit: bool,
    /// What the names of Lucia's sessions begin with, before a colon. Default: `session`, as in Lucia. If the client had a
    /// prefix for all keys, as `ioredis` may, it stands before that.
    pub session_prefix: String,
    /// What the names of Lucia's sets of a user's sessions begin with, before a colon. Default: `user_sessions`, as in Lucia.
    pub user_sessions_prefix: String,
    /// The options of the store that the application will open. Default: [`RedisOptions::default`].
    pub redis: RedisOptions,
}

#[cfg(feature = "redis")]
impl RedisSessions {
    /// Sessions at this address, under the names that Lucia gives them.
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

/// Without the address, which may have a password in it.
#[cfg(feature = "redis")]
impl fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisSessions");
        shown.field("session_prefix", &self.session_prefix).finish_non_exhaustive()
    }
}
