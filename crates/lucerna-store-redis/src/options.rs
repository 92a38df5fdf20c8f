//! The options of a store.

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
    /// The prefix of every key, so that several applications can share a Redis. It must not contain `{` or `}`.
    /// Default: `lucerna:`.
    pub prefix: String,
    /// The timeout of a round trip, after which a call fails as [`Unavailable`](lucerna_core::StoreError::Unavailable).
    /// A call of several round trips can take this long for each. Default: 5 s.
    pub timeout: Duration,
    /// The number of replicas that must have a change before it is acknowledged (`WAIT`). If fewer have it after half
    /// of the timeout, the call is `Unavailable`, although the change may have been made. Default: 0, since every
    /// change would fail on a Redis without replicas. With 1, the end of a session survives a failover of the primary.
    /// While a change waits, other changes on the same connection wait too. Look-ups do not wait, unless the
    /// application supplied the connection.
    pub replicas: u32,
    /// For `rediss`: the certificates of the trusted authorities, as PEM. Default: those of the operating system.
    pub authorities: Option<Vec<u8>>,
    /// Allows connections to other machines that are not encrypted (`redis://`). Default: false, since others on the
    /// network could read the password of Redis, and sign in as any user. Set it only for a network of your own.
    pub danger_plaintext: bool,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            prefix: "lucerna:".to_owned(),
            timeout: Duration::from_secs(5),
            replicas: 0,
            authorities: None,
            danger_plaintext: false,
        }
    }
}
