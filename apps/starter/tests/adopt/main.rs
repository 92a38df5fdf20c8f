//! `adopt-lucia`, on what Lucia 2.7 itself wrote: everybody signs in as before, and stays signed in.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the tests of the crate use the rest")]
#[path = "../../../../crates/lucerna-adopt/tests/adopt/fixture.rs"]
mod fixture;

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../kit/mod.rs"]
mod kit;

mod everywhere;

mod failures;

mod redis;

use fixture::{FILE, sessions};
use kit::{Home, Starter, eventually};
use std::fs;
use std::process::Command;
use std::sync::Arc;

/// A directory with Lucia's database, in which the dead sessions are dead whatever time it is.
fn lucia() -> Home {
    let home = Home::new();
    fs::write(home.file(), FILE).unwrap();
    home.execute(&past());
    home
}

/// The statement that ends the dead sessions.
fn past() -> String {
    let dead: Vec<_> = sessions().map(|[_, _, dead]| format!("'{dead}'")).collect();
    format!("UPDATE user_session SET active_expires = 1, idle_expires = 2 WHERE id IN ({})", dead.join(", "))
}

/// The exit code, and what is printed.
fn run(home: &Home, command: Command) -> (i32, String, String) {
    let process = home.spawn(command);
    let status = eventually("the program ends", || process.status());
    (status.code().unwrap(), home.out(), home.err())
}

fn adopt(home: &Home, arguments: &[&str]) -> (i32, String, String) {
    let mut command = home.command();
    command.arg("adopt-lucia").args(arguments);
    run(home, command)
}

/// A starter on the adopted file.
fn adopted() -> Starter {
    let home = Arc::new(lucia());
    let (code, _, err) = adopt(&home, &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    Starter::at(&home)
}

/// Lucia's cookie.
fn cookie(session: &str) -> String {
    format!("auth_session={session}")
}

#[test]
fn signing_out_ends_an_adopted_session() {
    let starter = adopted();
    let [active, idle, _] = sessions().next().unwrap();
    assert!(starter.post("/logout").cookie(&cookie(active)).send().goes_to("/login"));
    assert!(!starter.knows(&cookie(active)) && starter.knows(&cookie(idle)));
}

#[test]
fn the_old_cookie_counts_where_our_own_is_not_there_and_never_twice() {
    let starter = adopted();
    let mut all = sessions();
    let ([alice, ..], [bob, ..]) = (all.next().unwrap(), all.next().unwrap());
    let own = starter.sign_up("Carol");
    let page = starter.get("/").cookie(&format!("{}; {own}", cookie(alice))).send();
    assert!(page.says("Carol") && !page.says("Alice"), "{page:?}");
    assert!(!starter.knows(&format!("{}; {}", cookie(alice), cookie(bob))));
    assert!(!starter.knows(&format!("{}; lucerna_session=", cookie(alice))));
    // No other site signs an adopted session out.
    assert_eq!(starter.foreign_post("/logout").cookie(&cookie(alice)).send().status, 403);
    assert!(starter.knows(&cookie(alice)));
}

#[test]
fn without_an_adoption_no_session_is_found_under_the_old_name() {
    let starter = Starter::new();
    let own = starter.sign_up("Mallory");
    let (_, token) = own.split_once('=').unwrap();
    assert!(starter.knows(&own) && !starter.knows(&cookie(token)));
    // Nor a session of ours after one: only those that were Lucia's are exchanged.
    let starter = adopted();
    let own = starter.sign_up("Mallory");
    let (_, token) = own.split_once('=').unwrap();
    assert!(starter.knows(&own) && !starter.knows(&cookie(token)));
}
