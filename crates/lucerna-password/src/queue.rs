//! The bound: who is hashed for, who waits, and who is turned away.

use crate::failure::Failure;
use crate::hasher::Hasher;
use crate::recipe::Recipe;
use lucerna_core::HashError;
use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// What a hash is taken to last before the first one has been measured.
const FIRST_GUESS: Duration = Duration::from_millis(100);

/// At most `threads` jobs run, which is at least one; at most `max_waiting` wait.
pub(crate) struct Queue {
    pub(crate) recipe: Arc<Recipe>,
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
    /// What recent jobs lasted.
    usual: Duration,
}

impl Queue {
    pub(crate) fn new(recipe: Recipe, threads: usize, max_waiting: usize) -> Self {
        let state =
            State { waiting: VecDeque::new(), running: 0, workers: 0, closed: false, usual: FIRST_GUESS };
        Self {
            recipe: Arc::new(recipe),
            threads,
            max_waiting,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// Does the work on one of the threads.
    pub(crate) async fn submit<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Hasher) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, HashError> {
        let (reply, answer) = oneshot::channel();
        self.push(Box::new(Request { work, reply }))?;
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

    /// How long the queue is, in time.
    fn retry_after(&self, state: &State) -> Duration {
        let rounds = state.waiting.len() / self.threads + 1;
        state.usual.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }

    fn start_worker(self: &Arc<Self>, state: &mut State) -> Result<(), HashError> {
        let queue = Arc::clone(self);
        let name = format!("lucerna-hash-{}", state.workers);
        match thread::Builder::new().name(name).spawn(move || queue.work()) {
            Ok(_) => state.workers += 1,
            Err(error) if state.workers == 0 => return Err(HashError::Broken(error.into())),
            Err(error) => tracing::warn!("no further thread for passwords: {error}"),
        }
        Ok(())
    }

    /// What a worker's thread does.
    fn work(&self) {
        let mut hasher = Hasher::new(Arc::clone(&self.recipe));
        while let Some((job, place)) = self.next(&mut hasher) {
            let done = panic::catch_unwind(AssertUnwindSafe(|| job.run(&mut hasher, place)));
            if done.is_err() {
                tracing::error!("a thread that hashes passwords panicked and goes on");
            }
        }
    }

    /// The next job, when there is one; `None` when there will be none.
    fn next(&self, hasher: &mut Hasher) -> Option<(Box<dyn Job>, Place<'_>)> {
        let ready = self.lock().take();
        let job = ready.or_else(|| {
            // Only an idle thread spends time on this: in a busy one the next hash overwrites the last.
            hasher.wipe();
            self.wait()
        })?;
        Some((job, Place { queue: self, since: Instant::now() }))
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

    /// The first job that somebody still waits for, now running.
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

/// A running job's place among the accepted ones.
struct Place<'a> {
    queue: &'a Queue,
    since: Instant,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.running -= 1;
        state.usual = (state.usual.saturating_mul(7).saturating_add(self.since.elapsed())) / 8;
    }
}

/// A [`Request`] for an answer of any type.
trait Job: Send {
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, hasher: &mut Hasher, place: Place<'_>);
}

struct Request<W, T> {
    work: W,
    reply: oneshot::Sender<Result<T, Failure>>,
}

impl<W, T> Job for Request<W, T>
where
    W: FnOnce(&mut Hasher) -> Result<T, Failure> + Send,
    T: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(self: Box<Self>, hasher: &mut Hasher, place: Place<'_>) {
        let answer = (self.work)(hasher);
        // Whoever has the answer may ask again at once and must find the place free.
        drop(place);
        // Whoever asked may be gone by now.
        let _ = self.reply.send(answer);
    }
}

#[cfg(test)]
mod tests;
