//! The MySQL and MariaDB store of Lucerna: users, keys and sessions in the application's own database.
//!
//! It is tested on MariaDB 10.11, alone and as a Galera cluster of three nodes, and on MySQL 9.7. MySQL gets statements
//! without `RETURNING`, which are tested on MariaDB too. MariaDB 10.5 and MySQL 8.0.17 are the oldest that
//! have the collation that is needed and, MariaDB, `RETURNING`.
//!
//! # A pool of the application's own
//!
//! Most applications have a pool of [`sqlx`] already. Its connections have to be [prepared](MySqlStore::prepare): a store refuses a
//! pool whose connections cut what is too long, or do not wait for the other nodes of their cluster.
//!
//! A user can be created in a transaction of the application's: [`create_user_in`](MySqlStore::create_user_in). Where that
//! fails other than by a name that is taken, roll the transaction back: after a deadlock the server has done so already,
//! and what comes next would be a transaction of its own.
//!
//! # Encryption
//!
//! A connection to another machine is encrypted and the server's certificate verified, with the system's authorities or
//! the one in `?ssl-ca=`. `?ssl-mode=` in the URL says otherwise. For a pool of the application's own, sqlx's default is
//! `PREFERRED`: it goes on without encryption where the server, or somebody on the way, says that there is none.
//!
//! # Names and values
//!
//! Ids, names and hashes are compared to the letter, in the collation `utf8mb4_nopad_bin` of MariaDB or
//! `utf8mb4_0900_bin` of MySQL. In the usual ones, `utf8mb4_bin` among them, `"x"` and `"x "` are one user, and in most
//! `"é"` and `"e"` as well; tables that have them are refused. A column of the application's own that references
//! `user.id` needs the same type and collation, or the server refuses the foreign key:
//!
//! ```sql
//! CREATE TABLE post (
//!     id BIGINT PRIMARY KEY AUTO_INCREMENT,
//!     author VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
//!     FOREIGN KEY (author) REFERENCES `user` (id) ON DELETE CASCADE
//! );
//! ```
//!
//! Times are `DATETIME(3)` in UTC, whatever the time zone of the server, so that they reach from year 1 to 9999. A value
//! is at most as long as the server's `max_allowed_packet`.
//!
//! # Clusters
//!
//! On a Galera cluster of MariaDB's any node, or a balancer before them, serves any call: what one node acknowledged holds on the others at once,
//! since every statement of a [prepared](MySqlStore::prepare) connection first waits for what this node has yet to apply. What two
//! nodes did to the same row is done again by the one that came second, within the time that a call may take. A node outside its cluster
//! answers that it is unavailable.
//!
//! A MariaDB or MySQL that replicates to read-only servers is another matter: such a copy is behind, and a session that
//! ended can still be found on it. Give the store the server that takes the writes, and no balancer that sends reads
//! elsewhere.

mod driver;

mod value;

pub use driver::MySqlDriver;
pub use lucerna_store_sql::{MigrationError, PoolOpenError, PoolOptions};

/// A store of users, keys and sessions in MySQL or MariaDB. A handle is cheap to clone.
///
/// ```no_run
/// use lucerna_core::Schema;
/// use lucerna_store_mysql::MySqlStore;
///
/// # async fn open() -> Result<(), lucerna_store_mysql::PoolOpenError> {
/// let url = "mysql://app:password@db.example.com/app";
/// let store = MySqlStore::open(url, Schema::of::<()>().expect("no attributes")).await?;
/// # Ok(())
/// # }
/// ```
///
/// On a pool that the application has already:
///
/// ```no_run
/// use lucerna_core::Schema;
/// use lucerna_store_mysql::MySqlStore;
/// use sqlx::mysql::MySqlPoolOptions;
///
/// # async fn open(schema: Schema) -> Result<(), Box<dyn std::error::Error>> {
/// let options = MySqlPoolOptions::new().after_connect(|it, _| Box::pin(MySqlStore::prepare(it)));
/// let pool = options.connect("mysql://app:password@db.example.com/app?ssl-mode=VERIFY_IDENTITY").await?;
/// let store = MySqlStore::from_pool(pool, schema).await?;
/// # Ok(())
/// # }
/// ```
pub type MySqlStore = lucerna_store_sql::SqlStore<MySqlDriver>;
