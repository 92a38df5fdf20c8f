//! Interleaving: runs other statements between two steps of a call, on a pool with one connection.

use lucerna_core::Schema;
use lucerna_store_mysql::{MySqlStore, PoolOptions};
use sqlx::pool::PoolConnection;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Opens a store with one connection.
pub(crate) async fn store_with_one_connection(url: &str) -> MySqlStore {
    let mut options = PoolOptions::default();
    options.connections = 1;
    MySqlStore::open_with(url, Schema::of::<()>().unwrap(), options).await.unwrap()
}

/// Gives the connection to the first step of the call, then to `meanwhile`, then to the rest of the call. The pool
/// serves its waiters in order.
pub(crate) async fn interleave<T>(
    store: &MySqlStore,
    call: impl Future<Output = T>,
    meanwhile: impl AsyncFnOnce(&mut PoolConnection<sqlx::MySql>),
) -> T {
    let held = store.pool().acquire().await.unwrap();
    let mut call = pin!(call);
    assert_waits(call.as_mut()).await;
    let mut turn = pin!(store.pool().acquire());
    assert_waits(turn.as_mut()).await;
    drop(held);
    let other = async {
        let mut connection = turn.await.unwrap();
        meanwhile(&mut connection).await;
    };
    tokio::join!(call, other).0
}

async fn assert_waits<T>(mut future: Pin<&mut impl Future<Output = T>>) {
    let waits = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await;
    assert!(waits, "the pool has another connection");
}
