//! Letters that are kept in memory, for tests and for development.

use crate::{Letter, SendFuture, Transport};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of letters that are kept if no other is set.
const KEPT: usize = 100;

/// A transport that keeps the last letters in memory, for tests and for a page of letters in development. Clones share them.
///
/// ```
/// use lucerna_core::Timestamp;
/// use lucerna_mail::{Letter, LetterParts, MemoryMail, Sender, Transport};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let from: Sender = "Acme <no-reply@acme.example>".parse()?;
/// # let text = LetterParts::new("en", "Hello").write(&from);
/// # let letter = Letter::new(from, "alice@example.com", text, "1@acme.example", Timestamp::from_unix_millis(0))?;
/// let mail = MemoryMail::default();
/// mail.send(&letter).await?;
/// assert_eq!(mail.last_to("alice@example.com").map(|it| it.subject().to_owned()), Some("Hello".to_owned()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryMail(Arc<Kept>);

struct Kept {
    most: usize,
    letters: Mutex<VecDeque<Letter>>,
}

/// Keeps the last 100 letters.
impl Default for MemoryMail {
    fn default() -> Self {
        Self::keeping(KEPT)
    }
}

impl MemoryMail {
    /// Creates a transport that keeps this many letters.
    #[must_use]
    pub fn keeping(most: usize) -> Self {
        Self(Arc::new(Kept { most, letters: Mutex::default() }))
    }

    /// Returns the letters, the oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.kept().iter().cloned().collect()
    }

    /// Returns the last letter to this address.
    #[must_use]
    pub fn last_to(&self, address: &str) -> Option<Letter> {
        self.kept().iter().rev().find(|it| it.to() == address).cloned()
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Letter>> {
        self.0.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for MemoryMail {
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
        Box::pin(async move {
            let mut kept = self.kept();
            kept.push_back(letter.clone());
            let extra = kept.len().saturating_sub(self.0.most);
            kept.drain(..extra);
            Ok(())
        })
    }
}

/// Prints the number of letters.
impl fmt::Debug for MemoryMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryMail").field("letters", &self.kept().len()).finish()
    }
}
