//! The password pool and its builder.

use crate::hash_policy::HashPolicy;
use crate::queue::{Queue, QueueLimits};
use crate::timing::Timing;
use crate::{Argon2Cost, CommonPasswords, PepperKey, contains_context};
use lucerna_core::{HashError, Password, PasswordHash, PasswordHasher, Verdict, Weakness};
use std::error::Error as StdError;
use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use zeroize::Zeroizing;

/// The default queue length of each class for each thread.
const WAITING_PER_THREAD: usize = 32;

/// The default of the longest expected wait.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// The default memory of all hashes that need more than a thread's buffer: the ceiling of one hash.
const EXTRA_MEMORY_KIB: u32 = 256 * 1024;

/// A bounded thread pool that hashes and verifies passwords.
///
/// A clone is a handle to the same pool, and dropping the last handle ends the threads. If a request's future is dropped, its
/// hash is skipped, unless it has begun.
///
/// ```
/// use lucerna_core::{Password, PasswordHasher, Verdict};
/// use lucerna_password::PasswordPool;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordPool::default();
/// let hash = passwords.hash(Password::new("correct horse battery")?).await?;
/// assert_eq!(passwords.verify(Password::new("correct horse battery")?, Some(hash)).await?, Verdict::Match);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PasswordPool(Arc<Handle>);

impl PasswordPool {
    /// Returns a builder to set the cost, the threads or the queue length. `PasswordPool::default()` has the defaults.
    ///
    /// ```
    /// use lucerna_password::{Argon2Cost, PasswordPool};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let passwords =
    ///     PasswordPool::builder().cost(Argon2Cost::new(47104, 1, 1)?).threads(2).max_waiting(64).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> PasswordPoolBuilder {
        PasswordPoolBuilder {
            policy: HashPolicy::default(),
            threads: thread::available_parallelism().map_or(1, NonZero::get),
            max_waiting: None,
            max_wait: MAX_WAIT,
            extra_memory_kib: EXTRA_MEMORY_KIB,
        }
    }
}

impl Default for PasswordPool {
    fn default() -> Self {
        Self::builder().finish()
    }
}

impl fmt::Debug for PasswordPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = &self.0.0;
        f.debug_struct("PasswordPool")
            .field("cost", &queue.timing.policy.cost)
            .field("threads", &queue.limits.threads)
            .field("max_waiting", &queue.limits.max_waiting)
            .finish()
    }
}

impl PasswordHasher for PasswordPool {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        let queue = &self.0.0;
        queue.submit(queue.timing.new_hash(), move |hasher| hasher.hash(&password)).await
    }

    /// Finds common passwords ([`CommonPasswords`]), and those that are a word of the context with a few additions
    /// ([`contains_context`]).
    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness> {
        if CommonPasswords::contains(password.as_str()) {
            Some(Weakness::Common)
        } else if contains_context(password.as_str(), context) {
            Some(Weakness::Context)
        } else {
            None
        }
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        let queue = &self.0.0;
        let stored = hash.map(|it| queue.timing.policy.read(&it, &password, queue.limits.memory)).transpose();
        let estimate =
            queue.timing.verification(stored.as_ref().map(Option::as_ref).map_err(|it| *it), &password);
        queue.submit(estimate, move |hasher| hasher.verify(&password, stored)).await
    }
}

