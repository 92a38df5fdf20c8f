//! The environment of a case: its directory, and the function that opens a store.

use super::fixtures;
use super::record_fixtures;
use super::store_under_test::StoreUnderTest;
use crate::SpyStore;
use lucerna_core::{Schema, Store};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::Poll;
use tempfile::TempDir;

/// A directory for one case, empty at first, and the function that opens a store in it.
pub(super) struct Environment<S> {
    open: Box<dyn OpenStore<S>>,
    directory: TempDir,
}

impl<S: Store> Environment<S> {
    pub(super) fn new(open: Box<dyn OpenStore<S>>) -> Self {
        Self { open, directory: tempfile::tempdir().unwrap() }
    }

    /// Opens the store with a schema.
    pub(super) async fn open(&self, schema: Schema) -> StoreUnderTest<S> {
        StoreUnderTest::new(self.open.open(schema, self.directory.path()).await)
    }

    /// Opens the store with a schema, as one that an `Auth` and the case share.
    pub(super) async fn spied(&self, schema: Schema) -> SpyStore<S> {
        SpyStore::new(self.open.open(schema, self.directory.path()).await)
    }

    /// Returns true if the store refuses to open with a schema, which makes the function panic.
    pub(super) async fn refuses(&self, schema: Schema) -> bool {
        let mut opening = pin!(self.open(schema));
        poll_fn(|context| {
            let polled = catch_unwind(AssertUnwindSafe(|| opening.as_mut().poll(context)));
            polled.map_or(Poll::Ready(true), |poll| poll.map(|_| false))
        })
        .await
    }

    /// Opens the store with the schema of [`fixtures`] and no user.
    pub(super) async fn empty(&self) -> StoreUnderTest<S> {
        self.open(fixtures::schema()).await
    }

    /// Opens the store with Alice and Bob, each with a key.
    pub(super) async fn with_users(&self) -> StoreUnderTest<S> {
        let store = self.empty().await;
        for name in ["alice", "bob"] {
            store.insert_user(fixtures::with_key(name)).await.unwrap();
        }
        store
    }

    /// Opens the store with the schema of [`record_fixtures`], Alice and Bob, and no record.
    pub(super) async fn with_users_and_record_tables(&self) -> StoreUnderTest<S> {
        let store = self.open(record_fixtures::schema()).await;
        for name in ["alice", "bob"] {
            store.insert_user(fixtures::with_key(name)).await.unwrap();
        }
        store
    }

    /// Opens the store as [`with_users`](Self::with_users) does, with Alice's sessions `a1` and `a2` and Bob's `b1`.
    pub(super) async fn signed_in(&self) -> StoreUnderTest<S> {
        let store = self.with_users().await;
        for (token, user) in [("a1", "alice"), ("a2", "alice"), ("b1", "bob")] {
            store.insert_session(fixtures::session(token, user)).await.unwrap();
        }
        store
    }
}

/// An [`AsyncFn`] that can be boxed.
pub(super) trait OpenStore<S>: Send {
    fn open<'a>(&'a self, schema: Schema, directory: &'a Path) -> Pin<Box<dyn Future<Output = S> + 'a>>;
}

impl<S, F: AsyncFn(Schema, &Path) -> S + Send> OpenStore<S> for F {
    fn open<'a>(&'a self, schema: Schema, directory: &'a Path) -> Pin<Box<dyn Future<Output = S> + 'a>> {
        Box::pin(self(schema, directory))
    }
}
