//! The audit trail of Lucerna: events as rows in the application's own database, with pages, retention and export.
//!
//! # Set up
//!
//! Open the store with the [`tables`], give the `Auth` a [`Recorder`], and run the [`Audit`] as a task:
//!
//! ```
//! use lucerna_audit::{Audit, Recorder};
//! use lucerna_core::{Auth, Schema};
//! # use lucerna_store_memory::MemoryStore as Store;
//! # use lucerna_testkit::quick_passwords as passwords;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let schema = Schema::of::<()>()?.with(lucerna_audit::tables())?;
//! let recorder = Recorder::default();
//! let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?)
//!     .observer(recorder.clone())
//!     .build()?;
//! let audit = Audit::new(&auth, recorder)?;
//! tokio::spawn(audit.clone().run());
//! # Ok(())
//! # }
//! ```
//!
//! # Read
//!
//! [`Audit::activity_of`] is the page "recent activity" of a signed-in user. [`Audit::of_user`] and [`Audit::all`] are for
//! administrators. All three are newest first:
//!
//! ```
//! # use lucerna_audit::Audit;
//! # use lucerna_core::{Error, Page, Session};
//! # async fn example(audit: Audit, session: Session<(), ()>) -> Result<(), Error> {
//! for activity in audit.activity_of(&session.user.id, &Page::first(20)).await? {
//!     println!("{} {} from {:?}", activity.at, activity.name, activity.address);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a row has
//!
//! A row has the event's name, outcome and time, the user, the hash of the session's token, the provider and the methods. It
//! also has the caller's address, network and user agent, the purpose of a limit, and a number. It has no password, no token,
//! no code and no name that was typed. The text of errors stays in the log.
//!
//! # What is lost
//!
//! An event is written after the response, so a process that is killed loses the events that wait: usually none, and at most
//! some milliseconds of them. While the database is away, 4,096 events wait in memory. Later ones are dropped, counted, and
//! reported by the event `audit.events_lost`, which is itself a row.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod activity;
mod audit;
mod clean;
mod delay;
mod entry;
mod error;
mod export;
mod ids;
mod recorder;
mod row;
mod writer;

pub use activity::AccountActivity;
pub use audit::{Audit, RETENTION};
pub use entry::Entry;
pub use error::AuditError;
pub use export::Export;
pub use recorder::Recorder;
pub use row::tables;