/// The handle that all clones share. Dropping it closes the queue, which ends the threads.
struct Handle(Arc<Queue>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A builder for [`PasswordPool`]. Each method replaces a default.
///
/// ```
/// use lucerna_password::{Argon2Cost, PasswordPool, PepperKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (secret, former) = ([26; 32], [25; 32]);
/// let passwords = PasswordPool::builder()
///     .cost(Argon2Cost::new(47_104, 1, 1)?)
///     .pepper(PepperKey::new("2026", secret)?)
///     .former_pepper(PepperKey::new("2025", former)?)
///     .devise_pepper("the value of config.pepper")
///     .threads(2)
///     .max_waiting(64)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "the pool is built by `build`"]
pub struct PasswordPoolBuilder {
    policy: HashPolicy,
    threads: usize,
    max_waiting: Option<usize>,
    max_wait: Duration,
    extra_memory_kib: u32,
}

impl PasswordPoolBuilder {
    /// Sets the cost of a new hash. Default: [`Argon2Cost::default`].
    ///
    /// Stored hashes that need more memory use [`extra_memory_kib`](Self::extra_memory_kib).
    pub fn cost(mut self, cost: Argon2Cost) -> Self {
        self.policy.cost = cost;
        self
    }

    /// Sets the pepper of new hashes. Default: none.
    ///
    /// A hash without it, or with a former one, is replaced when its user signs in.
    pub fn pepper(mut self, key: PepperKey) -> Self {
        self.policy.pepper = Some(key);
        self
    }

    /// Adds a pepper of older hashes. Keep it until all of them are replaced: a hash with an unknown pepper matches no
    /// password, and the log has a warning.
    pub fn former_pepper(mut self, key: PepperKey) -> Self {
        self.policy.former_peppers.push(key);
        self
    }

    /// Sets the `config.pepper` of Devise, if stored bcrypt hashes come from it. Devise appends it to the password. New hashes do
    /// not use it.
    pub fn devise_pepper(mut self, pepper: impl Into<String>) -> Self {
        self.policy.devise_pepper = Zeroizing::new(pepper.into().into_bytes());
        self
    }

    /// Sets the maximum number of threads, and so of concurrent hashes. Default: the number of available cores
    /// ([`std::thread::available_parallelism`]). More threads would only make each hash slower.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Sets the maximum number of waiting requests of each class: sign-ins, new hashes, and verifications of imported hashes. The
    /// next request is answered [`HashError::Busy`] at once. Default: 32 for each thread.
    pub fn max_waiting(mut self, requests: usize) -> Self {
        self.max_waiting = Some(requests);
        self
    }

    /// Sets the maximum time that a request is expected to wait. The next request of its class is answered
    /// [`HashError::Busy`] at once. Default: 2 seconds. In a longer queue, visitors give up before they are answered.
    ///
    /// The expected time is computed from the parameters of the hash, the length of the password, and the measured speed of each
    /// algorithm on this machine. It counts the share that a class has while all classes are busy: half of the threads'
    /// time for sign-ins, a quarter each for new and for imported hashes. A class whose queue is empty is always accepted.
    pub fn max_wait(mut self, time: Duration) -> Self {
        self.max_wait = time;
        self
    }

    /// Sets the memory for stored hashes that need more than the pool's [cost](Self::cost), in KiB and for all threads together.
    /// Default: 262,144 KiB (256 MiB), the ceiling of one hash.
    ///
    /// Such hashes run side by side while their memory fits, and wait without a thread while it does not. A stored hash that
    /// needs more is [`Verdict::Unverifiable`].
    pub fn extra_memory_kib(mut self, kib: u32) -> Self {
        self.extra_memory_kib = kib;
        self
    }

    /// Builds the pool.
    ///
    /// # Errors
    /// [`PasswordPoolError`] if there are no threads, or two peppers have the same id.
    pub fn build(self) -> Result<PasswordPool, PasswordPoolError> {
        if self.threads == 0 {
            return Err(PasswordPoolError::NoThreads);
        }
        if self.policy.is_ambiguous() {
            return Err(PasswordPoolError::RepeatedPepperId);
        }
        Ok(self.finish())
    }

    fn finish(self) -> PasswordPool {
        let max_waiting = self.max_waiting.unwrap_or_else(|| self.threads.saturating_mul(WAITING_PER_THREAD));
        let memory = usize::try_from(self.extra_memory_kib).unwrap_or(usize::MAX).saturating_mul(1024);
        let limits = QueueLimits { threads: self.threads, max_waiting, max_wait: self.max_wait, memory };
        PasswordPool(Arc::new(Handle(Arc::new(Queue::new(Timing::new(self.policy), limits)))))
    }
}

/// The error of [`PasswordPoolBuilder::build`].
///
/// ```
/// use lucerna_password::{PasswordPool, PasswordPoolError};
///
/// assert_eq!(PasswordPool::builder().threads(0).build().unwrap_err(), PasswordPoolError::NoThreads);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordPoolError {
    /// The number of threads is zero.
    NoThreads,
    /// Two peppers have the same id, so a hash could not tell which of them it needs.
    RepeatedPepperId,
}

