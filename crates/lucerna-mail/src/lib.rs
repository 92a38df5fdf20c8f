//! E-mail for Lucerna: verification of an address, reset of a password, sign-in by link or by code, and change of an address.

mod message;
mod outbox;
mod tables;

pub use message::{Code, Content, Link, Message, Ways};
pub use tables::{Purpose, tables};
