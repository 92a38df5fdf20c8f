//! The servers that all tests of a run share.

use crate::error::Error;
use crate::galera::Galera;
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::redis::Redis;
use crate::redis_cluster::RedisCluster;
use crate::server::{Mode, Server};
use std::fmt;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// The PostgreSQL that tests share; see the [crate's documentation](crate) for what sharing means.
///
/// # Errors
///
/// If it had to be started and could not be.
pub fn postgres() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &POSTGRES)
}

/// The MariaDB that tests share, as [`postgres()`].
///
/// # Errors
///
/// If it had to be started and could not be.
pub fn mariadb() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &MARIADB)
}

/// The Redis that tests share, as [`postgres()`].
///
/// # Errors
///
/// If it had to be started and could not be.
pub fn redis() -> Result<String, Error> {
    static STARTED: Started = Started::new();
    address(&STARTED, &REDIS)
}

/// The nodes of the Redis Cluster that tests share, as [`postgres()`].
///
/// # Errors
///
/// If it had to be started and could not be.
pub fn redis_cluster() -> Result<Vec<String>, Error> {
    static STARTED: Started = Started::new();
    addresses(&STARTED, &REDIS_CLUSTER)
}

/// The nodes of the Galera cluster that tests share, as [`postgres()`].
///
/// # Errors
///
/// If it had to be started and could not be.
pub fn galera() -> Result<Vec<String>, Error> {
    static STARTED: Started = Started::new();
    addresses(&STARTED, &GALERA)
}

/// A server or cluster, and the variable that says where it is if it runs already.
struct Kind {
    name: &'static str,
    variable: &'static str,
    start: fn() -> Outcome,
}

const POSTGRES: Kind = Kind {
    name: "PostgreSQL",
    variable: "LUCERNA_TEST_POSTGRES",
    start: || Ok(single(Postgres::start_as(Mode::QUICK)?, "postgres")),
};
const MARIADB: Kind = Kind {
    name: "MariaDB",
    variable: "LUCERNA_TEST_MARIADB",
    start: || Ok(single(MariaDb::start_as(Mode::QUICK)?, "lucerna")),
};
const REDIS: Kind = Kind {
    name: "Redis",
    variable: "LUCERNA_TEST_REDIS",
    start: || Ok(single(Redis::start_as(Mode::QUICK)?, "0")),
};
const REDIS_CLUSTER: Kind = Kind {
    name: "Redis Cluster",
    variable: "LUCERNA_TEST_REDIS_CLUSTER",
    start: || {
        let cluster = RedisCluster::start_as(Mode::QUICK)?;
        let urls = cluster.urls();
        Ok((Running::RedisCluster(cluster), urls))
    },
};
const GALERA: Kind = Kind {
    name: "Galera",
    variable: "LUCERNA_TEST_GALERA",
    start: || {
        let cluster = Galera::start_as(Mode::QUICK)?;
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

/// What runs, and where.
type Outcome = Result<(Running, Vec<String>), Error>;

type Started = OnceLock<Outcome>;

fn addresses(started: &Started, kind: &Kind) -> Result<Vec<String>, Error> {
    addresses_or_start(std::env::var(kind.variable).ok(), started, kind)
}

fn addresses_or_start(told: Option<String>, started: &Started, kind: &Kind) -> Result<Vec<String>, Error> {
    match told {
        Some(told) => Ok(told.split(',').map(str::to_owned).collect()),
        None => started.get_or_init(kind.start).as_ref().map(|(_, urls)| urls.clone()).map_err(Clone::clone),
    }
}

fn address(started: &Started, kind: &Kind) -> Result<String, Error> {
    Ok(addresses(started, kind)?.concat())
}

/// All that tests share, for whoever starts the tests.
pub struct Shared {
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    variable: &'static str,
    urls: String,
    took: Duration,
    _running: Running,
}

impl Shared {
    /// Starts them side by side.
    ///
    /// # Errors
    ///
    /// The first that could not be started; the others are ended.
    pub fn start() -> Result<Self, Error> {
        let kinds = [POSTGRES, MARIADB, REDIS, REDIS_CLUSTER, GALERA];
        let starting = kinds.map(|it| thread::spawn(move || Part::start(&it)));
        let outcomes = starting.map(|it| it.join().unwrap_or_else(|_| Err(Error::new("a start panicked"))));
        Ok(Self { parts: outcomes.into_iter().collect::<Result<_, _>>()? })
    }

    /// What to set in the environment of tests so that they find them.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.parts.iter().map(|it| (it.variable, it.urls.as_str()))
    }

    /// How long each took until it answered.
    pub fn timings(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.parts.iter().map(|it| (it.name, it.took))
    }
}

/// Without the passwords.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.timings()).finish()
    }
}

impl Part {
    fn start(kind: &Kind) -> Result<Self, Error> {
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
    fn what_the_variable_says_is_not_started() {
        let started = Started::new();
        assert_eq!(asked(Some("redis://a/,redis://b/"), &started).unwrap(), ["redis://a/", "redis://b/"]);
        assert!(started.get().is_none());
    }

    #[test]
    fn without_the_variable_one_is_started_once() {
        let started = Started::new();
        let first = asked(None, &started).unwrap();
        assert!(first.concat().starts_with("redis://:"), "{first:?}");
        assert_eq!(asked(None, &started).unwrap(), first);
    }

    #[test]
    fn a_failed_start_is_told_to_everybody() {
        let started = Started::new();
        let broken = Kind { start: || Err(Error::new("as told")), ..REDIS };
        for _ in 0..2 {
            assert_eq!(addresses_or_start(None, &started, &broken), Err(Error::new("as told")));
        }
    }
}
