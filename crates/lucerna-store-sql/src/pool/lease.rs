//! A pooled connection for the duration of one call.

use sqlx::Database;
use sqlx::pool::PoolConnection;
use std::ops::{Deref, DerefMut};

/// A connection that returns to the pool only after a completed call. A timed-out or cancelled call closes its
/// connection, so that the next call does not receive its answer.
pub(crate) struct Lease<DB: Database>(Option<PoolConnection<DB>>);

impl<DB: Database> Lease<DB> {
    pub(crate) fn new(connection: PoolConnection<DB>) -> Self {
        Self(Some(connection))
    }

    /// Returns the connection to the pool.
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

    #[expect(clippy::expect_used, reason = "the connection is present until `end` or `drop`")]
    fn deref(&self) -> &DB::Connection {
        self.0.as_deref().expect("a lease has its connection")
    }
}

impl<DB: Database> DerefMut for Lease<DB> {
    #[expect(clippy::expect_used, reason = "the connection is present until `end` or `drop`")]
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.0.as_deref_mut().expect("a lease has its connection")
    }
}
