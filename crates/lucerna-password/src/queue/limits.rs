//! The limits of a queue.

use super::job::Class;
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) struct QueueLimits {
    /// The maximum number of running jobs, at least one.
    pub(crate) threads: usize,
    /// The maximum number of waiting jobs of each class.
    pub(crate) max_waiting: usize,
    /// The maximum time that a job is expected to wait.
    pub(crate) max_wait: Duration,
    /// The maximum memory in bytes of all running jobs beside the buffers of their threads.
    pub(crate) memory: usize,
}

impl QueueLimits {
    /// Returns the maximum number of running jobs of a class. Imported hashes leave a thread to the other classes.
    pub(super) fn threads_of(&self, class: Class) -> usize {
        match class {
            Class::Imported if self.threads > 1 => self.threads - 1,
            _ => self.threads,
        }
    }

    /// Returns the nanoseconds of work that the threads do for a class within the maximum wait.
    pub(super) fn max_nanos(&self, class: Class) -> u64 {
        let wait = u64::try_from(self.max_wait.as_nanos()).unwrap_or(u64::MAX);
        wait.saturating_mul(self.threads as u64).saturating_mul(class.quarters()) / 4
    }

    /// Returns the nanoseconds in which the threads do this work for a class, if all classes wait.
    pub(super) fn nanos_to_run(&self, class: Class, nanos: u64) -> u64 {
        nanos.saturating_mul(4) / class.quarters() / (self.threads as u64).max(1)
    }
}
