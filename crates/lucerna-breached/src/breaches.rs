//! The check of a password, with a time limit.

use crate::answer::count;
use crate::digest::SplitHash;
use lucerna_core::{BreachFuture, BreachedPasswords, Password};
use std::error::Error as StdError;
use std::fmt::{Debug, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The time that a user waits for a check at most.
const LIMIT: Duration = Duration::from_secs(1);

/// The most checks at a time. Others wait for their turn, within the same limit.
const AT_A_TIME: usize = 32;

/// The future of a [`BreachRanges`] answer.
///
/// ```
/// use lucerna_breached::RangeFuture;
///
/// fn away<'a>() -> RangeFuture<'a> {
///     Box::pin(async { Err("the service does not answer".into()) })
/// }
/// ```
pub type RangeFuture<'a> =
    Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Knows the hashes of breached passwords by their prefixes. It never receives a password or a whole hash.
///
/// ```
/// use lucerna_breached::{BreachRanges, RangeFuture};
/// use std::path::PathBuf;
///
/// /// Ranges in files of one's own, as the downloader of Pwned Passwords writes them.
/// struct Files(PathBuf);
///
/// impl BreachRanges for Files {
///     fn range<'a>(&'a self, prefix: &'a str) -> RangeFuture<'a> {
///         let file = self.0.join(prefix).with_extension("txt");
///         Box::pin(async move { Ok(tokio::task::spawn_blocking(move || std::fs::read_to_string(file)).await??) })
///     }
/// }
/// ```
pub trait BreachRanges: Send + Sync + 'static {
    /// Returns a line `REST:COUNT` for each known hash that begins with the prefix of five upper-case hexadecimal digits. `REST`
    /// is the other 35 digits. Lines with the count 0 are padding.
    ///
    /// # Errors
    /// Any error. It is in the event `password.breach_check_failed`, so its text must not have the prefix.
    fn range<'a>(&'a self, prefix: &'a str) -> RangeFuture<'a>;
}

/// Breached passwords by the ranges of a service or of files, for
/// [`AuthBuilder::breached_passwords`](lucerna_core::AuthBuilder::breached_passwords).
///
/// A check takes a second at most, and 32 are made at a time.
///
/// ```
/// use lucerna_breached::{BreachRanges, Breaches};
/// use lucerna_core::AuthBuilder;
///
/// fn with_check(builder: AuthBuilder<(), ()>, ranges: impl BreachRanges) -> AuthBuilder<(), ()> {
///     builder.breached_passwords(Breaches::new(ranges))
/// }
/// ```
pub struct Breaches<R> {
    ranges: R,
    least: u64,
    turns: Semaphore,
}

impl<R: BreachRanges> Breaches<R> {
    /// Refuses each password that the ranges know.
    #[must_use]
    pub fn new(ranges: R) -> Self {
        Self { ranges, least: 1, turns: Semaphore::new(AT_A_TIME) }
    }

    /// Refuses only passwords that were found this often. Default: once.
    #[must_use]
    pub fn found_at_least(self, times: u64) -> Self {
        Self { least: times.max(1), ..self }
    }

    async fn find(&self, password: &Password) -> Result<bool, Box<dyn StdError + Send + Sync>> {
        let _turn = self.turns.acquire().await?;
        let hash = SplitHash::of(password);
        let answer = self.ranges.range(hash.prefix()).await?;
        Ok(count(&answer, hash.rest())? >= self.least)
    }
}

impl<R: BreachRanges> BreachedPasswords for Breaches<R> {
    fn contains<'a>(&'a self, password: &'a Password) -> BreachFuture<'a> {
        Box::pin(async {
            match timeout(LIMIT, self.find(password)).await {
                Ok(found) => found,
                Err(_) => Err("the service did not answer in a second".into()),
            }
        })
    }
}

impl<R> Debug for Breaches<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Breaches").field("least", &self.least).finish_non_exhaustive()
    }
}
