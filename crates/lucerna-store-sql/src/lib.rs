//! The shared parts of Lucerna's SQL stores. This crate is private to them: use `lucerna-store-sqlite`,
//! `lucerna-store-postgres` or `lucerna-store-mysql`.
//!
//! * [`Statements`]: the text of every statement, in the [`Dialect`] of each database. Names come from a checked
//!   [`Schema`](lucerna_core::Schema) and are quoted. Values are always bound.
//! * [`Connection`]: the trait on which all statements run, independent of the driver.
//! * [`migrate`](fn@migrate): creates and migrates the tables in numbered steps, and compares them with the needed
//!   ones.
//! * [`insert_user`] and related functions: writes of more than one statement, and the diagnosis of conflicts.
//! * [`Change`]: a write in a transaction, such as changes of credentials and of records.
//! * With the feature `pool`, `SqlStore`: the store itself, over a pool of sqlx.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod dialect;
pub use dialect::Dialect;

mod statement;
pub use statement::Statement;

mod connection;
pub use connection::{Cells, Connection, Failed, FailureKind, Parameter};

mod query;
pub use query::{Query, attributes, changes, integer, text};

mod mapping;
pub use mapping::{SESSION, key, session, session_values, session_width, user};

mod statements;
pub use statements::{KeyStatements, SessionStatements, StartStatement, Statements, UserStatements};

mod added_columns;

mod tables;
pub use tables::{FoundColumn, Needed, columns, compare, needed};

mod migrations;
pub use migrations::{Migration, MigrationError, index_name, migrated_session_columns, pending};

mod history;
pub use history::{adopted_until, record_adoption};

mod migrate;
pub use migrate::{UnusableDatabase, migrate, prepare};

pub mod lucia;

mod writes;
pub use writes::{
    UpdateUser, conflict, diagnose_user, insert_key, insert_session, insert_user, rename_session,
    update_session,
};

mod change;
pub use change::Change;

mod locks;

mod credentials;
pub use credentials::{ChangeCredential, CopyKey, DeleteKey, RenameKey, SetPassword};

mod records;
pub use records::{
    AddToRecord, InsertRecord, RecordStatements, TakeRecord, UpdateRecord, WriteRecords, delete_records,
    find_records, record,
};

mod start_session;
pub use start_session::{insert_proven, settle, start_at_once};

#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "pool")]
pub use pool::*;
