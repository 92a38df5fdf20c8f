//! The store over a pool of sqlx: everything but what one driver does its own way.

mod driver;
pub use driver::{Bound, Connected, Driver, Read};

mod connection;
pub use connection::{SqlConnection, connect};

mod tls;
pub use tls::needs_tls;

mod options;
pub use options::PoolOptions;

mod error;
pub use error::PoolOpenError;

mod lease;

mod store;
pub use store::SqlStore;

mod migrate;
