//! The same with Lucia's sessions in Redis.

use crate::everywhere::assert_signed_in;
use crate::fixture::{ACCOUNTS, Account, sessions};
use crate::kit::{Home, Starter, unix_millis};
use crate::{adopt, cookie, lucia, run};
use lucerna_servers::{Redis, Server};
use std::process::Command;
use std::sync::Arc;

/// A Redis with the sessions of Lucia's database.
fn sessions_in_redis() -> Server {
    let server = Redis::start().unwrap();
    let now = unix_millis();
    for Account { user_id, sessions, .. } in ACCOUNTS {
        let hour = 60 * 60 * 1000;
        let limits = [(now + hour, now + 2 * hour), (now - hour, now + hour), (now - 2 * hour, now - hour)];
        for (session, (active, idle)) in sessions.iter().flatten().zip(limits) {
            let json = format!(
                r#"{{"id":"{session}","user_id":"{user_id}","active_expires":{active},"idle_expires":{idle}}}"#
            );
            server.ask(&format!("SADD user_sessions:{user_id} {session}")).unwrap();
            server.ask(&format!("SET session:{session} {json} EX {}", now / 1000)).unwrap();
        }
    }
    server
}

fn keys(redis: &Server) -> Vec<String> {
    let mut keys: Vec<_> = redis.ask("KEYS *").unwrap().lines().map(str::to_owned).collect();
    keys.sort();
    keys
}

/// A file with Lucia's database as it is where sessions are elsewhere.
fn users_in_a_file() -> Home {
    let home = lucia();
    home.execute("DROP TABLE user_session");
    home
}

fn with_sessions(mut command: Command, redis: &Server, arguments: &[&str]) -> Command {
    command.env("SESSION_URL", redis.url("0")).args(arguments);
    command
}

#[test]
fn whoever_was_signed_in_stays_so() {
    let (home, redis) = (Arc::new(users_in_a_file()), sessions_in_redis());
    let command = |arguments: &[&str]| with_sessions(home.command(), &redis, arguments);
    let before = (std::fs::read(home.file()).unwrap(), keys(&redis));
    let (code, rehearsal, err) = run(&home, command(&["adopt-lucia", "--dry-run"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!((std::fs::read(home.file()).unwrap(), keys(&redis)), before);

    let (code, report, err) = run(&home, command(&["adopt-lucia"]));
    assert_eq!((code, err.as_str()), (0, ""));
    for line in [
        "the database was adopted:",
        "4 users kept",
        "`user_session` created",
        "the sessions in Redis were adopted:",
        "6 sessions kept, hashed",
        "3 dead sessions removed",
        "3 sets of a user's sessions removed",
    ] {
        assert!(report.contains(line), "{report}");
    }
    let counts = |it: &str| it.lines().filter(|it| it.starts_with(' ')).collect::<Vec<_>>().join("\n");
    assert_eq!(counts(&report), counts(&rehearsal));
    let keys = keys(&redis).concat();
    assert!(!sessions().flatten().any(|it| keys.contains(it)) && !keys.contains("session:"), "{keys}");

    // As an adoption that breaks off leaves it. The words have no spaces in them.
    let prefixes = "'session'..string.char(32)..'user_sessions'";
    redis.ask(&format!("EVAL return(redis.call('SET',KEYS[1],{prefixes})) 1 lucerna:adopting")).unwrap();
    let (code, line) = home.fail(command(&[]));
    assert!(code == 1 && line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");
    let (code, nothing, _) = run(&home, command(&["adopt-lucia"]));
    assert_eq!((code, nothing.matches("nothing was done").count()), (0, 2), "{nothing}");

    let starter = Starter::run(&home, command(&[]));
    assert_signed_in(&starter);
    let [active, ..] = sessions().next().unwrap();
    assert!(starter.post("/logout").cookie(&cookie(active)).send().goes_to("/login"));
    assert!(!starter.knows(&cookie(active)));
}

#[test]
fn what_stands_in_the_way_names_the_variable_and_leaves_the_database_as_it_was() {
    let (home, redis) = (users_in_a_file(), sessions_in_redis());
    let before = std::fs::read(home.file()).unwrap();
    let (code, out, err) = adopt(&home, &[]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1));
    assert!(err.contains("SESSION_URL"), "{err}");
    redis.kill().unwrap();
    let (code, line) = home.fail(with_sessions(home.command(), &redis, &["adopt-lucia"]));
    assert!(code == 1 && line.starts_with("SESSION_URL: Redis cannot be reached: "), "{line}");
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
}
