//! The database servers that Lucerna's own tests need, started from Debian's packages.
mod client;
mod error;
mod galera;
mod keeper;
mod mariadb;
mod postgres;
mod process;
mod programs;
mod random;
mod redis;
mod redis_cluster;
mod server;
mod shared;
mod tls;
mod wait;

pub use error::Error;
pub use galera::Galera;
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use programs::missing_packages;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;
pub use server::Server;
pub use shared::{Shared, galera, mariadb, postgres, redis, redis_cluster};
