//! The same application on every database, chosen by URL.

use crate::kit::{AppDirectory, Starter};
use std::sync::Arc;
use std::thread;

/// The number of migrations of a new database.
const MIGRATIONS: i64 = 2;

/// The number of processes that start at once.
const PROCESSES: usize = 4;

/// Signs up, restarts the program, and signs in again.
fn use_and_restart(database: &str, sessions: Option<&str>) {
    let directory = Arc::new(AppDirectory::new());
    let command = || {
        let mut command = directory.command();
        command.env("DATABASE_URL", database).env("SESSION_URL", sessions.unwrap_or_default());
        command
    };
    let starter = Starter::run(&directory, command());
    let name = format!("Alice {}", std::process::id());
    let cookie = starter.sign_up(&name);
    assert!(starter.knows(&cookie));
    drop(starter);
    let starter = Starter::run(&directory, command());
    assert!(starter.knows(&starter.as_its_own(&cookie)), "the session is still alive after a restart");
    let again = starter.sign_in(&name);
    assert!(starter.knows(&again));
    let (out, err) = (directory.out(), directory.err());
    for url in std::iter::once(database).chain(sessions) {
        let secret = url.split_once("://").and_then(|(_, it)| it.split_once('@')).unwrap().0;
        assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
    }
}

#[test]
fn postgresql() {
    let server = lucerna_servers::Postgres::start().unwrap();
    use_and_restart(&server.url("postgres"), None);
}

#[test]
fn mariadb() {
    let server = lucerna_servers::MariaDb::start().unwrap();
    use_and_restart(&server.url("lucerna"), None);
}

#[test]
fn postgresql_with_sessions_in_redis() {
    let server = lucerna_servers::Postgres::start().unwrap();
    let redis = lucerna_servers::Redis::start().unwrap();
    use_and_restart(&server.url("postgres"), Some(&redis.url("0")));
}

#[test]
fn mariadb_with_sessions_in_a_redis_cluster() {
    let server = lucerna_servers::MariaDb::start().unwrap();
    let nodes = lucerna_servers::redis_cluster().unwrap();
    let places: Vec<_> =
        nodes.iter().map(|it| it.rsplit('@').next().unwrap().trim_end_matches('/')).collect();
    let first = nodes.first().unwrap();
    let user = first.split_once("://").and_then(|(_, it)| it.split_once('@')).unwrap().0;
    use_and_restart(&server.url("lucerna"), Some(&format!("redis+cluster://{user}@{}", places.join(","))));
}

/// Starts several processes at once on a database without tables. Each must accept the sessions of the others.
fn start_at_once(database: &str) {
    let starters: Vec<_> = thread::scope(|scope| {
        let start = || Starter::with(&[("DATABASE_URL", database)]);
        let starting: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(start)).collect();
        starting.into_iter().map(|it| it.join().unwrap()).collect()
    });
    for (at, starter) in starters.iter().enumerate() {
        let cookie = starter.sign_up(&format!("visitor {at}"));
        assert!(starters.iter().all(|it| it.knows(&it.as_its_own(&cookie))));
    }
}

#[test]
fn several_processes_that_start_at_once_migrate_postgresql_once() {
    let server = lucerna_servers::Postgres::start().unwrap();
    start_at_once(&server.url("postgres"));
    assert_eq!(server.ask("SELECT count(*) FROM lucerna_migration").unwrap(), MIGRATIONS.to_string());
}

#[test]
fn several_processes_that_start_at_once_migrate_mariadb_once() {
    let server = lucerna_servers::MariaDb::start().unwrap();
    start_at_once(&server.url("lucerna"));
    assert_eq!(server.ask("SELECT count(*) FROM lucerna.lucerna_migration").unwrap(), MIGRATIONS.to_string());
}

#[test]
fn several_processes_that_start_at_once_migrate_sqlite_once() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    start_at_once(&format!("sqlite:{}", file.display()));
    let connection = rusqlite::Connection::open(&file).unwrap();
    let count = "SELECT count(*) FROM lucerna_migration";
    assert_eq!(connection.query_row(count, [], |it| it.get(0)), Ok(MIGRATIONS));
}

#[test]
fn an_unreachable_database_is_reported_in_one_line_without_its_password() {
    let directory = AppDirectory::new();
    for (variable, url) in [
        ("DATABASE_URL", "postgres://app:hunter2@127.0.0.1:1/app"),
        ("DATABASE_URL", "mysql://app:hunter2@127.0.0.1:1/app"),
        ("SESSION_URL", "redis://:hunter2@127.0.0.1:1/0"),
        ("SESSION_URL", "memcached://:hunter2@127.0.0.1:1/0"),
    ] {
        let mut command = directory.command();
        command.env(variable, url);
        let (_, line) = directory.fail(command);
        assert!(!line.contains("hunter2"), "{line}");
    }
}
