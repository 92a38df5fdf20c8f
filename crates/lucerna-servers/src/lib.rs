//! The database servers that Lucerna's own tests need, started from Debian's packages.
//!
//! Each has a port on 127.0.0.1, a directory and a password of its own, and ends with the process that started it, also
//! when that is killed. The system's own servers are never touched. Linux only.
//!
//! # A server of a test's own
//!
//! What is acknowledged by such a server survives, so that a test may kill it:
//!
//! ```
//! use lucerna_servers::Redis;
//!
//! let server = Redis::start()?; // or Postgres, MariaDb, RedisCluster, Galera
//! assert!(server.url("0").starts_with("redis://"));
//! server.ask("SET greeting hello")?;
//! server.kill()?;
//! assert!(server.ask("GET greeting").is_err());
//! server.restart()?;
//! assert_eq!(server.ask("GET greeting")?, "hello");
//! # Ok::<(), lucerna_servers::Error>(())
//! ```
//!
//! `start_tls` gives one that takes encrypted connections only; [`Server::ca`] is what a client has to trust.
//!
//! # Servers that tests share
//!
//! [`postgres()`], [`mariadb()`], [`redis()`], [`redis_cluster()`] and [`galera()`] are where most tests look. `cargo xtask test`
//! and `cargo xtask servers` start them once and tell the tests by variables: `LUCERNA_TEST_POSTGRES`,
//! `LUCERNA_TEST_MARIADB`, `LUCERNA_TEST_REDIS`, `LUCERNA_TEST_REDIS_CLUSTER`, `LUCERNA_TEST_GALERA`. Without its variable
//! one is started for this process when it is first asked for.
//!
//! Others use them at the same time: make a database or a prefix of your own in it, and kill nothing. They do not wait
//! for the disk, so that they are quick.

mod client;
mod dump;
mod error;
mod galera;
mod keeper;
mod mariadb;
mod mysql;
mod postgres;
mod process;
mod programs;
mod proxy;
mod random;
mod redis;
mod redis_cluster;
mod server;
mod shared;
mod tls;
mod wait;

pub use dump::{dump, load};
pub use error::Error;
pub use galera::Galera;
pub use mariadb::MariaDb;
pub use mysql::MySql;
pub use postgres::Postgres;
pub use programs::missing_packages;
pub use proxy::Proxy;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;
pub use server::Server;
pub use shared::{Shared, galera, mariadb, postgres, redis, redis_cluster};