lucerna_core::debug_as_display!(PasswordPoolError);

impl fmt::Display for PasswordPoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoThreads => {
                f.write_str("a password pool needs at least one thread: pass 1 or more to `threads`")
            }
            Self::RepeatedPepperId => f.write_str("two peppers have the same id: give each an id of its own"),
        }
    }
}

impl StdError for PasswordPoolError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::sync::mpsc;

    thread_local!(static ALIVE: RefCell<Option<mpsc::Sender<()>>> = const { RefCell::new(None) });

    #[tokio::test]
    async fn the_threads_end_with_the_last_handle() {
        let pool = PasswordPool::builder().threads(1).build().unwrap();
        let (alive, ended) = mpsc::channel();
        let attach = move |_: &mut _| {
            ALIVE.set(Some(alive));
            Ok(())
        };
        let estimate = pool.0.0.timing.new_hash();
        pool.0.0.submit(estimate, attach).await.unwrap();

        let clone = pool.clone();
        drop(pool);
        clone.0.0.submit(estimate, |_| Ok(())).await.unwrap();
        assert_eq!(ended.try_recv(), Err(mpsc::TryRecvError::Empty));

        drop(clone);
        assert_eq!(ended.recv(), Err(mpsc::RecvError));
    }

    #[test]
    fn debug_shows_the_settings_of_a_pool() {
        let pool = PasswordPool::builder().threads(2).build().unwrap();
        assert_eq!(
            format!("{pool:?}"),
            "PasswordPool { cost: Argon2Cost(m=19456,t=2,p=1), threads: 2, max_waiting: 64 }"
        );
        assert_eq!(PasswordPool::builder().threads(0).build().unwrap_err(), PasswordPoolError::NoThreads);
        assert!(PasswordPoolError::NoThreads.to_string().contains("at least one thread"));
        assert!(PasswordPoolError::RepeatedPepperId.to_string().contains("the same id"));
    }

    #[test]
    fn asvs_6_2_4_a_pool_refuses_common_and_context_passwords() {
        let pool = PasswordPool::default();
        let weakness = |typed: &str| pool.weakness(&Password::new(typed).unwrap(), &["alice"]);
        assert_eq!(weakness("Password1"), Some(Weakness::Common));
        assert_eq!(weakness("Alice-1987!"), Some(Weakness::Context));
        assert_eq!(weakness("correct horse battery"), None);
    }

    #[test]
    fn two_peppers_of_one_id_are_refused() {
        let built = |ids: [&str; 3]| {
            let [current, former, older] = ids.map(|it| PepperKey::new(it, [1; 32]).unwrap());
            let builder = PasswordPool::builder().pepper(current);
            builder.former_pepper(former).former_pepper(older).build().map(drop)
        };
        assert_eq!(built(["a", "b", "c"]), Ok(()));
        for ids in [["a", "a", "b"], ["a", "b", "a"], ["a", "b", "b"]] {
            assert_eq!(built(ids), Err(PasswordPoolError::RepeatedPepperId));
        }
    }

    #[test]
    fn rt_156_debug_shows_nothing_of_a_pepper() {
        let key = PepperKey::new("2026", "a secret of more than 32 bytes, so").unwrap();
        let builder = PasswordPool::builder().pepper(key).devise_pepper("another secret");
        let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
        assert!(shown.contains("2026") && !shown.contains("secret"), "{shown}");
    }
}
