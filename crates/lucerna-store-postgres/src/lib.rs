//! The PostgreSQL store of Lucerna: users, keys and sessions in the application's own database.
//!
//! It stands on [`sqlx`], the driver that most applications on PostgreSQL have a pool of already: give it that pool
//! ([`PostgresStore::from_pool`]) or a URL ([`PostgresStore::open`]).
//!
//! * Looking a session and its user up is one round trip, and so is starting a session: one statement inserts it, sees
//!   that the password is still the proven one, and deletes the session of before.
//! * Attributes are columns of PostgreSQL's own types: `text`, `bigint`, `double precision`, `boolean`, `bytea`,
//!   `timestamptz`, `uuid`, `jsonb`.
//! * The tables are created and migrated when the store is opened, by one process at a time, in the first schema of the
//!   connection's `search_path`: `?options=-c%20search_path%3Dauth` in the URL chooses another.
//! * The server's certificate is verified, unless the URL says otherwise (`sslmode=`) or the server is on this machine.
//! * A user can be created in a transaction of the application's: [`create_user_in`](PostgresStore::create_user_in).
//!
//! It needs PostgreSQL 13 or newer.

mod driver;

mod value;

pub use driver::PostgresDriver;
pub use lucerna_store_sql::{MigrationError, PoolOpenError, PoolOptions};

/// A store of users, keys and sessions in PostgreSQL. A handle is cheap to clone.
///
/// ```no_run
/// use lucerna_core::Schema;
/// use lucerna_store_postgres::PostgresStore;
/// use sqlx::PgPool;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresStore::open("postgres://app:password@db.example/app", Schema::of::<()>()?).await?;
///
/// // On the pool that the application has:
/// let pool = PgPool::connect("postgres://app:password@db.example/app").await?;
/// let store = PostgresStore::from_pool(pool, Schema::of::<()>()?).await?;
/// # Ok(())
/// # }
/// ```
pub type PostgresStore = lucerna_store_sql::SqlStore<PostgresDriver>;
