//! `adopt-lucia` with Lucia's sessions in Redis.

use crate::all_databases::assert_signed_in;
use crate::fixture::{ACCOUNTS, sessions};
use crate::kit::{AppDirectory, ReplyExt, Starter, unix_millis};
use crate::{adopt, cookie, done, lucia};
use lucerna_servers::{Redis, Server};
use std::fs;
use std::process::Command;
use std::sync::Arc;

/// Starts a Redis with the sessions of Lucia's database.
fn sessions_in_redis() -> Server {
    let server = Redis::start().unwrap();
    let now = unix_millis();
    let hour = 60 * 60 * 1000;
    let limits = [(now + hour, now + 2 * hour), (now - hour, now + hour), (now - 2 * hour, now - hour)];
    for (user, tokens) in ACCOUNTS.iter().map(|it| it.user_id).zip(sessions()) {
        for (token, (active, idle)) in tokens.iter().zip(limits) {
            let limits = format!(r#""active_expires":{active},"idle_expires":{idle}"#);
            let json = format!(r#"{{"id":"{token}","user_id":"{user}",{limits}}}"#);
            server.ask(&format!("SADD user_sessions:{user} {token}")).unwrap();
            server.ask(&format!("SET session:{token} {json} EX {}", now / 1000)).unwrap();
        }
    }
    server
}

/// Returns Lucia's database without its sessions, which are in Redis.
fn users_in_a_file() -> AppDirectory {
    let directory = lucia();
    directory.execute("DROP TABLE user_session");
    directory
}

fn with_sessions(mut command: Command, redis: &Server, arguments: &[&str]) -> Command {
    command.env("SESSION_URL", redis.url("0")).args(arguments);
    command
}

#[test]
fn signed_in_users_stay_signed_in() {
    let (directory, redis) = (Arc::new(users_in_a_file()), sessions_in_redis());
    let command = |arguments: &[&str]| with_sessions(directory.command(), &redis, arguments);
    let before = fs::read(directory.file()).unwrap();
    let rehearsal = done(&directory, command(&["adopt-lucia", "--dry-run"]));
    assert_eq!(fs::read(directory.file()).unwrap(), before);
    let report = done(&directory, command(&["adopt-lucia"]));
    let of_database = ["the database was adopted:", "4 users kept", "`user_session` created"];
    let of_redis = ["the sessions in Redis were adopted:", "6 sessions kept", "3 dead sessions", "3 sets of"];
    for line in of_database.iter().chain(&of_redis) {
        assert!(report.contains(line), "{report}");
    }
    let counts = |it: &str| it.lines().filter(|it| it.starts_with(' ')).collect::<Vec<_>>().join("\n");
    assert_eq!(counts(&report), counts(&rehearsal));
    assert!(!redis.ask("KEYS *").unwrap().contains("session"), "a key of Lucia is left");

    // Restores the mark of an interrupted adoption. The script may not contain spaces.
    let prefixes = "'session'..string.char(32)..'user_sessions'";
    redis.ask(&format!("EVAL return(redis.call('SET',KEYS[1],{prefixes})) 1 lucerna:adopting")).unwrap();
    let (code, line) = directory.fail(command(&[]));
    assert!(code == 1 && line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");
    let nothing = done(&directory, command(&["adopt-lucia"]));
    assert_eq!(nothing.matches("nothing was done").count(), 2, "{nothing}");

    let starter = Starter::run(&directory, command(&[]));
    assert_signed_in(&starter);
    let [[active, ..], ..] = sessions().map(|it| it.map(|it| cookie(&it)));
    assert!(starter.post("/logout").cookie(&active).send().goes_to("/login"));
    assert!(!starter.knows(&active));
}

#[test]
fn a_failure_names_the_variable_and_leaves_the_database_unchanged() {
    let (directory, redis) = (users_in_a_file(), sessions_in_redis());
    let before = fs::read(directory.file()).unwrap();
    let (code, line) = directory.fail(adopt(&directory));
    assert!(code == 1 && line.contains("SESSION_URL"), "{line}");
    redis.kill().unwrap();
    let (code, line) = directory.fail(with_sessions(directory.command(), &redis, &["adopt-lucia"]));
    assert!(code == 1 && line.starts_with("SESSION_URL: Redis cannot be reached: "), "{line}");
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}
