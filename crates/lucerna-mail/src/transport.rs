//! The way on which letters leave: a trait, and its error.

use crate::Letter;
use std::error::Error as StdError;
use std::fmt::{self, Display, Formatter};
use std::pin::Pin;

/// The future of [`Transport::send`].
///
/// ```
/// use lucerna_mail::SendFuture;
///
/// fn sent() -> SendFuture<'static> {
///     Box::pin(async { Ok(()) })
/// }
/// ```
pub type SendFuture<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Sends letters. [`Smtp`](crate::Smtp) sends them to a mail server, and [`MemoryMail`](crate::MemoryMail) keeps them for tests.
///
/// The worker waits 90 seconds for a letter. Then it drops the future, and the try counts as one with an
/// [unknown end](SendError::Unknown).
///
/// ```
/// use lucerna_mail::{Letter, SendFuture, Transport};
///
/// /// Writes letters to the terminal.
/// struct Terminal;
///
/// impl Transport for Terminal {
///     fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
///         Box::pin(async move {
///             println!("To: {}\n\n{}", letter.to(), letter.text());
///             Ok(())
///         })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends the letter to its one recipient. Returns when the next server is responsible for it.
    ///
    /// # Errors
    /// [`SendError::Temporary`] if another try may succeed, [`SendError::Permanent`] if none will, and [`SendError::Unknown`] if the
    /// letter may have been sent.
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a>;
}

/// The error of sending a letter. Its text is in events: it has the code of a server's answer, or the cause if there was none.
/// It does not have the words of a server, which may repeat the address.
///
/// ```
/// use lucerna_mail::SendError;
///
/// let error = SendError::temporary(Some(450), "450 4.2.1 <alice@example.com>: mailbox busy");
/// assert_eq!(error.to_string(), "the mail was not accepted for now (450)");
/// ```
#[non_exhaustive]
pub enum SendError {
    /// Another try may succeed, and this one did not send the letter: there was no connection, or the server asked to try later.
    Temporary {
        /// The code of the server's answer.
        status: Option<u16>,
        /// The cause.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// No other try will succeed: the server refused the letter.
    Permanent {
        /// The code of the server's answer.
        status: Option<u16>,
        /// The cause.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The letter may have been sent: the server has received it, in part at least, and did not answer. Another try may send it
    /// again, so the worker makes one more at most.
    Unknown {
        /// The cause.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl SendError {
    /// Creates the error of a letter that is worth another try. Without a code, the text of the source must have no address.
    pub fn temporary(status: Option<u16>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Temporary { status, source: source.into() }
    }

    /// Creates the error of a letter that no server will accept. Without a code, the text of the source must have no address.
    pub fn permanent(status: Option<u16>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Permanent { status, source: source.into() }
    }

    /// Creates the error of a letter that may have been sent. The text of the source must have no address.
    pub fn unknown(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Unknown { source: source.into() }
    }
}

lucerna_core::debug_as_display!(SendError);

impl Display for SendError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (text, status) = match self {
            Self::Temporary { status, .. } => ("the mail was not accepted for now", status),
            Self::Permanent { status, .. } => ("the mail was refused", status),
            Self::Unknown { .. } => ("the mail may have been sent, but the server did not answer", &None),
        };
        f.write_str(text)?;
        match (status, self.source()) {
            (None, Some(source)) => {
                f.write_str(": ")?;
                lucerna_core::write_with_causes(source, f)
            }
            _ => status.map_or(Ok(()), |it| write!(f, " ({it})")),
        }
    }
}

impl StdError for SendError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Temporary { source, .. } | Self::Permanent { source, .. } | Self::Unknown { source } => {
                Some(&**source)
            }
        }
    }
}
