//! The bounded queue of a pool: it runs jobs, queues some, and refuses the rest.
//!
//! A queue is bounded by the time that its jobs are expected to take. Each class of jobs has a line of its own, and a share of
//! the threads.

mod job;
mod limits;
mod lines;

pub(crate) use job::{Class, Estimate};
pub(crate) use limits::QueueLimits;

use crate::compute_error::ComputeError;
use crate::hasher::Hasher;
use crate::timing::Timing;
use job::{Job, QueuedJob};
use lines::Lines;
use lucerna_core::HashError;
use std::cmp;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// A queue in which at most `threads` jobs run, and others wait within the limits.
pub(crate) struct Queue {
    pub(crate) timing: Arc<Timing>,
    pub(crate) limits: QueueLimits,
    state: Mutex<QueueState>,
    changed: Condvar,
}

#[derive(Default)]
struct QueueState {
    lines: Lines,
    workers: usize,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(timing: Timing, limits: QueueLimits) -> Self {
        Self { timing: Arc::new(timing), limits, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Runs the work on one of the threads.
    pub(crate) async fn submit<T: Send + 'static>(
        self: &Arc<Self>,
        estimate: Estimate,
        work: impl FnOnce(&mut Hasher) -> Result<T, ComputeError> + Send + 'static,
    ) -> Result<T, HashError> {
        let (reply, answer) = oneshot::channel();
        self.push(Box::new(QueuedJob { estimate, work, reply }))?;
        let panicked = |_| Err("the thread that hashed panicked".into());
        answer.await.unwrap_or_else(panicked).map_err(HashError::Broken)
    }

    /// Lets the threads end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn push(self: &Arc<Self>, job: Box<dyn Job>) -> Result<(), HashError> {
        let class = job.estimate().class;
        let mut state = self.lock();
        if state.lines.is_full(class, &self.limits) {
            state.lines.remove_abandoned();
        }
        if state.lines.is_full(class, &self.limits) {
            let wait = state.lines.nanos_until_empty(class, &self.limits);
            let retry_after = Duration::from_nanos(cmp::max(wait, job.estimate().nanos));
            return Err(HashError::Busy { retry_after });
        }
        if state.accepted() >= state.workers && state.workers < self.limits.threads {
            self.start_worker(&mut state)?;
        }
        state.lines.push(job);
        self.changed.notify_one();
        Ok(())
    }

    fn start_worker(self: &Arc<Self>, state: &mut QueueState) -> Result<(), HashError> {
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
        let mut hasher = Hasher::new(Arc::clone(&self.timing));
        while let Some((job, slot)) = self.next(&mut hasher) {
            let done = panic::catch_unwind(AssertUnwindSafe(|| job.run(&mut hasher, slot)));
            if done.is_err() {
                tracing::error!("a password thread panicked and continues: report this as a bug of Lucerna");
            }
        }
    }

    /// Waits for the next job. Returns `None` once the queue is closed.
    fn next(&self, hasher: &mut Hasher) -> Option<(Box<dyn Job>, RunningSlot<'_>)> {
        let ready = self.lock().lines.take(&self.limits);
        let job = ready.or_else(|| {
            // Only an idle thread wipes its memory. In a busy one, the next hash overwrites it.
            hasher.wipe();
            self.wait()
        })?;
        let estimate = job.estimate();
        Some((job, RunningSlot { queue: self, estimate }))
    }

    fn wait(&self) -> Option<Box<dyn Job>> {
        let mut state = self.lock();
        loop {
            let job = state.lines.take(&self.limits);
            if job.is_some() || state.closed {
                return job;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QueueState {
    fn accepted(&self) -> usize {
        self.lines.running() + self.lines.waiting()
    }
}

/// The slot of a running job. Dropping it frees the slot and the memory.
struct RunningSlot<'a> {
    queue: &'a Queue,
    estimate: Estimate,
}

impl Drop for RunningSlot<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.lines.release(&self.estimate);
        if state.lines.waiting() > 0 {
            // The slot, and its memory, may be what several jobs waited for.
            self.queue.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests;
