//! The MySQL and MariaDB store of Lucerna: users, keys and sessions in the application's own database.
//!
//! It is tested on MariaDB 10.11, alone and as a Galera cluster of three nodes, and on MySQL 9.7. MySQL uses statements
//! without `RETURNING`, which are tested on MariaDB too. The oldest supported versions are MariaDB 10.5 and MySQL
//! 8.0.17. Older ones lack the needed collation or, on MariaDB, `RETURNING`.
//!
//! # A pool of the application's own
//!
//! Most applications already have a pool of [`sqlx`]. [Prepare](MySqlStore::prepare) its connections. The store refuses
//! a pool whose connections truncate long values, or do not wait for the other nodes of a cluster.
//!
//! You can create a user in a transaction of your own: [`create_user_in`](MySqlStore::create_user_in). After any error
//! other than a taken name, roll the transaction back. After a deadlock the server has already done so, and later
//! statements would run in a new transaction.
//!
//! # Encryption
//!
//! A connection to another machine is encrypted. The server's certificate is verified, with the system's authorities or
//! the one in `?ssl-ca=`. To change this, set `?ssl-mode=` in the URL. Unknown options of a URL are refused. For a pool of your own, sqlx's default is
//! `PREFERRED`. It continues without encryption if the server, or an attacker on the network, says that it is not
//! supported.
//!
//! # Names and values
//!
//! Ids, names and hashes are compared byte by byte, in the collation `utf8mb4_nopad_bin` of MariaDB or
//! `utf8mb4_0900_bin` of MySQL. Other collations, including `utf8mb4_bin`, treat `"x"` and `"x "` as equal, and most
//! treat `"é"` and `"e"` as equal too. The store refuses tables with such collations. A column of your own that
//! references `user.id` needs the same type and collation, or the server refuses the foreign key:
//!
//! ```sql
//! CREATE TABLE post (
//!     id BIGINT PRIMARY KEY AUTO_INCREMENT,
//!     author VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
//!     FOREIGN KEY (author) REFERENCES `user` (id) ON DELETE CASCADE
//! );
//! ```
//!
//! Times are `DATETIME(3)` in UTC, so that they reach from year 1 to 9999. They do not depend on the server's time
//! zone. The longest value is limited by the server's `max_allowed_packet`.
//!
//! # Clusters
//!
//! On a Galera cluster of MariaDB, any node or a load balancer serves any call. The commits of one node are visible on
//! the others at once, since each statement of a [prepared](MySqlStore::prepare) connection first waits for them. If
//! two nodes change the same row, the later call is retried within its timeout. A node outside its cluster answers that
//! it is unavailable.
//!
//! Do not read from asynchronous replicas. A replica lags behind, so that an ended session can still be found on it.
//! Connect the store to the server that takes the writes, without a load balancer that sends reads to replicas.

mod driver;

mod url;

mod value;

pub use driver::MySqlDriver;
pub use lucerna_store_sql::{MigrationError, PoolOpenError, PoolOptions};

/// A store of users, keys and sessions in MySQL or MariaDB. Cloning it is cheap.
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
/// On an existing pool:
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
