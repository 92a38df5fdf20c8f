//! What can be different from store to store.

use std::time::Duration;

/// Options of a [`RedisStore`](crate::RedisStore).
///
/// ```
/// use lucerna_store_redis::RedisOptions;
///
/// let mut options = RedisOptions::default();
/// options.prefix = "shop:".to_owned();
/// options.replicas = 1;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedisOptions {
    /// What every key begins with, so that several applications can share a Redis. It has no `{` and no `}`. Default:
    /// `lucerna:`.
    pub prefix: String,
    /// After how long a call is given up as [`Unavailable`](lucerna_core::StoreError::Unavailable). A call of several
    /// round trips has this long for each. Default: 5 s.
    pub timeout: Duration,
    /// How many replicas must have a change before it is acknowledged (`WAIT`). If fewer have it after half of the
    /// timeout, the call is `Unavailable`, though the change may have been made. Default: 0, since without replicas
    /// everything would fail; 1 is what lets an end survive the primary's. While a change waits, so does what else is
    /// changed over the same connection; looking up does not, unless the connection is the application's own.
    pub replicas: u32,
    /// For `rediss`: the certificates of the authorities to trust, as PEM. Default: those that the operating system
    /// trusts.
    pub authorities: Option<Vec<u8>>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            prefix: "lucerna:".to_owned(),
            timeout: Duration::from_secs(5),
            replicas: 0,
            authorities: None,
        }
    }
}
