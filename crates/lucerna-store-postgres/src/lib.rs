//! The PostgreSQL store of Lucerna: users, keys and sessions in the application's own database.
//!
//! It uses [`sqlx`]. Give it your existing pool ([`PostgresStore::from_pool`]) or a URL ([`PostgresStore::open`]).
//!
//! * Looking up a session with its user takes one round trip. So does starting a session: one statement inserts it,
//!   checks that the proven password is still valid, and deletes the previous session.
//! * Attributes are columns of PostgreSQL's own types: `text`, `bigint`, `double precision`, `boolean`, `bytea`,
//!   `timestamptz`, `uuid`, `jsonb`.
//! * Opening a store creates and migrates the tables, in one process at a time. They are in the first schema of the
//!   connection's `search_path`. To choose another, add `?options[search_path]=auth` to the URL.
//! * The server's certificate is verified, unless the URL (`sslmode=`) or the variable `PGSSLMODE` says otherwise, or
//!   the server is on this machine. Unknown options of a URL are refused.
//! * It works behind a connection pooler such as pgbouncer, also in its mode for transactions. Where the pooler loses
//!   prepared statements, each statement runs in a transaction of its own.
//! * A table that is altered under the running process costs one retry on each connection.
//! * You can create a user in a transaction of your own: [`create_user_in`](PostgresStore::create_user_in).
//!
//! It needs PostgreSQL 13 or newer.

mod driver;

mod url;

mod pooler;

mod value;

pub use driver::PostgresDriver;
pub use lucerna_store_sql::{MigrationError, PoolOpenError, PoolOptions};

/// A store of users, keys and sessions in PostgreSQL. Cloning it is cheap.
///
/// ```no_run
/// use lucerna_core::Schema;
/// use lucerna_store_postgres::PostgresStore;
/// use sqlx::PgPool;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresStore::open("postgres://app:password@db.example/app", Schema::of::<()>()?).await?;
///
/// // On an existing pool:
/// let pool = PgPool::connect("postgres://app:password@db.example/app").await?;
/// let store = PostgresStore::from_pool(pool, Schema::of::<()>()?).await?;
/// # Ok(())
/// # }
/// ```
pub type PostgresStore = lucerna_store_sql::SqlStore<PostgresDriver>;
