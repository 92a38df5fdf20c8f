//! E-mail for Lucerna: verification of an address, reset of a password, sign-in by link or by code, and change of an address.
//!
//! An *address* is the subject of a key [`KeyId::email`](lucerna_core::KeyId::email). It is *verified* once its user has proven
//! the mailbox.
//!
//! # Set up
//!
//! Open the store with the [`tables`](tables()), build [`Mail`] with a transport and a sender, and spawn its worker:
//!
//! ```
//! use lucerna_core::{Auth, Schema};
//! use lucerna_mail::{Mail, MailPages, MemoryMail};
//! # use lucerna_store_memory::MemoryStore as Store;
//! # use lucerna_testkit::quick_passwords as passwords;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let schema = Schema::of::<()>()?.with(lucerna_mail::tables())?;
//! let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
//! let mail = Mail::builder(&auth, MemoryMail::default(), "Acme <no-reply@app.example>")?
//!     .pages(MailPages::default().reset("/forgot/new"))
//!     .build()?;
//! tokio::spawn(mail.clone().deliver());
//! # Ok(())
//! # }
//! ```
//!
//! `Smtp` (feature `smtp`) sends to a mail server. [`MemoryMail`] keeps letters, for tests and for development.
//!
//! # Ask
//!
//! The answer is the same for every address. Send its cookie, with which the browser can type the code:
//!
//! ```
//! # use lucerna_core::RequestHead;
//! # use lucerna_mail::{AskError, Mail};
//! # async fn forgot(mail: Mail, request: impl RequestHead, address: &str) -> Result<String, AskError> {
//! let asked = mail.on_behalf_of(&request).language("de").request_reset(address).await?;
//! Ok(format!("Set-Cookie: {}", asked.cookie.header_value()))
//! # }
//! ```
//!
//! After a sign-up, ask with the proof: [`Mail::request_verification_by`]. The user then keeps the password.
//!
//! # Redeem
//!
//! The link is a `GET`, which mail scanners also follow. Answer it with a page that has a button, from
//! [`Mail::find_link`]. Redeem on the `POST`:
//!
//! ```
//! # use lucerna_core::{Auth, RequestHead, SessionCookie};
//! # use lucerna_mail::{Mail, Shown};
//! # async fn reset(auth: Auth, mail: Mail, request: impl RequestHead, link: &str, new: &str)
//! #     -> Result<SessionCookie, Box<dyn std::error::Error>> {
//! let proof = auth.prove_origin(&request)?;
//! let verified = mail.on_behalf_of(&request).reset_password(Shown::Link(link), new).await?;
//! Ok(auth.start_session(verified, proof).await?) // asks for a second factor, if the user has one
//! # }
//! ```
//!
//! # Notices
//!
//! [`notices`](notices()) tells users by mail of every change of a credential and of every sign-in from a new device. Give its observer
//! to the builder of `Auth` and its other half to [`MailBuilder::notices`]. Every verified address of the user receives a message with a
//! link. Its page has a button "This was not me", on whose `POST` you call [`Mail::report`]:
//!
//! ```
//! # use lucerna_core::RequestHead;
//! # use lucerna_mail::{Mail, RedeemError};
//! # async fn report(mail: Mail, request: impl RequestHead, link: &str) -> Result<String, RedeemError> {
//! let reported = mail.on_behalf_of(&request).report(link).await?;
//! Ok(format!("Set-Cookie: {}", reported.cookie.header_value()))
//! # }
//! ```
//!
//! # Guarantees
//!
//! - A link or a code works once, for one purpose, user and address. Of several concurrent callers, one succeeds.
//! - A new message for the same purpose retires the link and the code before it. One that a stranger asks for leaves those for which
//!   the user asked, with a proof or from a known device. Then two are valid, and both are in the user's mailbox.
//! - A link to sign in works for 10 minutes, and one for a new password or a new address for an hour. One to verify works for a
//!   day, and one to undo a change for seven days. Every code works for 10 minutes.
//! - A code works only in the browser that asked. Five guesses at one code are compared. Further limits hold for its address, and a
//!   new code does not lift them.
//! - The database has hashes only. The hash of a code also has 256 bits that are in the browser's cookie.
//! - Asking looks up no account, so the answer and its time are equal for every address. A browser with the cookie of a known device
//!   costs a look-up, which takes the same time for every address but the user's own.
//! - At most 5 messages of a kind are sent to one address in ten minutes, and 5 more with a proof or from a known device of its user.
//!   One network asks for at most 100 an hour. A link works in every browser, so strangers who ask often do not lock the user out.
//! - The first proof of a mailbox drops what a stranger may have set up. That is the password, keys of other providers and other
//!   addresses, all sessions, known devices, links and codes. They stay if the user asked with a proof and redeems in the same
//!   browser.
//! - If a user has a verified address, another one is verified only in the browser in which the user asked with a proof.
//! - A new password ends every session of the user, and does not pass by a second factor.
//! - An address is added or changed with a proof of its user, at asking and at confirming. After a change or a removal, the old address receives a
//!   notice with a link that undoes it, if its mailbox was proven. The link ends all sessions, and drops the password, keys of other
//!   providers and all other links.
//! - Mail goes to the stored address only. An address for several mailboxes, with quotes or with controls is refused.
//! - Links are built from the configured origin.
//! - An address is told of changes from a minute after it was verified, so that its own proof is no news. A user is told of at most
//!   20 changes and 20 sign-ins an hour. An address that its user removed or replaced gets the notice that undoes it. One whose key was
//!   deleted in another way is told so once, without a link, since an administrator may have removed it.
//! - Addresses whose mailbox was not proven are told of nothing, since they may be a stranger's. After an import, call
//!   [`Mail::danger_mark_verified`] for those that the former system had verified.
//! - Notices are in the language in which the user last redeemed a message to the address.
//! - A report ends all sessions, removes the password, the known devices and the addresses that were verified since, and sends a message to
//!   choose a new password. Its link works once, for seven days.
//!
//! A change of which users are told is announced in the database before it is made, and the messages replace the row of the announcement
//! in one step. If the process is killed in between, a worker finds the row after two minutes, and tells the change if the user's
//! credentials differ. A sign-in is always told then. So no notice is lost. At worst a user is told of a change that failed, if another
//! one succeeded within these minutes.
//!
//! A waiting message has no secret: the link and the code are made when it is sent. If the process ends before, another
//! worker sends it. If two processes are killed while they hand it to the mail server, it may have arrived twice, and is given up
//! with the event `mail.given_up`.
//!
//! If an attribute of the user shows the address (`#[column(email)]`), name it with
//! [`MailBuilder::write_address`]. A change of address then writes both in one step.
//!
//! # Events
//!
//! | name | when |
//! |---|---|
//! | `mail.asked` | a message was asked for; the purpose is in the event, and the user if they asked with a proof |
//! | `mail.full` | too many messages wait, and asking was refused |
//! | `mail.sent`, `mail.delayed`, `mail.given_up` | a letter was sent; it will be tried again; it will not |
//! | `mail.expired` | a message waited too long and was not sent |
//! | `mail.outbox_failed` | the store failed while the worker looked for messages |
//! | `mail.notices_lost` | notices were not written: too many waited, or the store refused them; the number is in the event |
//! | `mail.reported` | a user said that a change or a sign-in was not theirs |
//! | `mail.redeemed` | a link or a code was redeemed |
//! | `mail.refused` | a link or a code did not work; one event an hour for each network, purpose and process |
//! | `mail.restored`, `mail.lost` | a failure followed, and the link works again; or it could not be restored |
//! | `address.verified` | a user proved the mailbox of an address |
//! | `address.unproven_dropped` | the first proof dropped the password, other keys and sessions |
//! | `address.removed` | a user removed an address |
//! | `address.changed`, `address.change_undone` | a new address replaced the old one; the change was undone |

