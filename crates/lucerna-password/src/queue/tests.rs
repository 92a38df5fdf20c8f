//! Tests of the queue's bounds, with jobs that run until the test ends them.

mod classes;

use super::*;
use crate::hash_policy::HashPolicy;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use tokio::time::timeout;

type Answer = Pin<Box<dyn Future<Output = Result<(), HashError>>>>;

/// The expected time of a job of the tests.
const HASH: Duration = Duration::from_millis(100);

/// The time after which a job that should start at once is taken to wait for ever.
const MOMENT: Duration = Duration::from_secs(10);

fn sign_in() -> Estimate {
    Estimate { class: Class::SignIn, nanos: 100_000_000, memory: 0 }
}

fn queue(threads: usize, max_waiting: usize) -> Arc<Queue> {
    queue_within(QueueLimits { threads, max_waiting, max_wait: Duration::from_secs(3600), memory: 100 })
}

fn queue_within(limits: QueueLimits) -> Arc<Queue> {
    Arc::new(Queue::new(Timing::new(HashPolicy::default()), limits))
}

/// Submits work without waiting for its answer.
fn submit(
    queue: &Arc<Queue>,
    estimate: Estimate,
    work: impl FnOnce(&mut Hasher) -> Result<(), ComputeError> + Send + 'static,
) -> (Answer, Poll<Result<(), HashError>>) {
    let queue = Arc::clone(queue);
    let mut answer: Answer = Box::pin(async move { queue.submit(estimate, work).await });
    let first = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    (answer, first)
}

/// Submits a job that reports its start, and ends when the returned sender is dropped.
fn submit_blocked<T: Send + 'static>(
    queue: &Arc<Queue>,
    estimate: Estimate,
    begun: (&mpsc::Sender<T>, T),
) -> (Answer, mpsc::Sender<()>) {
    let (begun, name) = (begun.0.clone(), begun.1);
    let (hold, held) = mpsc::channel::<()>();
    let (answer, first) = submit(queue, estimate, move |_| {
        let _ = begun.send(name);
        let _ = held.recv();
        Ok(())
    });
    assert!(first.is_pending());
    (answer, hold)
}

fn is_busy(queue: &Arc<Queue>, estimate: Estimate) -> Option<Duration> {
    match submit(queue, estimate, |_| Ok(())).1 {
        Poll::Ready(Err(HashError::Busy { retry_after })) => Some(retry_after),
        _ => None,
    }
}

#[tokio::test]
async fn rt_155_a_full_queue_refuses_the_next_request() {
    let queue = queue(2, 4);
    let (begun, begins) = mpsc::channel();
    let jobs: Vec<_> = (0..6).map(|_| submit_blocked(&queue, sign_in(), (&begun, ()))).collect();
    begins.recv().unwrap();
    begins.recv().unwrap();

    // Two threads do the four waiting hashes in half of their time, which is the share of sign-ins.
    assert_eq!(is_busy(&queue, sign_in()), Some(HASH * 4));
    assert_eq!(begins.try_recv(), Err(mpsc::TryRecvError::Empty));

    let (answers, holds): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    drop(holds);
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(queue.lock().accepted(), 0);
    queue.submit(sign_in(), |_| Ok(())).await.unwrap();
    queue.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn rt_155_a_flood_never_runs_more_than_the_threads() {
    let queue = queue(2, 100);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (queue, now, most) = (queue.clone(), now.clone(), most.clone());
            tokio::spawn(async move {
                let work = move |_: &mut Hasher| {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    now.fetch_sub(1, Ordering::SeqCst);
                    Ok(())
                };
                queue.submit(sign_in(), work).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(most.load(Ordering::SeqCst) <= 2);
    queue.close();
}

#[tokio::test]
async fn a_queue_of_length_zero_still_uses_a_free_thread() {
    let queue = queue(1, 0);
    let (begun, _begins) = mpsc::channel();
    let (answer, hold) = submit_blocked(&queue, sign_in(), (&begun, ()));
    assert!(is_busy(&queue, sign_in()).is_some_and(|it| it >= HASH));
    drop(hold);
    answer.await.unwrap();
    queue.submit(sign_in(), |_| Ok(())).await.unwrap();
    queue.close();
}

#[tokio::test]
async fn the_job_of_a_dropped_caller_is_skipped() {
    let queue = queue(1, 1);
    let (begun, begins) = mpsc::channel();
    let (answer, hold) = submit_blocked(&queue, sign_in(), (&begun, ()));
    begins.recv().unwrap();
    let (gone, _hold) = submit_blocked(&queue, sign_in(), (&begun, ()));
    drop(gone);

    // Its slot is free again.
    let (next, first) = submit(&queue, sign_in(), |_| Ok(()));
    assert!(first.is_pending());
    drop(hold);
    answer.await.unwrap();
    next.await.unwrap();
    assert_eq!(begins.try_iter().count(), 0);
    queue.close();
}

#[tokio::test]
async fn waiting_does_not_block_the_calling_thread() {
    let queue = queue(1, 1);
    let (open, opened) = mpsc::channel();
    let held = queue.submit(sign_in(), move |_| Ok(opened.recv()?));
    let (answer, sent) = tokio::join!(held, async { open.send(()) });
    answer.unwrap();
    sent.unwrap();
    queue.close();
}

#[tokio::test]
async fn rt_221_a_panic_fails_one_request_and_the_pool_continues() {
    let queue = queue(1, 4);
    for _ in 0..3 {
        let panicking = queue.submit(sign_in(), |_| -> Result<(), ComputeError> { panic!("injected") });
        let answer = timeout(MOMENT, panicking).await.expect("no thread is left");
        assert!(matches!(answer, Err(HashError::Broken(_))), "{answer:?}");
    }
    timeout(MOMENT, queue.submit(sign_in(), |_| Ok(()))).await.expect("no thread is left").unwrap();
    let state = queue.lock();
    assert_eq!((state.accepted(), state.workers), (0, 1));
    drop(state);
    queue.close();
}

#[tokio::test]
async fn a_failure_is_reported_with_its_reason() {
    let queue = queue(1, 1);
    let answer = queue.submit(sign_in(), |_| Err::<(), _>("no memory".into())).await;
    assert!(matches!(answer, Err(HashError::Broken(reason)) if reason.to_string() == "no memory"));
    queue.close();
}
