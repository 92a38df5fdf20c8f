//! The jobs of a queue, with what they are expected to need.

use super::RunningSlot;
use crate::compute_error::ComputeError;
use crate::hasher::Hasher;
use tokio::sync::oneshot;

/// The kinds of jobs. No kind can starve another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The verification of an Argon2 hash of a usual cost, or of a user who does not exist.
    SignIn,
    /// A new hash: a sign-up, a changed password, or the replacement of an older hash.
    NewHash,
    /// The verification of another system's hash, or of one far above the pool's cost.
    Imported,
}

impl Class {
    pub(super) const ALL: [Self; 3] = [Self::SignIn, Self::NewHash, Self::Imported];

    /// Returns the quarters of the threads' time that the class gets while all classes wait.
    pub(super) fn quarters(self) -> u64 {
        if self == Self::SignIn { 2 } else { 1 }
    }
}

/// The time and the memory that a job is expected to need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Estimate {
    pub(crate) class: Class,
    pub(crate) nanos: u64,
    /// The memory in bytes beside the buffer of the thread.
    pub(crate) memory: usize,
}

/// A [`QueuedJob`] with a result of any type.
pub(super) trait Job: Send {
    fn estimate(&self) -> Estimate;
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, hasher: &mut Hasher, slot: RunningSlot<'_>);
}

pub(super) struct QueuedJob<W, T> {
    pub(super) estimate: Estimate,
    pub(super) work: W,
    pub(super) reply: oneshot::Sender<Result<T, ComputeError>>,
}

impl<W, T> Job for QueuedJob<W, T>
where
    W: FnOnce(&mut Hasher) -> Result<T, ComputeError> + Send,
    T: Send,
{
    fn estimate(&self) -> Estimate {
        self.estimate
    }

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
