//! E-mail for Lucerna: verification of an address, reset of a password, sign-in by link or by code, and change of an address.

mod address;
mod letter;
mod memory_mail;
mod message;
mod outbox;
#[cfg(feature = "smtp")]
mod smtp;
mod tables;
mod texts;
mod transport;

pub use letter::{InvalidLetter, InvalidSender, Letter, Sender};
pub use memory_mail::MemoryMail;
pub use message::{Code, Content, Link, Message, Ways};
#[cfg(feature = "smtp")]
pub use smtp::{InvalidSmtp, Smtp, SmtpBuilder};
pub use tables::{Purpose, tables};
pub use texts::{English, LetterParts, LetterText, Letters};
pub use transport::{SendError, SendFuture, Transport};
