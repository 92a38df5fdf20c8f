//! The PostgreSQL store of Lucerna: users, keys and sessions in the application's own database.
//!
//! It stands on [`sqlx`], the driver that most applications on PostgreSQL have a pool of already: give it that pool
//! ([`PostgresStore::from_pool`]) or a URL ([`PostgresStore::connect`]).

mod postgres;

mod value;

pub use lucerna_store_sql::{MigrationError, OpenError, PoolOptions};
pub use postgres::Postgres;

/// A store of users, keys and sessions in PostgreSQL. A handle is cheap to clone.
pub type PostgresStore = lucerna_store_sql::SqlStore<Postgres>;
