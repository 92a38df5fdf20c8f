//! Tests of the queue's bounds, with jobs that run until the test ends them.

use super::*;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

type Answer = Pin<Box<dyn Future<Output = Result<(), HashError>>>>;

fn queue(threads: usize, max_waiting: usize) -> Arc<Queue> {
    Arc::new(Queue::new(HashPolicy::default(), threads, max_waiting))
}

/// Submits work without waiting for its answer.
fn submit(
    queue: &Arc<Queue>,
    work: impl FnOnce(&mut Hasher) -> Result<(), ComputeError> + Send + 'static,
) -> (Answer, Poll<Result<(), HashError>>) {
    let queue = Arc::clone(queue);
    let mut answer: Answer = Box::pin(async move { queue.submit(work).await });
    let first = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    (answer, first)
}

/// Submits a job that reports its start, and ends when the returned sender is dropped.
fn submit_blocked(queue: &Arc<Queue>, begun: &mpsc::Sender<()>) -> (Answer, mpsc::Sender<()>) {
    let begun = begun.clone();
    let (hold, held) = mpsc::channel::<()>();
    let (answer, first) = submit(queue, move |_| {
        begun.send(())?;
        let _ = held.recv();
        Ok(())
    });
    assert!(first.is_pending());
    (answer, hold)
}

#[tokio::test]
async fn rt_155_a_full_queue_refuses_the_next_request() {
    let queue = queue(2, 4);
    let (begun, begins) = mpsc::channel();
    let jobs: Vec<_> = (0..6).map(|_| submit_blocked(&queue, &begun)).collect();
    begins.recv().unwrap();
    begins.recv().unwrap();

    // Two rounds for the four that wait and one for the next, each of the initial duration.
    let (_, refused) = submit(&queue, |_| Ok(()));
    let expected = INITIAL_DURATION * 3;
    assert!(
        matches!(refused, Poll::Ready(Err(HashError::Busy { retry_after })) if retry_after == expected),
        "{refused:?}"
    );
    assert_eq!(begins.try_recv(), Err(mpsc::TryRecvError::Empty));

    let (answers, holds): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    drop(holds);
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(queue.lock().accepted(), 0);
    queue.submit(|_| Ok(())).await.unwrap();
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
                queue.submit(work).await
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
    let (answer, hold) = submit_blocked(&queue, &begun);
    assert!(matches!(submit(&queue, |_| Ok(())).1, Poll::Ready(Err(HashError::Busy { .. }))));
    drop(hold);
    answer.await.unwrap();
    queue.submit(|_| Ok(())).await.unwrap();
    queue.close();
}

#[tokio::test]
async fn the_job_of_a_dropped_caller_is_skipped() {
    let queue = queue(1, 1);
    let (begun, begins) = mpsc::channel();
    let (answer, hold) = submit_blocked(&queue, &begun);
    let (gone, _hold) = submit_blocked(&queue, &begun);
    drop(gone);

    // Its slot is free again.
    let (next, first) = submit(&queue, |_| Ok(()));
    assert!(first.is_pending());
    drop(hold);
    answer.await.unwrap();
    next.await.unwrap();
    assert_eq!(begins.try_iter().count(), 1);
    queue.close();
}

#[tokio::test]
async fn waiting_does_not_block_the_calling_thread() {
    let queue = queue(1, 1);
    let (open, opened) = mpsc::channel();
    let held = queue.submit(move |_| Ok(opened.recv()?));
    let (answer, sent) = tokio::join!(held, async { open.send(()) });
    answer.unwrap();
    sent.unwrap();
    queue.close();
}

#[tokio::test]
async fn rt_221_a_panic_fails_one_request_and_the_pool_continues() {
    let queue = queue(1, 4);
    for _ in 0..3 {
        let answer = queue.submit(|_| -> Result<(), ComputeError> { panic!("injected") }).await;
        assert!(matches!(answer, Err(HashError::Broken(_))), "{answer:?}");
    }
    queue.submit(|_| Ok(())).await.unwrap();
    let state = queue.lock();
    assert_eq!((state.accepted(), state.workers), (0, 1));
    drop(state);
    queue.close();
}

#[tokio::test]
async fn a_failure_is_reported_with_its_reason() {
    let queue = queue(1, 1);
    let answer = queue.submit(|_| Err::<(), _>("no memory".into())).await;
    assert!(matches!(answer, Err(HashError::Broken(reason)) if reason.to_string() == "no memory"));
    queue.close();
}
