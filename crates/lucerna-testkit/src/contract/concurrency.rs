//! Concurrent calls, and calls that are dropped before they finish.

use lucerna_core::StoreError;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::Barrier;

/// The number of concurrent calls in a race for the same thing.
pub(super) const MANY: usize = 64;

/// A boxed call that can run concurrently.
pub(super) type BoxedCall<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Starts all calls at the same moment, on several threads, and returns their answers in order.
pub(super) async fn at_once<T: Send + 'static>(calls: impl IntoIterator<Item = BoxedCall<T>>) -> Vec<T> {
    let calls: Vec<_> = calls.into_iter().collect();
    let start = Arc::new(Barrier::new(calls.len()));
    let run = |call: BoxedCall<T>| {
        let start = Arc::clone(&start);
        tokio::spawn(async move {
            start.wait().await;
            call.await
        })
    };
    let running: Vec<_> = calls.into_iter().map(run).collect();
    let mut answers = Vec::new();
    for call in running {
        answers.push(call.await.unwrap());
    }
    answers
}

/// Starts this many calls at the same moment, each with its number.
pub(super) async fn race<T, F>(count: usize, call: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    at_once((0..count).map(|at| Box::pin(call(at)) as BoxedCall<T>)).await
}

/// Checks that exactly one answer won.
pub(super) fn assert_one<T>(answers: &[T], won: impl Fn(&T) -> bool) {
    assert_eq!(answers.iter().filter(|it| won(it)).count(), 1, "winners");
}

/// Checks that exactly one call succeeded, and that every other failed as expected.
pub(super) fn assert_one_done(answers: &[Result<(), StoreError>], lost: impl Fn(&StoreError) -> bool) {
    assert_one(answers, Result::is_ok);
    let other = answers.iter().filter_map(|it| it.as_ref().err()).find(|it| !lost(it));
    assert!(other.is_none(), "an unexpected failure: {other:?}");
}

/// The numbers of polls before a call is dropped.
pub(super) const POLLS: std::ops::Range<usize> = 1..5;

/// Polls a call up to this many times and drops it.
pub(super) async fn drop_after_polls<T>(polls: usize, call: impl Future<Output = T>) {
    let mut call = pin!(call);
    let mut left = polls;
    poll_fn(|context| {
        left -= 1;
        let answered = call.as_mut().poll(context).is_ready();
        if answered || left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