mod address;
mod addresses;
mod asking;
mod attribute;
mod builder;
mod change;
mod codes;
mod compose;
mod error;
mod letter;
mod mail;
mod memory_mail;
mod message;
mod notice;
mod notices;
mod outbox;
mod pages;
mod pending;
mod redeem;
mod refusals;
mod remove;
mod report;
mod shown;
#[cfg(feature = "smtp")]
mod smtp;
mod tables;
mod tell;
mod texts;
mod transport;

pub use address::is_mailbox;
pub use builder::MailBuilder;
pub use error::{AskError, ConfirmAddressError, RedeemError, ResetPasswordError};
pub use letter::{InvalidLetter, InvalidSender, Letter, Sender};
pub use mail::Mail;
pub use memory_mail::MemoryMail;
pub use message::{Code, Content, Link, Message, Ways};
pub use notice::Notice;
pub use notices::{NoticeObserver, Notices, notices};
pub use pages::MailPages;
pub use shown::{Asked, Confirmed, EMAIL_CODE, EMAIL_LINK, OpenLink, Redeemed, Reported, Shown};
#[cfg(feature = "smtp")]
pub use smtp::{InvalidSmtp, Smtp, SmtpBuilder};
pub use tables::{Purpose, tables};
pub use texts::{English, LetterParts, LetterText, Letters};
pub use transport::{SendError, SendFuture, Transport};
