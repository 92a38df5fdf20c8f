//! What Lucerna's SQL stores share. It is private to them: use `lucerna-store-sqlite`, `lucerna-store-postgres` or
//! `lucerna-store-mysql`.
//!
//! * [`Statements`]: the text of every statement, once, in the [`Dialect`] of each database. Names come from a checked
//!   [`Schema`](lucerna_core::Schema) and stand in quotes; values are only ever bound.
//! * [`MIGRATIONS`]: the tables, as numbered steps.
//! * [`AdoptOptions`], [`AdoptReport`] and [`AdoptError`]: what is said when a database of Lucia's is taken over.
//! * With the feature `pool`, `SqlStore`: the store itself, over a pool of sqlx.

mod dialect;
pub use dialect::Dialect;

mod statement;
pub use statement::Statement;

#[cfg(feature = "pool")]
mod catalog;

mod statements;
pub use statements::{KeyStatements, SESSION, SessionStatements, Start, Statements, UserStatements};

mod migrations;
pub use migrations::{MIGRATIONS, Migration, MigrationError, pending};

mod adopt;
pub use adopt::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport, canonical_key};

#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "pool")]
pub use pool::*;
