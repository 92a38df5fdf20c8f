//! The MySQL and MariaDB store of Lucerna: users, keys and sessions in the application's own database.

mod mysql;

mod value;

pub use lucerna_store_sql::{OpenError, PoolOptions};
pub use mysql::{MySql, prepare};

/// A store of users, keys and sessions in MySQL or MariaDB. A handle is cheap to clone.
pub type MySqlStore = lucerna_store_sql::SqlStore<MySql>;
