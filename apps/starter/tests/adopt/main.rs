//! Tests of `adopt-lucia` on a database that Lucia 2.7 wrote: users stay signed in, and their passwords still work.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the tests of the crate use the rest")]
#[path = "../../../../crates/lucerna-adopt/tests/adopt/fixture.rs"]
mod fixture;

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../kit/mod.rs"]
mod kit;

mod all_databases;

mod failures;

mod redis;

use fixture::{FILE, sessions};
use kit::{AppDirectory, ReplyExt, Starter, eventually};
use std::fs;
use std::process::Command;
use std::sync::Arc;

/// Returns a directory with Lucia's database, in which the dead sessions have expired.
fn lucia() -> AppDirectory {
    let directory = AppDirectory::new();
    fs::write(directory.file(), FILE).unwrap();
    directory.execute(&expiry_statement());
    directory
}

/// Returns the statement that sets the dead sessions' expiry to the past.
fn expiry_statement() -> String {
    let dead = sessions().map(|[_, _, dead]| format!("'{dead}'")).join(", ");
    format!("UPDATE user_session SET active_expires = 1, idle_expires = 2 WHERE id IN ({dead})")
}

/// Runs a query on the file and returns its rows.
fn texts(directory: &AppDirectory, sql: &str) -> Vec<String> {
    let database = directory.database();
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |it| it.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Runs a command. Returns its exit code, its output and its errors.
fn run(directory: &AppDirectory, command: Command) -> (i32, String, String) {
    let process = directory.spawn(command);
    let status = eventually("the program ends", || process.status());
    (status.code().unwrap(), directory.out(), directory.err())
}

/// Runs a command that must succeed, and returns its output.
fn done(directory: &AppDirectory, command: Command) -> String {
    let (code, out, err) = run(directory, command);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

/// Returns the command that adopts the file.
fn adopt(directory: &AppDirectory) -> Command {
    let mut command = directory.command();
    command.arg("adopt-lucia");
    command
}

/// Starts a starter on the adopted file.
fn adopted() -> Starter {
    let directory = Arc::new(lucia());
    done(&directory, adopt(&directory));
    Starter::at(&directory)
}

/// Returns Lucia's cookie for this session.
fn cookie(session: &str) -> String {
    format!("auth_session={session}")
}

#[test]
fn signing_out_ends_an_adopted_session() {
    let (starter, [[active, idle, _], ..]) = (adopted(), sessions());
    assert!(starter.post("/logout").cookie(&cookie(&active)).send().goes_to("/login"));
    assert!(!starter.knows(&cookie(&active)) && starter.knows(&cookie(&idle)));
}

#[test]
fn lucias_cookie_is_ignored_beside_our_own_and_if_sent_twice() {
    let (starter, [[alice, ..], [bob, ..], _]) = (adopted(), sessions().map(|it| it.map(|it| cookie(&it))));
    let own = starter.sign_up("Carol");
    let page = starter.get("/").cookie(&format!("{alice}; {own}")).send();
    assert!(page.says("Carol") && !page.says("Alice"), "{page:?}");
    assert!(!starter.knows(&format!("{alice}; {bob}")));
    assert!(!starter.knows(&format!("{alice}; {}=", starter.cookie_name())));
    // Another site cannot sign an adopted session out.
    assert_eq!(starter.foreign_post("/logout").cookie(&alice).send().status, 403);
    assert!(starter.knows(&alice));
}

#[test]
fn our_sessions_are_refused_under_the_name_of_lucias_cookie() {
    for starter in [Starter::new(), adopted()] {
        let own = starter.sign_up("Mallory");
        let (_, token) = own.split_once('=').unwrap();
        assert!(starter.knows(&own) && !starter.knows(&cookie(token)));
    }
}
