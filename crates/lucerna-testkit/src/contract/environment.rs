//! The directory of a case, and how a store is opened in it.

use super::fixtures;
use super::opened::Opened;
use super::record_fixtures;
use lucerna_core::{Schema, Store};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::Poll;
use tempfile::TempDir;

/// A directory of the case's own, empty at first, and the function that opens a store in it.
pub(super) struct Environment<S> {
    open: Box<dyn Open<S>>,
    directory: TempDir,
}

impl<S: Store> Environment<S> {
    pub(super) fn new(open: Box<dyn Open<S>>) -> Self {
        Self { open, directory: tempfile::tempdir().unwrap() }
    }

    /// The store with this schema.
    pub(super) async fn open(&self, schema: Schema) -> Opened<S> {
        Opened::new(self.open.open(schema, self.directory.path()).await)
    }

    /// Whether the store cannot be opened with this schema: the function that opens it panics then.
    pub(super) async fn refuses(&self, schema: Schema) -> bool {
        let mut opening = pin!(self.open(schema));
        poll_fn(|context| {
            let polled = catch_unwind(AssertUnwindSafe(|| opening.as_mut().poll(context)));
            polled.map_or(Poll::Ready(true), |poll| poll.map(|_| false))
        })
        .await
    }

    /// The store with the schema of [`fixtures`], and nobody in it.
    pub(super) async fn empty(&self) -> Opened<S> {
        self.open(fixtures::schema()).await
    }

    /// The same with Alice and Bob, each with a key.
    pub(super) async fn people(&self) -> Opened<S> {
        let store = self.empty().await;
        for name in ["alice", "bob"] {
            store.insert_user(fixtures::with_key(name)).await.unwrap();
        }
        store
    }

    /// The store with the schema of [`record_fixtures`], Alice and Bob, and no record.
    pub(super) async fn records(&self) -> Opened<S> {
        let store = self.open(record_fixtures::schema()).await;
        for name in ["alice", "bob"] {
            store.insert_user(fixtures::with_key(name)).await.unwrap();
        }
        store
    }

    /// The same as [`people`](Self::people) with Alice's sessions `a1` and `a2` and Bob's `b1`.
    pub(super) async fn signed_in(&self) -> Opened<S> {
        let store = self.people().await;
        for (token, user) in [("a1", "alice"), ("a2", "alice"), ("b1", "bob")] {
            store.insert_session(fixtures::session(token, user)).await.unwrap();
        }
        store
    }
}

/// An [`AsyncFn`] that can be boxed.
pub(super) trait Open<S>: Send {
    fn open<'a>(&'a self, schema: Schema, directory: &'a Path) -> Pin<Box<dyn Future<Output = S> + 'a>>;
}

impl<S, F: AsyncFn(Schema, &Path) -> S + Send> Open<S> for F {
    fn open<'a>(&'a self, schema: Schema, directory: &'a Path) -> Pin<Box<dyn Future<Output = S> + 'a>> {
        Box::pin(self(schema, directory))
    }
}
