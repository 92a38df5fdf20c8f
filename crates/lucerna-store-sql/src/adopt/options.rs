//! What an adoption has to be told.

use lucerna_core::{SessionPolicy, Timestamp};
use std::time::Duration;

/// How a database is adopted.
///
/// ```
/// use lucerna_core::{Clock, SystemClock};
/// use lucerna_store_sql::AdoptOptions;
///
/// let mut options = AdoptOptions::new(SystemClock::default().now());
/// options.dry_run = true;
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AdoptOptions {
    /// The present: sessions whose idle period is over by then are removed.
    pub now: Timestamp,
    /// The policy of the application. Lucia has no absolute limit, so adopted sessions get that of the policy, counted
    /// from now, or the end of their idle period where that is later. Default: [`SessionPolicy::default`].
    pub policy: SessionPolicy,
    /// Whether everything is undone at the end, so that the report says what would be done. Default: false.
    pub dry_run: bool,
    /// How long to wait for another process that is writing. Default: 5 seconds.
    pub busy_timeout: Duration,
    /// Whether Lucia kept its sessions in another store, as in Redis, so that the database may have no table of them. An
    /// empty one is made then, which the store of the users needs and does not use. Default: false.
    pub sessions_elsewhere: bool,
}

impl AdoptOptions {
    /// Everything as usual, at this time.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            policy: SessionPolicy::default(),
            dry_run: false,
            busy_timeout: Duration::from_secs(5),
            sessions_elsewhere: false,
        }
    }
}
