//! The store over a pool of sqlx, without the parts that differ by driver.

mod driver;
pub use driver::{Driver, DriverArguments, DriverConnection, DriverOptions, DriverRow};

mod prepared_statements;
pub use prepared_statements::PreparedStatements;

mod connection;
pub use connection::{SqlConnection, connect};

mod first_connection;

mod options;
pub use options::PoolOptions;

mod error;
pub use error::PoolOpenError;

mod lease;

mod store;
pub use store::SqlStore;

mod migrate;
