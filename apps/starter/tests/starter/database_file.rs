//! The database file at the end of the program, and when it is moved, removed or replaced under the running program.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

#[test]
fn a_clean_end_leaves_one_complete_file() {
    for signal in ["TERM", "INT"] {
        let directory = Arc::new(AppDirectory::new());
        let starter = Starter::at(&directory);
        let cookie = starter.sign_up("Alice");
        assert!(starter.knows(&cookie));
        starter.signal(signal);
        assert_eq!(starter.ended().code(), Some(0), "{}", directory.err());
        assert_eq!(directory.files(), ["app.db"], "{signal}");
        let copy = directory.root().join("copy.db");
        fs::copy(directory.file(), &copy).unwrap();
        assert_eq!(users(&copy), 1, "{signal}");
    }
}

/// A request that is still running at the end neither keeps the log nor loses a write.
#[test]
fn an_end_during_sign_ups_leaves_one_file_with_all_acknowledged_users() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    let sign_up =
        |name: String| starter.post("/signup").user(&name).try_send().is_ok_and(|it| it.goes_to("/"));
    let acknowledged: usize = thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                scope.spawn(move || (0..).take_while(|it| sign_up(format!("visitor {client} {it}"))).count())
            })
            .collect();
        thread::sleep(Duration::from_millis(700));
        starter.signal("TERM");
        clients.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert_eq!(starter.ended().code(), Some(0), "{}", directory.err());
    assert_eq!(directory.files(), ["app.db"]);
    assert!(users(&directory.file()) >= i64::try_from(acknowledged).unwrap());
}

#[test]
fn a_killed_program_leaves_its_log_and_recovers() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    let cookie = starter.sign_up("Alice");
    starter.kill();
    starter.ended();
    drop(starter);
    assert!(directory.files().contains(&"app.db-wal".to_owned()));
    let starter = Starter::at(&directory);
    assert!(starter.knows(&cookie));
    starter.sign_in("Alice");
}

#[test]
fn a_removed_file_is_503() {
    let (starter, cookie) = started();
    fs::remove_file(starter.directory.file()).unwrap();
    assert_outage(&starter, &cookie);
    assert!(!starter.directory.file().exists());
}

#[test]
fn a_replaced_file_is_503_until_a_restart() {
    let (starter, cookie) = started();
    let other = other_database(&starter.directory);
    fs::rename(&other, starter.directory.file()).unwrap();
    assert_outage(&starter, &cookie);
    let directory = Arc::clone(&starter.directory);
    starter.signal("TERM");
    assert_eq!(starter.ended().code(), Some(1), "{}", directory.err());
    assert!(directory.err().contains("was replaced by another file"), "{}", directory.err());
    drop(starter);

    let starter = Starter::at(&directory);
    assert!(!starter.knows(&cookie), "the log of the replaced file was written into this one");
    starter.sign_up("Barbara");
    assert_eq!(users(&directory.file()), 1);
}

#[test]
fn a_moved_file_is_503_until_it_is_back() {
    let (starter, cookie) = started();
    let moved = starter.directory.root().join("moved.db");
    fs::rename(starter.directory.file(), &moved).unwrap();
    assert_outage(&starter, &cookie);
    fs::rename(&moved, starter.directory.file()).unwrap();
    assert!(starter.knows(&cookie));
    starter.sign_in("Alice");
    starter.sign_up("Barbara");
}

#[test]
fn a_removed_log_is_503_and_loses_nothing() {
    let (starter, cookie) = started();
    let directory = Arc::clone(&starter.directory);
    fs::remove_file(directory.working_directory().join("app.db-wal")).unwrap();
    // Reads of the open log are right, and look whether it is in its place ten times a second.
    thread::sleep(Duration::from_millis(150));
    assert_outage(&starter, &cookie);
    starter.kill();
    starter.ended();
    drop(starter);
    let starter = Starter::at(&directory);
    assert!(starter.knows(&cookie));
    starter.sign_in("Alice");
}

fn started() -> (Starter, String) {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    assert!(starter.knows(&cookie));
    (starter, cookie)
}

/// Checks that no user is signed out, no password is refused, and no sign-up is acknowledged.
fn assert_outage(starter: &Starter, cookie: &str) {
    for it in 0..20 {
        for refused in [
            starter.get("/").cookie(cookie).send(),
            starter.post("/login").user("Alice").send(),
            starter.post("/signup").user(&format!("visitor {it}")).send(),
        ] {
            refused.assert_refusal(503);
            assert_eq!(refused.header("retry-after"), "1");
        }
    }
    let log = starter.directory.err();
    assert!(log.contains("restart the program"), "{log}");
}

/// Returns the database of another run, without users.
fn other_database(directory: &AppDirectory) -> std::path::PathBuf {
    let other = Arc::new(AppDirectory::new());
    let starter = Starter::at(&other);
    starter.signal("TERM");
    starter.ended();
    let path = directory.root().join("other.db");
    fs::copy(other.file(), &path).unwrap();
    path
}

fn users(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row("SELECT count(*) FROM user", [], |row| row.get(0)).unwrap()
}
