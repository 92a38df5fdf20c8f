//! E-mail for Lucerna: verification of an address, reset of a password, sign-in by link or by code, and change of an address.

mod address;
mod addresses;
mod asking;
mod builder;
mod change;
mod codes;
mod compose;
mod error;
mod letter;
mod mail;
mod memory_mail;
mod message;
mod outbox;
mod pages;
mod redeem;
mod shown;
#[cfg(feature = "smtp")]
mod smtp;
mod tables;
mod texts;
mod transport;

pub use builder::MailBuilder;
pub use error::{AskError, ConfirmAddressError, RedeemError, ResetPasswordError};
pub use letter::{InvalidLetter, InvalidSender, Letter, Sender};
pub use mail::Mail;
pub use memory_mail::MemoryMail;
pub use message::{Code, Content, Link, Message, Ways};
pub use pages::MailPages;
pub use shown::{Asked, Confirmed, EMAIL_CODE, EMAIL_LINK, OpenLink, Redeemed, Shown};
#[cfg(feature = "smtp")]
pub use smtp::{InvalidSmtp, Smtp, SmtpBuilder};
pub use tables::{Purpose, tables};
pub use texts::{English, LetterParts, LetterText, Letters};
pub use transport::{SendError, SendFuture, Transport};
