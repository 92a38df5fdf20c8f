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
    /// The maximal number of connections. Default: 10. A call without a free connection waits for one.
    pub connections: u32,
    /// The maximal duration of a call, including the wait for a connection and retries. Then the call fails as
    /// unavailable. Default: 5 seconds.
    pub timeout: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { connections: 10, timeout: Duration::from_secs(5) }
    }
}
