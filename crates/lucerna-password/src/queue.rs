//! The bounded queue of a pool: it runs jobs, queues some, and refuses the rest.

use crate::compute_error::ComputeError;
use crate::hash_policy::HashPolicy;
use crate::hasher::Hasher;
use lucerna_core::HashError;
use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The assumed duration of a hash before the first measurement.
const INITIAL_DURATION: Duration = Duration::from_millis(100);

/// A queue in which at most `threads` jobs run and at most `max_waiting` wait. `threads` is at least one.
pub(crate) struct Queue {
    pub(crate) policy: Arc<HashPolicy>,
    pub(crate) threads: usize,
    pub(crate) max_waiting: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: VecDeque<Box<dyn Job>>,
    running: usize,
    workers: usize,
    closed: bool,
    /// The moving average of the duration of jobs.
    average: Duration,
}

impl Queue {
    pub(crate) fn new(policy: HashPolicy, threads: usize, max_waiting: usize) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            running: 0,
            workers: 0,
            closed: false,
            average: INITIAL_DURATION,
        };
        Self {
            policy: Arc::new(policy),
            threads,
            max_waiting,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// Runs the work on one of the threads.
    pub(crate) async fn submit<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Hasher) -> Result<T, ComputeError> + Send + 'static,
    ) -> Result<T, HashError> {
        let (reply, answer) = oneshot::channel();
        self.push(Box::new(QueuedJob { work, reply }))?;
        let panicked = |_| Err("the thread that hashed panicked".into());
        answer.await.unwrap_or_else(panicked).map_err(HashError::Broken)
    }

    /// Lets the threads end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn push(self: &Arc<Self>, job: Box<dyn Job>) -> Result<(), HashError> {
        let mut state = self.lock();
        if self.is_full(&state) {
            state.waiting.retain(|job| !job.is_abandoned());
        }
        if self.is_full(&state) {
            return Err(HashError::Busy { retry_after: self.retry_after(&state) });
        }
        if state.accepted() >= state.workers && state.workers < self.threads {
            self.start_worker(&mut state)?;
        }
        state.waiting.push_back(job);
        self.changed.notify_one();
        Ok(())
    }

    fn is_full(&self, state: &State) -> bool {
        state.accepted() >= self.threads.saturating_add(self.max_waiting)
    }

    /// Returns the expected time until the queue has room.
    fn retry_after(&self, state: &State) -> Duration {
        let rounds = state.waiting.len() / self.threads + 1;
        state.average.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }

    fn start_worker(self: &Arc<Self>, state: &mut State) -> Result<(), HashError> {
        let queue = Arc::clone(self);
        let name = format!("lucerna-hash-{}", state.workers);
        match thread::Builder::new().name(name).spawn(move || queue.run_worker()) {
            Ok(_) => state.workers += 1,
            Err(error) if state.workers == 0 => return Err(HashError::Broken(error.into())),
            Err(error) => {
                tracing::warn!("could not start another password thread, so hashing is slower: {error}");
            }
        }
        Ok(())
    }

    /// Runs jobs until the queue is closed.
    fn run_worker(&self) {
        let mut hasher = Hasher::new(Arc::clone(&self.policy));
        while let Some((job, slot)) = self.next(&mut hasher) {
            let done = panic::catch_unwind(AssertUnwindSafe(|| job.run(&mut hasher, slot)));
            if done.is_err() {
                tracing::error!("a password thread panicked and continues: report this as a bug of Lucerna");
            }
        }
    }

    /// Waits for the next job. Returns `None` once the queue is closed.
    fn next(&self, hasher: &mut Hasher) -> Option<(Box<dyn Job>, RunningSlot<'_>)> {
        let ready = self.lock().take();
        let job = ready.or_else(|| {
            // Only an idle thread wipes its memory. In a busy one, the next hash overwrites it.
            hasher.wipe();
            self.wait()
        })?;
        Some((job, RunningSlot { queue: self, since: Instant::now() }))
    }

    fn wait(&self) -> Option<Box<dyn Job>> {
        let mut state = self.lock();
        loop {
            let job = state.take();
            if job.is_some() || state.closed {
                return job;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn accepted(&self) -> usize {
        self.running + self.waiting.len()
    }

    /// Takes the first job whose caller still waits, and counts it as running.
    fn take(&mut self) -> Option<Box<dyn Job>> {
        while let Some(job) = self.waiting.pop_front() {
            if !job.is_abandoned() {
                self.running += 1;
                return Some(job);
            }
        }
        None
    }
}

/// The slot of a running job. Dropping it frees the slot and records the duration.
struct RunningSlot<'a> {
    queue: &'a Queue,
    since: Instant,
}

impl Drop for RunningSlot<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.running -= 1;
        state.average = (state.average.saturating_mul(7).saturating_add(self.since.elapsed())) / 8;
    }
}

/// A [`QueuedJob`] with a result of any type.
trait Job: Send {
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, hasher: &mut Hasher, slot: RunningSlot<'_>);
}

struct QueuedJob<W, T> {
    work: W,
    reply: oneshot::Sender<Result<T, ComputeError>>,
}

impl<W, T> Job for QueuedJob<W, T>
where
    W: FnOnce(&mut Hasher) -> Result<T, ComputeError> + Send,
    T: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(self: Box<Self>, hasher: &mut Hasher, slot: RunningSlot<'_>) {
        let answer = (self.work)(hasher);
        // The slot is freed first, since the caller may submit again as soon as it has the answer.
        drop(slot);
        // The caller may have been dropped; then its result is discarded.
        let _ = self.reply.send(answer);
    }
}

#[cfg(test)]
mod tests;
