//! Tests of the classes of jobs, of the expected time and of the memory.

use super::*;

fn of(class: Class, nanos: u64) -> Estimate {
    Estimate { class, nanos, memory: 0 }
}

fn imported(memory: usize) -> Estimate {
    Estimate { class: Class::Imported, nanos: 1, memory }
}

#[tokio::test]
async fn rt_155_a_queue_is_bounded_by_the_expected_time_of_each_class() {
    let limits = QueueLimits { threads: 2, max_waiting: 1000, max_wait: Duration::from_secs(2), memory: 0 };
    let queue = queue_within(limits);
    let (begun, begins) = mpsc::channel();
    let running: Vec<_> =
        (0..2).map(|_| submit_blocked(&queue, of(Class::SignIn, 1), (&begun, ()))).collect();
    running.iter().for_each(|_| begins.recv().unwrap());

    // Within two seconds, a quarter of two threads' time is one second of work.
    let costly = of(Class::Imported, 400_000_000);
    let waiting: Vec<_> = (0..3).map(|_| submit_blocked(&queue, costly, (&begun, ()))).collect();
    assert_eq!(is_busy(&queue, costly), Some(Duration::from_millis(2400)));
    // The other classes have a share of their own.
    let others: Vec<_> = [Class::SignIn, Class::NewHash]
        .map(|it| submit_blocked(&queue, of(it, 5_000_000_000), (&begun, ())))
        .into_iter()
        .collect();
    for class in [Class::SignIn, Class::NewHash] {
        assert!(is_busy(&queue, of(class, 1)).is_some());
    }
    let (answers, holds): (Vec<_>, Vec<_>) = running.into_iter().chain(waiting).chain(others).unzip();
    drop(holds);
    for answer in answers {
        answer.await.unwrap();
    }
    queue.close();
}

/// Runs one job after the other, each of which takes as long as it is expected to, and returns their classes in order.
fn order(jobs: impl IntoIterator<Item = Estimate>) -> Vec<Class> {
    let queue = queue(1, 1000);
    let (begun, begins) = mpsc::channel();
    let (_first, hold) = submit_blocked(&queue, of(Class::SignIn, 0), (&begun, Class::SignIn));
    begins.recv().unwrap();
    let all: Vec<_> = jobs.into_iter().map(|it| submit_blocked(&queue, it, (&begun, it.class))).collect();
    let (_answers, holds): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    drop((hold, holds));
    let order = (0.._answers.len()).map(|_| begins.recv().unwrap()).collect();
    queue.close();
    order
}

#[test]
fn a_flood_of_costly_hashes_does_not_delay_a_sign_in_by_more_than_one() {
    let flood = std::iter::repeat_n(of(Class::Imported, 200), 50);
    let order = order(flood.chain([of(Class::SignIn, 20), of(Class::SignIn, 20)]));
    let last = order.iter().rposition(|it| *it == Class::SignIn).unwrap();
    assert!(last <= 3, "{last} jobs were before the sign-ins: {order:?}");
}

#[test]
fn a_class_gets_its_share_of_the_time_and_no_class_starves() {
    let flood = |class, nanos| std::iter::repeat_n(of(class, nanos), 60);
    let jobs = flood(Class::SignIn, 20).chain(flood(Class::NewHash, 20)).chain(flood(Class::Imported, 40));
    let order = order(jobs);
    let count = |class| order[..50].iter().filter(|it| **it == class).count();
    // Half of the time, a quarter, and a quarter in jobs of twice the time.
    let counts = [Class::SignIn, Class::NewHash, Class::Imported].map(count);
    let expected: [usize; 3] = [28, 14, 7];
    assert!(counts.iter().zip(expected).all(|(got, it)| got.abs_diff(it) <= 2), "{counts:?}");
}

/// Runs a job that has to start at once.
async fn run(queue: &Arc<Queue>, estimate: Estimate) {
    let answer = queue.submit(estimate, |_| Ok(()));
    timeout(MOMENT, answer).await.expect("the job waits").unwrap();
}

#[tokio::test]
async fn imported_hashes_leave_a_thread_to_the_others() {
    let queue = queue(2, 10);
    let (begun, begins) = mpsc::channel();
    let jobs: Vec<_> = (0..4).map(|_| submit_blocked(&queue, imported(0), (&begun, ()))).collect();
    begins.recv().unwrap();
    run(&queue, sign_in()).await;
    assert_eq!(begins.try_recv(), Err(mpsc::TryRecvError::Empty));
    let (answers, holds): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    drop(holds);
    for answer in answers {
        answer.await.unwrap();
    }
    queue.close();
}

#[tokio::test]
async fn rt_155_large_hashes_run_side_by_side_within_the_memory() {
    let queue = queue(4, 10);
    let (begun, begins) = mpsc::channel();
    let first = submit_blocked(&queue, imported(60), (&begun, 60));
    assert_eq!(begins.recv(), Ok(60));
    let second = submit_blocked(&queue, imported(30), (&begun, 30));
    assert_eq!(begins.recv(), Ok(30));
    // The third does not fit until the first ends. A small hash passes, and no other large one does.
    let third = submit_blocked(&queue, imported(50), (&begun, 50));
    let fourth = submit_blocked(&queue, imported(1), (&begun, 1));
    run(&queue, imported(0)).await;
    run(&queue, sign_in()).await;
    assert_eq!(begins.try_recv(), Err(mpsc::TryRecvError::Empty));
    drop(first.1);
    let mut started = [begins.recv().unwrap(), begins.recv().unwrap()];
    started.sort_unstable();
    assert_eq!(started, [1, 50]);
    drop((second.1, third.1, fourth.1));
    for answer in [first.0, second.0, third.0, fourth.0] {
        answer.await.unwrap();
    }
    queue.close();
}
