//! The texts of letters: a trait, its English implementation, and the layout that all texts share.

mod device;
mod english;
mod layout;
mod moment;

pub use english::English;
pub use layout::LetterParts;

use crate::{Message, Sender};
use std::fmt;

/// Writes the texts of messages, in the language of each.
///
/// The default is [`English`]. Write your own on top of [`LetterParts`], which lays them out and escapes what users typed.
///
/// ```
/// use lucerna_mail::{Content, English, LetterParts, LetterText, Letters, Message, Sender};
///
/// /// Has a sentence of its own for one message.
/// struct Acme;
///
/// impl Letters for Acme {
///     fn write(&self, message: &Message, from: &Sender) -> LetterText {
///         match &message.content {
///             Content::Reset(ways) => LetterParts::new("en", "A new password for Acme")
///                 .paragraph("Here is the link that you asked for.")
///                 .button("Choose a new password", &ways.link)
///                 .write(from),
///             _ => English::default().write(message, from),
///         }
///     }
/// }
/// ```
pub trait Letters: Send + Sync + 'static {
    /// Writes the subject and the texts of a message from this sender.
    fn write(&self, message: &Message, from: &Sender) -> LetterText;
}

/// The subject and the texts of a letter. `Debug` redacts the texts, which have links and codes.
///
/// ```
/// use lucerna_mail::LetterText;
///
/// let text = LetterText::new("Hello", "Welcome.", "<p>Welcome.</p>");
/// assert_eq!(text.subject, "Hello");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LetterText {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The page in HTML.
    pub html: String,
}

impl LetterText {
    /// Creates the texts of a letter. Escape what users typed: `html` is sent as it is.
    pub fn new(subject: impl Into<String>, text: impl Into<String>, html: impl Into<String>) -> Self {
        Self { subject: subject.into(), text: text.into(), html: html.into() }
    }
}

impl fmt::Debug for LetterText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LetterText").field("subject", &self.subject).finish_non_exhaustive()
    }
}
