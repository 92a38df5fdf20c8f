//! Settings of the pool.

use std::time::Duration;

/// Settings of a store and its pool of connections.
///
/// ```
/// use lucerna_store_sql::PoolOptions;
/// use std::time::Duration;
///
/// let mut options = PoolOptions::default();
/// options.connections = 20;
/// options.timeout = Duration::from_secs(2);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PoolOptions {
    /// How many connections there are at most. Default: 10. What does not find a free one waits for it.
    pub connections: u32,
    /// How long a call takes at most, waiting for a connection and trying again included, before it fails as
    /// unavailable. Default: 5 seconds.
    pub timeout: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { connections: 10, timeout: Duration::from_secs(5) }
    }
}
