//! The database servers that Lucerna's own tests need, started from Debian's packages.
mod client;
mod error;
mod keeper;
mod mariadb;
mod postgres;
mod process;
mod programs;
mod random;
mod redis;
mod server;
mod tls;
mod wait;

pub use error::Error;
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use programs::missing_packages;
pub use redis::Redis;
pub use server::Server;
