//! Starts the database and mail servers that Lucerna's own tests need, from Debian's packages, and installs packages of Python for them.
//!
//! Each server has a port on 127.0.0.1, a directory and a password of its own. It ends with the process that started
//! it, even if that process is killed. The servers of the operating system are never touched. Linux only.
//!
//! # A server for one test
//!
//! Such a server is durable: acknowledged writes survive, so that a test may kill it.
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
//! [`PgBouncer::start`] starts a connection pooler before a PostgreSQL server.
//!
//! [`SmtpServer`] is a mail server, which keeps the messages that it accepts.
//!
//! [`PythonPackages`] are packages from PyPI, which a test runs.
//!
//! `start_tls` starts a server that accepts encrypted connections only. [`Server::ca`] returns the certificate that a
//! client has to trust.
//!
//! # Servers that tests share
//!
//! Most tests use [`postgres()`], [`mariadb()`], [`redis()`], [`redis_cluster()`] and [`galera()`]. `cargo xtask
//! test` and `cargo xtask servers` start them once and pass their addresses in environment variables:
//! `LUCERNA_TEST_POSTGRES`, `LUCERNA_TEST_MARIADB`, `LUCERNA_TEST_REDIS`, `LUCERNA_TEST_REDIS_CLUSTER` and
//! `LUCERNA_TEST_GALERA`. If a variable is missing, the first call starts that server for this process.
//!
//! Other tests use these servers at the same time: create a database or a prefix of your own, and kill no server.
//! They do not sync to disk, which makes them fast and not durable.

mod cleanup;
mod client;
mod dump;
mod error;
mod galera;
mod mariadb;
mod mysql;
mod pgbouncer;
mod postgres;
mod process;
mod programs;
mod proxy;
mod python_packages;
mod random;
mod redis;
mod redis_cluster;
mod server;
mod shared;
mod smtp;
mod smtp_message;
mod tls;
mod unpacked;
mod wait;

pub use dump::{dump, load};
pub use error::Error;
pub use galera::Galera;
pub use mariadb::MariaDb;
pub use mysql::MySql;
pub use pgbouncer::PgBouncer;
pub use postgres::Postgres;
pub use programs::missing_packages;
pub use proxy::Proxy;
pub use python_packages::PythonPackages;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;
pub use server::Server;
pub use shared::{Shared, galera, mariadb, postgres, redis, redis_cluster};
pub use smtp::SmtpServer;
pub use smtp_message::SmtpMessage;
pub use tls::Certificates;
