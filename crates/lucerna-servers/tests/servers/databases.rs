//! Tests of single servers: durability, wrong passwords and cleanup.

use crate::{listens, password_of, run};
use lucerna_servers::{Error, MariaDb, Postgres, Redis, Server};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Kills, stops, restarts and pauses the server; `read` returns 7 after `write`.
fn survives_kill_stop_restart_and_pause(server: Server, write: &[&str], read: &str) {
    let port = server.port();
    write.iter().for_each(|it| drop(server.ask(it).unwrap()));
    let holds = || assert_eq!(server.ask(read).unwrap(), "7");

    server.kill().unwrap();
    assert!(!listens(port));
    server.ask(read).unwrap_err();
    server.kill().unwrap();
    server.restart().unwrap();
    holds();

    server.stop().unwrap();
    assert!(!listens(port));
    server.restart().unwrap();
    holds();
    // `restart` kills a running server first.
    server.restart().unwrap();
    holds();

    is_silent_while_paused(&server, read);
    assert_eq!(server.port(), port);
    drop(server);
    assert!(!listens(port));
}

fn is_silent_while_paused(server: &Server, read: &str) {
    server.pause().unwrap();
    assert!(listens(server.port()), "the kernel still accepts connections");
    let (sender, answers) = mpsc::channel::<Result<String, Error>>();
    thread::scope(|scope| {
        // The client may time out before the server resumes, but it must not get an answer.
        scope.spawn(move || sender.send(server.ask(read)).unwrap());
        assert!(!matches!(answers.recv_timeout(Duration::from_millis(300)), Ok(Ok(_))));
        server.resume().unwrap();
    });
    assert_eq!(server.ask(read).unwrap(), "7");
}

#[test]
fn postgres_survives_kill_stop_restart_and_pause() {
    let write = ["CREATE TABLE survivors (number int)", "INSERT INTO survivors VALUES (7)"];
    survives_kill_stop_restart_and_pause(Postgres::start().unwrap(), &write, "SELECT number FROM survivors");
}

#[test]
fn mariadb_survives_kill_stop_restart_and_pause() {
    let write = ["CREATE TABLE lucerna.survivors (number int)", "INSERT INTO lucerna.survivors VALUES (7)"];
    survives_kill_stop_restart_and_pause(
        MariaDb::start().unwrap(),
        &write,
        "SELECT number FROM lucerna.survivors",
    );
}

#[test]
fn redis_survives_kill_stop_restart_and_pause() {
    survives_kill_stop_restart_and_pause(Redis::start().unwrap(), &["SET survivor 7"], "GET survivor");
}

#[test]
fn many_connections_are_allowed() {
    let postgres = Postgres::start().unwrap();
    assert_eq!(postgres.ask("SHOW max_connections").unwrap(), "300");
    let mariadb = MariaDb::start().unwrap();
    assert_eq!(mariadb.ask("SELECT @@max_connections").unwrap(), "300");
}

#[test]
fn a_wrong_password_is_refused() {
    let (postgres, mariadb, redis) =
        (Postgres::start().unwrap(), MariaDb::start().unwrap(), Redis::start().unwrap());
    let mut psql = Command::new("psql");
    psql.args(["-w", "-h", "127.0.0.1", "-U", "lucerna", "-d", "postgres", "-c", "SELECT 1"]);
    psql.args(["-p", &postgres.port().to_string()]).env("PGPASSWORD", "wrong");
    assert!(run(&mut psql).unwrap_err().contains("password authentication failed"));

    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--protocol=tcp", "-h", "127.0.0.1", "-u", "lucerna", "-e", "SELECT 1"]);
    client.args(["-P", &mariadb.port().to_string()]).env("MYSQL_PWD", "wrong");
    assert!(run(&mut client).unwrap_err().contains("Access denied"));
    client.args(["-u", "root"]).env_remove("MYSQL_PWD");
    assert!(run(&mut client).unwrap_err().contains("Access denied"));

    let mut cli = Command::new("redis-cli");
    cli.args(["-e", "-p", &redis.port().to_string(), "PING"]).env_remove("REDISCLI_AUTH");
    assert!(run(&mut cli).unwrap_err().contains("NOAUTH"));
}

#[test]
fn the_password_is_not_shown() {
    let server = Redis::start().unwrap();
    let shown = format!("{server:?}");
    assert!(shown.contains(&server.port().to_string()) && !shown.contains(&password_of(&server)));
}

#[test]
fn a_server_outlives_the_thread_that_started_it() {
    let server = thread::spawn(|| Redis::start().unwrap()).join().unwrap();
    for _ in 0..20 {
        assert_eq!(server.ask("PING").unwrap(), "PONG");
    }
}
