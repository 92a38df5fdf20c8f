//! `adopt-lucia`, on what Lucia 2.7 itself wrote: everybody signs in as before, and stays signed in.

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

/// A directory with Lucia's database, in which the dead sessions are dead whatever time it is.
fn lucia() -> AppDirectory {
    let directory = AppDirectory::new();
    fs::write(directory.file(), FILE).unwrap();
    directory.execute(&past());
    directory
}

/// The statement that ends the dead sessions.
fn past() -> String {
    let dead = sessions().map(|[_, _, dead]| format!("'{dead}'")).join(", ");
    format!("UPDATE user_session SET active_expires = 1, idle_expires = 2 WHERE id IN ({dead})")
}

/// What the file answers.
fn texts(directory: &AppDirectory, sql: &str) -> Vec<String> {
    let database = directory.database();
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |it| it.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The exit code, and what is printed.
fn run(directory: &AppDirectory, command: Command) -> (i32, String, String) {
    let process = directory.spawn(command);
    let status = eventually("the program ends", || process.status());
    (status.code().unwrap(), directory.out(), directory.err())
}

/// What is printed by a command that succeeds.
fn done(directory: &AppDirectory, command: Command) -> String {
    let (code, out, err) = run(directory, command);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

/// Adopts the file.
fn adopt(directory: &AppDirectory) -> Command {
    let mut command = directory.command();
    command.arg("adopt-lucia");
    command
}

/// A starter on the adopted file.
fn adopted() -> Starter {
    let directory = Arc::new(lucia());
    done(&directory, adopt(&directory));
    Starter::at(&directory)
}

/// Lucia's cookie.
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
fn the_old_cookie_counts_where_our_own_is_not_there_and_never_twice() {
    let (starter, [[alice, ..], [bob, ..], _]) = (adopted(), sessions().map(|it| it.map(|it| cookie(&it))));
    let own = starter.sign_up("Carol");
    let page = starter.get("/").cookie(&format!("{alice}; {own}")).send();
    assert!(page.says("Carol") && !page.says("Alice"), "{page:?}");
    assert!(!starter.knows(&format!("{alice}; {bob}")));
    assert!(!starter.knows(&format!("{alice}; {}=", starter.cookie_name())));
    // No other site signs an adopted session out.
    assert_eq!(starter.foreign_post("/logout").cookie(&alice).send().status, 403);
    assert!(starter.knows(&alice));
}

#[test]
fn no_session_of_ours_is_found_under_the_old_name_before_or_after_an_adoption() {
    for starter in [Starter::new(), adopted()] {
        let own = starter.sign_up("Mallory");
        let (_, token) = own.split_once('=').unwrap();
        assert!(starter.knows(&own) && !starter.knows(&cookie(token)));
    }
}
