//! Where a case's store is, and how it is opened there.

use super::people;
use super::tested::Tested;
use lucerna_core::{Schema, Store};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use tempfile::TempDir;

/// An empty directory of the case's own, and the way to open a store in it.
pub(super) struct Place<S> {
    open: Box<dyn Open<S>>,
    directory: TempDir,
}

impl<S: Store> Place<S> {
    pub(super) fn new(open: Box<dyn Open<S>>) -> Self {
        Self { open, directory: tempfile::tempdir().unwrap() }
    }

    /// The store with this schema.
    pub(super) async fn open(&self, schema: Schema) -> Tested<S> {
        Tested::new(self.open.open(schema, self.directory.path()).await)
    }

    /// The store with the schema of [`people`], and nobody in it.
    pub(super) async fn empty(&self) -> Tested<S> {
        self.open(people::schema()).await
    }

    /// The same with Alice and Bob, each with a key.
    pub(super) async fn people(&self) -> Tested<S> {
        let store = self.empty().await;
        for name in ["alice", "bob"] {
            store.insert_user(people::with_key(name)).await.unwrap();
        }
        store
    }

    /// The same with Alice's sessions `a1` and `a2` and Bob's `b1`.
    pub(super) async fn signed_in(&self) -> Tested<S> {
        let store = self.people().await;
        for (token, user) in [("a1", "alice"), ("a2", "alice"), ("b1", "bob")] {
            store.insert_session(people::session(token, user)).await.unwrap();
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
