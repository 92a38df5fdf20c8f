//! A connection for one call.

use sqlx::Database;
use sqlx::pool::PoolConnection;
use std::ops::{Deref, DerefMut};

/// A connection that goes back to the pool only if the call came to its end. One that was given up half-way, because it
/// took too long or nobody waits for it any more, is closed: what comes next must not wait for its answer.
pub(crate) struct Lease<DB: Database>(Option<PoolConnection<DB>>);

impl<DB: Database> Lease<DB> {
    pub(crate) fn new(connection: PoolConnection<DB>) -> Self {
        Self(Some(connection))
    }

    /// Gives the connection back.
    pub(crate) fn end(mut self) {
        drop(self.0.take());
    }
}

impl<DB: Database> Drop for Lease<DB> {
    fn drop(&mut self) {
        drop(self.0.take().map(PoolConnection::detach));
    }
}

impl<DB: Database> Deref for Lease<DB> {
    type Target = DB::Connection;

    #[expect(clippy::expect_used, reason = "it is there until `end` or `drop`")]
    fn deref(&self) -> &DB::Connection {
        self.0.as_deref().expect("a lease has its connection")
    }
}

impl<DB: Database> DerefMut for Lease<DB> {
    #[expect(clippy::expect_used, reason = "it is there until `end` or `drop`")]
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.0.as_deref_mut().expect("a lease has its connection")
    }
}
