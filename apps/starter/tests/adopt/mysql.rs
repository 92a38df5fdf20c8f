//! The same in MariaDB.

use super::kit::{Home, Starter};
use super::{ACCOUNTS, Account, cookie, run, sessions};
use lucerna_servers::{MariaDb, Server};
use std::process::Command;
use std::sync::Arc;

/// A server with Lucia's database, in which the dead sessions are dead whatever time it is.
fn lucia() -> Server {
    let server = MariaDb::start().unwrap();
    let fixture = include_str!("../../../../crates/lucerna-store-mysql/tests/adopt/lucia-v2.sql");
    ask(&server, fixture);
    for [_, _, dead] in sessions() {
        let past = "UPDATE user_session SET active_expires = 1, idle_expires = 2 WHERE id =";
        ask(&server, &format!("{past} '{dead}'"));
    }
    server
}

fn ask(server: &Server, sql: &str) -> String {
    server.ask(&format!("USE lucerna; SET NAMES utf8mb4; {sql}")).unwrap()
}

fn command(home: &Home, server: &Server, arguments: &[&str]) -> Command {
    let mut command = home.command();
    command.env("DATABASE_URL", server.url("lucerna")).args(arguments);
    command
}

#[test]
fn everybody_signs_in_and_stays_signed_in() {
    let (server, home) = (lucia(), Arc::new(Home::new()));
    let (code, line) = home.fail(command(&home, &server, &[]));
    assert!(code == 1 && line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");

    let rows = "SELECT * FROM user_session ORDER BY id";
    let before = ask(&server, rows);
    let (code, rehearsal, err) = run(&home, command(&home, &server, &["adopt-lucia", "--dry-run"]));
    assert_eq!((code, err.as_str(), ask(&server, rows)), (0, "", before));
    let (code, report, err) = run(&home, command(&home, &server, &["adopt-lucia"]));
    assert_eq!((code, err.as_str()), (0, ""));
    for line in ["4 users kept", "7 keys kept", "6 sessions kept", "3 dead sessions"] {
        assert!(report.contains(line), "{report}");
    }
    assert_eq!(report.lines().skip(1).collect::<Vec<_>>(), rehearsal.lines().skip(1).collect::<Vec<_>>());
    let (code, nothing, _) = run(&home, command(&home, &server, &["adopt-lucia"]));
    assert_eq!((code, nothing.as_str()), (0, "nothing was done: the database is Lucerna's already\n"));

    let stored = ask(&server, "SELECT id FROM user_session");
    let starter = Starter::run(&home, command(&home, &server, &[]));
    for id in stored.lines() {
        assert!(!starter.knows(&cookie(id)) && !starter.knows(&format!("lucerna_session={id}")));
    }
    for Account { username, password, user_id, sessions } in ACCOUNTS {
        let reply = starter.post("/login").credentials(username, password).send();
        let page = starter.get("/").cookie(&reply.cookie().unwrap()).send();
        assert!(page.says(user_id) && page.says(username), "{page:?}");
        let Some([active, idle, dead]) = sessions else { continue };
        assert!(
            starter.knows(&cookie(active)) && starter.knows(&cookie(idle)) && !starter.knows(&cookie(dead))
        );
    }
}
