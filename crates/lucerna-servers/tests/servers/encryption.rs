//! Tests of servers with TLS: a client that does not trust the authority, or does not encrypt, is refused.

use crate::{password_of, run};
use lucerna_servers::{MariaDb, Postgres, Redis, Server};
use std::path::Path;
use std::process::Command;

/// Checks that the server's own authority is accepted, and another authority and a plain connection are refused.
fn requires_tls(server: &Server, client: impl Fn(Option<&Path>) -> Command, question: &str) {
    let own = server.ca().unwrap();
    server.ask(question).unwrap();
    run(&mut client(Some(own))).unwrap();
    let other = Redis::start_tls().unwrap();
    let complaint = run(&mut client(other.ca())).unwrap_err().to_lowercase();
    assert!(complaint.contains("certificate"), "{complaint}");
    run(&mut client(None)).unwrap_err();
}

#[test]
fn postgres_requires_tls() {
    let server = Postgres::start_tls().unwrap();
    let client = |ca: Option<&Path>| {
        let mut psql = Command::new("psql");
        psql.args(["-w", "-h", "localhost", "-U", "lucerna", "-d", "postgres", "-c", "SELECT 1"]);
        psql.args(["-p", &server.port().to_string()]).env("PGPASSWORD", password_of(&server));
        match ca {
            Some(ca) => psql.env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", ca),
            None => psql.env("PGSSLMODE", "disable"),
        };
        psql
    };
    requires_tls(&server, client, "SELECT 1");
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert_eq!(server.ask(encrypted).unwrap(), "t");
}

#[test]
fn mariadb_requires_tls() {
    let server = MariaDb::start_tls().unwrap();
    let client = |ca: Option<&Path>| {
        let mut mariadb = Command::new("mariadb");
        mariadb.args([
            "--no-defaults",
            "--protocol=tcp",
            "-h",
            "localhost",
            "-u",
            "lucerna",
            "-e",
            "SELECT 1",
        ]);
        mariadb.args(["-P", &server.port().to_string()]).env("MYSQL_PWD", password_of(&server));
        match ca {
            Some(ca) => mariadb.arg("--ssl-verify-server-cert").arg("--ssl-ca").arg(ca),
            None => mariadb.arg("--skip-ssl"),
        };
        mariadb
    };
    requires_tls(&server, client, "SELECT 1");
    assert!(server.ask("SHOW STATUS LIKE 'Ssl_version'").unwrap().contains("TLSv1"));
}

#[test]
fn redis_requires_tls() {
    let server = Redis::start_tls().unwrap();
    assert!(server.url("0").starts_with("rediss://"));
    let client = |ca: Option<&Path>| {
        let mut cli = Command::new("redis-cli");
        cli.args(["-e", "-h", "localhost", "-p", &server.port().to_string()]);
        cli.env("REDISCLI_AUTH", password_of(&server));
        if let Some(ca) = ca {
            cli.arg("--tls").arg("--cacert").arg(ca);
        }
        cli.arg("PING");
        cli
    };
    requires_tls(&server, client, "PING");
}

#[test]
fn a_server_without_tls_has_no_certificate_authority() {
    assert_eq!(Redis::start().unwrap().ca(), None);
}
