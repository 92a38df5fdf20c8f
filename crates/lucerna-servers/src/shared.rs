//! The servers that all tests of a run share.

use crate::error::Error;
use crate::galera::Galera;
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::redis::Redis;
use crate::redis_cluster::RedisCluster;
use crate::server::{Server, ServerMode};
use std::fmt;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// Returns the address of the shared PostgreSQL; see [the crate's documentation](crate) for the rules of sharing.
///
/// # Errors
///
/// If the server does not run yet and could not be started.
pub fn postgres() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &POSTGRES)
}

/// Returns the address of the shared MariaDB, as [`postgres()`].
///
/// # Errors
///
/// If the server does not run yet and could not be started.
pub fn mariadb() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &MARIADB)
}

/// Returns the address of the shared Redis, as [`postgres()`].
///
/// # Errors
///
/// If the server does not run yet and could not be started.
pub fn redis() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &REDIS)
}

/// Returns the addresses of the shared Redis Cluster's nodes, as [`postgres()`].
///
/// # Errors
///
/// If the server does not run yet and could not be started.
pub fn redis_cluster() -> Result<Vec<String>, Error> {
    static STARTED: Started = Started::new();
    addresses(&STARTED, &REDIS_CLUSTER)
}

/// Returns the addresses of the shared Galera cluster's nodes, as [`postgres()`].
///
/// # Errors
///
/// If the server does not run yet and could not be started.
pub fn galera() -> Result<Vec<String>, Error> {
    static STARTED: Started = Started::new();
    addresses(&STARTED, &GALERA)
}

/// A kind of shared server or cluster, and the environment variable that holds its addresses if it runs already.
struct SharedKind {
    name: &'static str,
    variable: &'static str,
    start: fn() -> StartResult,
}

const POSTGRES: SharedKind = SharedKind {
    name: "PostgreSQL",
    variable: "LUCERNA_TEST_POSTGRES",
    start: || Ok(single(Postgres::start_as(ServerMode::QUICK)?, "postgres")),
};
const MARIADB: SharedKind = SharedKind {
    name: "MariaDB",
    variable: "LUCERNA_TEST_MARIADB",
    start: || Ok(single(MariaDb::start_as(ServerMode::QUICK)?, "lucerna")),
};
const REDIS: SharedKind = SharedKind {
    name: "Redis",
    variable: "LUCERNA_TEST_REDIS",
    start: || Ok(single(Redis::start_as(ServerMode::QUICK)?, "0")),
};
const REDIS_CLUSTER: SharedKind = SharedKind {
    name: "Redis Cluster",
    variable: "LUCERNA_TEST_REDIS_CLUSTER",
    start: || {
        let cluster = RedisCluster::start_as(ServerMode::QUICK)?;
        let urls = cluster.urls();
        Ok((Running::RedisCluster(cluster), urls))
    },
};
const GALERA: SharedKind = SharedKind {
    name: "Galera",
    variable: "LUCERNA_TEST_GALERA",
    start: || {
        let cluster = Galera::start_as(ServerMode::QUICK)?;
        let urls = cluster.urls("lucerna");
        Ok((Running::Galera(cluster), urls))
    },
};

#[expect(dead_code, reason = "held so that they go on running")]
enum Running {
    Server(Server),
    RedisCluster(RedisCluster),
    Galera(Galera),
}

fn single(server: Server, database: &str) -> (Running, Vec<String>) {
    let url = server.url(database);
    (Running::Server(server), vec![url])
}

/// A running server or cluster and its addresses.
type StartResult = Result<(Running, Vec<String>), Error>;

type Started = OnceLock<StartResult>;

fn addresses(started: &Started, kind: &SharedKind) -> Result<Vec<String>, Error> {
    addresses_or_start(std::env::var(kind.variable).ok(), started, kind)
}

fn addresses_or_start(
    from_environment: Option<String>,
    started: &Started,
    kind: &SharedKind,
) -> Result<Vec<String>, Error> {
    match from_environment {
        Some(urls) => Ok(urls.split(',').map(str::to_owned).collect()),
        None => started.get_or_init(kind.start).as_ref().map(|(_, urls)| urls.clone()).map_err(Clone::clone),
    }
}

fn address(started: &Started, kind: &SharedKind) -> Result<String, Error> {
    Ok(addresses(started, kind)?.concat())
}

/// All shared servers, held by the process that runs the tests.
pub struct Shared {
    servers: Vec<StartedServer>,
}

struct StartedServer {
    name: &'static str,
    variable: &'static str,
    urls: String,
    took: Duration,
    _running: Running,
}

impl Shared {
    /// Starts all servers in parallel.
    ///
    /// # Errors
    ///
    /// The error of the first server that could not be started; the others are ended.
    pub fn start() -> Result<Self, Error> {
        let kinds = [POSTGRES, MARIADB, REDIS, REDIS_CLUSTER, GALERA];
        let starting = kinds.map(|it| thread::spawn(move || StartedServer::start(&it)));
        let results = starting.map(|it| {
            it.join().unwrap_or_else(|_| Err(Error::new("the thread that starts a server panicked")))
        });
        Ok(Self { servers: results.into_iter().collect::<Result<_, _>>()? })
    }

    /// Returns the environment variables through which tests find the servers.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.servers.iter().map(|it| (it.variable, it.urls.as_str()))
    }

    /// Returns how long each server took to answer.
    pub fn timings(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.servers.iter().map(|it| (it.name, it.took))
    }
}

/// Prints the timings, not the passwords.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.timings()).finish()
    }
}

impl StartedServer {
    fn start(kind: &SharedKind) -> Result<Self, Error> {
        let start = Instant::now();
        let (running, urls) = (kind.start)()?;
        let (name, variable, urls) = (kind.name, kind.variable, urls.join(","));
        Ok(Self { name, variable, urls, took: start.elapsed(), _running: running })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(told: Option<&str>, started: &Started) -> Result<Vec<String>, Error> {
        addresses_or_start(told.map(str::to_owned), started, &REDIS)
    }

    #[test]
    fn an_address_in_the_environment_starts_no_server() {
        let started = Started::new();
        assert_eq!(asked(Some("redis://a/,redis://b/"), &started).unwrap(), ["redis://a/", "redis://b/"]);
        assert!(started.get().is_none());
    }

    #[test]
    fn without_the_variable_a_server_is_started_once() {
        let started = Started::new();
        let first = asked(None, &started).unwrap();
        assert!(first.concat().starts_with("redis://:"), "{first:?}");
        assert_eq!(asked(None, &started).unwrap(), first);
    }

    #[test]
    fn every_caller_receives_the_error_of_a_failed_start() {
        let started = Started::new();
        let broken = SharedKind { start: || Err(Error::new("broken")), ..REDIS };
        for _ in 0..2 {
            assert_eq!(addresses_or_start(None, &started, &broken), Err(Error::new("broken")));
        }
    }
}
