//! What Lucerna's SQL stores share. It is private to them: use `lucerna-store-sqlite`, `lucerna-store-postgres` or
//! `lucerna-store-mysql`.
//!
//! * [`Statements`]: the text of every statement, once, in the [`Dialect`] of each database. Names come from a checked
//!   [`Schema`](lucerna_core::Schema) and stand in quotes; values are only ever bound.
//! * [`Connection`]: what statements run on, whichever driver it is. All that is below is written once on it.
//! * [`migrate`](fn@migrate): the tables, created and migrated in numbered steps, and compared with what is needed.
//! * [`insert_user`] and its neighbours: writes of more than one statement, and the diagnosis of conflicts.
//! * [`Change`]: what is done in a transaction, among it changes of credentials and of records.
//! * With the feature `pool`, `SqlStore`: the store itself, over a pool of sqlx.

mod dialect;
pub use dialect::Dialect;

mod statement;
pub use statement::Statement;

mod connection;
pub use connection::{Cells, Connection, Failed, Failure, Parameter};

mod query;
pub use query::{Query, attributes, changes, integer, text};

mod rows;
pub use rows::{SESSION, key, session, session_values, session_width, user};

mod statements;
pub use statements::{KeyStatements, SessionStatements, Start, Statements, UserStatements};

mod tables;
pub use tables::{Found, Needed, columns, compare, needed};

mod migrations;
pub use migrations::{Migration, MigrationError, index_name, migrated_session_columns, pending};

mod history;
pub use history::{adopted_until, record_adoption};

mod migrate;
pub use migrate::{Refusal, migrate, prepare};

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

mod starts;
pub use starts::{insert_proven, settle, start_at_once};

#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "pool")]
pub use pool::*;
