//! The waiting jobs of a queue: a line for each class. The lines take turns by the time that their jobs use.

use super::job::{Class, Estimate, Job};
use super::limits::QueueLimits;
use std::cmp;
use std::collections::VecDeque;

#[derive(Default)]
pub(super) struct Lines {
    sign_in: Line,
    new_hash: Line,
    imported: Line,
    /// The used time of the line whose turn it was last.
    clock: u64,
    /// The memory in bytes that running jobs use beside the buffers of their threads.
    memory: usize,
}

/// The jobs of one class.
#[derive(Default)]
struct Line {
    waiting: VecDeque<Box<dyn Job>>,
    running: usize,
    /// The time that the class has used, divided by its share. The line with the least has its turn.
    used: u64,
}

impl Lines {
    pub(super) fn running(&self) -> usize {
        self.lines().iter().map(|it| it.running).sum()
    }

    pub(super) fn waiting(&self) -> usize {
        self.lines().iter().map(|it| it.waiting.len()).sum()
    }

    /// Returns true if a job of this class would wait too long, or behind too many others.
    pub(super) fn is_full(&self, class: Class, limits: &QueueLimits) -> bool {
        let line = self.line(class);
        let free = limits.threads_of(class).saturating_sub(self.running());
        let too_many = line.waiting.len() >= limits.max_waiting.saturating_add(free);
        too_many || line.nanos() >= limits.max_nanos(class)
    }

    /// Returns the nanoseconds until the line of a class is empty, if all classes wait.
    pub(super) fn nanos_until_empty(&self, class: Class, limits: &QueueLimits) -> u64 {
        limits.nanos_to_run(class, self.line(class).nanos())
    }

    pub(super) fn push(&mut self, job: Box<dyn Job>) {
        let clock = self.clock;
        let line = self.line_mut(job.estimate().class);
        if line.waiting.is_empty() {
            // A class has no claim to the time in which it had no jobs.
            line.used = cmp::max(line.used, clock);
        }
        line.waiting.push_back(job);
    }

    /// Removes the jobs whose callers have gone.
    pub(super) fn remove_abandoned(&mut self) {
        for class in Class::ALL {
            self.line_mut(class).waiting.retain(|job| !job.is_abandoned());
        }
    }

    /// Takes the next job that may run now, and counts it as running.
    pub(super) fn take(&mut self, limits: &QueueLimits) -> Option<Box<dyn Job>> {
        self.remove_abandoned();
        let mut classes = Class::ALL;
        classes.sort_by_key(|it| self.line(*it).used);
        let job = classes.into_iter().find_map(|it| self.take_of(it, limits))?;
        let Estimate { class, nanos, memory } = job.estimate();
        self.memory += memory;
        self.clock = self.line(class).used;
        let line = self.line_mut(class);
        line.running += 1;
        line.used = line.used.saturating_add(nanos / class.quarters());
        Some(job)
    }

    /// Counts a job as ended.
    pub(super) fn release(&mut self, estimate: &Estimate) {
        self.line_mut(estimate.class).running -= 1;
        self.memory -= estimate.memory;
    }

    fn take_of(&mut self, class: Class, limits: &QueueLimits) -> Option<Box<dyn Job>> {
        let free = limits.memory.saturating_sub(self.memory);
        let line = self.line_mut(class);
        if line.running >= limits.threads_of(class) {
            return None;
        }
        // A job that waits for memory is passed only by jobs that need none, so that its turn comes.
        let mut passed = false;
        let mut may_run = |memory: usize| {
            let may_run = memory == 0 || (!passed && memory <= free);
            passed |= !may_run;
            may_run
        };
        let at = line.waiting.iter().position(|job| may_run(job.estimate().memory))?;
        line.waiting.remove(at)
    }

    fn lines(&self) -> [&Line; 3] {
        [&self.sign_in, &self.new_hash, &self.imported]
    }

    fn line(&self, class: Class) -> &Line {
        match class {
            Class::SignIn => &self.sign_in,
            Class::NewHash => &self.new_hash,
            Class::Imported => &self.imported,
        }
    }

    fn line_mut(&mut self, class: Class) -> &mut Line {
        match class {
            Class::SignIn => &mut self.sign_in,
            Class::NewHash => &mut self.new_hash,
            Class::Imported => &mut self.imported,
        }
    }
}

impl Line {
    /// Returns the expected nanoseconds of all waiting jobs.
    fn nanos(&self) -> u64 {
        self.waiting.iter().map(|it| it.estimate().nanos).sum()
    }
}
