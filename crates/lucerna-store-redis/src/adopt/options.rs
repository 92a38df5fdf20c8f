//! What an adoption has to be told.

use crate::RedisOptions;
use lucerna_core::{SessionPolicy, Timestamp};

/// How the sessions of Lucia v2 in Redis are adopted.
///
/// ```
/// use lucerna_core::{Clock, SystemClock};
/// use lucerna_store_redis::RedisAdoptOptions;
///
/// let mut options = RedisAdoptOptions::new(SystemClock::default().now());
/// // As in Lucia's `redis(client, { session: "shop:session", userSessions: "shop:user_sessions" })`.
/// options.session_prefix = "shop:session".to_owned();
/// options.user_sessions_prefix = "shop:user_sessions".to_owned();
/// options.dry_run = true;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedisAdoptOptions {
    /// The present: sessions whose idle period is over by then are removed.
    pub now: Timestamp,
    /// The policy of the application. Lucia has no absolute limit, so adopted sessions get that of the policy, counted
    /// from now, or the end of their idle period where that is later. Default: [`SessionPolicy::default`].
    pub policy: SessionPolicy,
    /// Whether nothing is changed, so that the report says what would be done. Default: false.
    pub dry_run: bool,
    /// Whether sessions with attributes that do not fit into the columns are removed. Default: false, which changes nothing
    /// where there is one, and tells of it.
    pub remove_unfit: bool,
    /// What the names of Lucia's sessions begin with, before a colon. Default: `session`, as in Lucia. Where the client had a
    /// prefix for all keys, as `ioredis` may, it stands before that.
    pub session_prefix: String,
    /// What the names of Lucia's sets of a user's sessions begin with, before a colon. Default: `user_sessions`, as in Lucia.
    pub user_sessions_prefix: String,
    /// Those of the store that the application will open. Default: [`RedisOptions::default`].
    pub redis: RedisOptions,
}

impl RedisAdoptOptions {
    /// Everything as usual, at this time.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            policy: SessionPolicy::default(),
            dry_run: false,
            remove_unfit: false,
            session_prefix: "session".to_owned(),
            user_sessions_prefix: "user_sessions".to_owned(),
            redis: RedisOptions::default(),
        }
    }
}
