//! A database file that is locked, full, read-only or corrupt: the error says so, and no data is lost.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, Reply, ReplyExt, Starter, unix_millis};
use rusqlite::TransactionBehavior;
use std::fs;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn while_another_process_writes_reads_continue_and_writes_get_503() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let mut database = starter.directory.database();
    let lock = database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    thread::scope(|scope| {
        let start = Instant::now();
        let sign_up = scope.spawn(|| starter.post("/signup").user("Barbara").send());
        while !sign_up.is_finished() {
            let asked = Instant::now();
            assert!(starter.knows(&cookie));
            assert!(asked.elapsed() < Duration::from_secs(4), "reads wait for the lock");
        }
        let refused = sign_up.join().unwrap();
        refused.assert_refusal(503);
        assert_eq!(refused.header("retry-after"), "1");
        assert!(start.elapsed() >= Duration::from_secs(4), "the busy timeout was not used");
    });
    lock.rollback().unwrap();
    starter.sign_up("Barbara");
    starter.assert_healthy();
}

#[test]
fn a_write_waits_until_another_process_releases_the_lock() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let mut database = starter.directory.database();
    let lock = database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    thread::scope(|scope| {
        let sign_up = scope.spawn(|| starter.sign_up("Barbara"));
        assert_eq!(starter.get("/login").send().status, 200);
        lock.rollback().unwrap();
        assert!(starter.knows(&sign_up.join().unwrap()));
    });
}

#[test]
fn on_a_full_disk_writes_get_503_until_there_is_room() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::run(&directory, with_small_files(&directory));
    let (mut acknowledged, mut without_session) = (Vec::new(), Vec::new());
    let refused = (0..1000).find_map(|it| {
        let name = format!("visitor {it}");
        let reply = starter.post("/signup").user(&name).send();
        match reply.cookie() {
            Some(cookie) => acknowledged.push((name, cookie)),
            // The account was created, and its session found no room.
            None if reply.goes_to("/login") => without_session.push(name),
            None => return Some(reply),
        }
        None
    });
    let refused = refused.unwrap();
    refused.assert_refusal(503);
    assert_eq!(refused.header("retry-after"), "1");
    assert!(acknowledged.len() > 3, "{}", acknowledged.len());
    // Users stay signed in, and the reply to a sign-out is correct.
    let (_, cookie) = acknowledged.last().unwrap();
    assert!(starter.knows(cookie));
    let sign_out = starter.post("/logout").cookie(cookie).send();
    assert!(sign_out.status == 503 || sign_out.goes_to("/login"), "{sign_out:?}");
    assert_eq!(starter.knows(cookie), sign_out.status == 503);
    if sign_out.status != 503 {
        acknowledged.pop();
    }

    make_room(&starter);
    acknowledged.push(("Alice".to_owned(), starter.sign_up("Alice")));
    for (name, cookie) in &acknowledged {
        assert!(starter.knows(cookie), "{name}");
        starter.sign_in(name);
    }
    without_session.iter().for_each(|it| drop(starter.sign_in(it)));
    starter.assert_healthy();
    directory.assert_sound();
}

#[test]
fn waiting_writes_share_one_timeout() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let past = unix_millis() - 1;
    starter.directory.execute(&format!("UPDATE user_session SET active_expires = {past}"));
    let database = starter.directory.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    thread::scope(|scope| {
        let sign_up = |it: usize| {
            let starter = &starter;
            scope.spawn(move || starter.post("/signup").user(&format!("visitor {it}")).send())
        };
        let sign_ups: Vec<_> = (0..6).map(sign_up).collect();
        let idle = scope.spawn(|| starter.knows(&cookie));
        sign_ups.into_iter().for_each(|it| it.join().unwrap().assert_refusal(503));
        assert!(idle.join().unwrap());
    });
    // The limit is twice the timeout of five seconds: writes that arrive while the first waits are refused with it.
    assert!(start.elapsed() < Duration::from_secs(14), "{:?}", start.elapsed());
    database.execute_batch("ROLLBACK").unwrap();
    // A refused sign-up left no account.
    (0..6).for_each(|it| drop(starter.sign_up(&format!("visitor {it}"))));
}

/// The size decides where the disk is full: before the user, or between the user and the session.
#[test]
fn after_a_full_disk_a_sign_up_can_be_retried_or_reports_the_new_account() {
    for blocks in (1140..1320).step_by(30) {
        let directory = Arc::new(AppDirectory::new());
        let limit = format!(r#"trap "" XFSZ; ulimit -S -f {blocks}; exec "$0""#);
        let starter = Starter::run(&directory, directory.command_under("sh", &["-c", &limit]));
        let sign_up = |it: usize| (it, starter.post("/signup").user(&format!("visitor {it}")).send());
        let (at, reply) = (0..1000).map(sign_up).find(|(_, it)| it.cookie().is_none()).unwrap();
        make_room(&starter);
        if reply.goes_to("/login") {
            starter.sign_in(&format!("visitor {at}"));
        } else {
            reply.assert_refusal(503);
            starter.sign_up(&format!("visitor {at}"));
        }
    }
}

/// Returns the command with a limit on the size of files. A write beyond it is an error.
fn with_small_files(directory: &AppDirectory) -> Command {
    directory.command_under("sh", &["-c", r#"trap "" XFSZ; ulimit -S -f 2000; exec "$0""#])
}

fn make_room(starter: &Starter) {
    let pid = starter.pid().to_string();
    let prlimit = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:unlimited"]).status();
    assert!(prlimit.unwrap().success());
}

#[test]
fn a_read_only_file_is_reported_in_one_line() {
    let directory = populated();
    let before = fs::read(directory.file()).unwrap();
    let command = unprivileged(&directory);
    fs::set_permissions(directory.file(), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(directory.working_directory(), fs::Permissions::from_mode(0o555)).unwrap();
    let (code, line) = directory.fail(command);
    fs::set_permissions(directory.working_directory(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code, 1);
    assert_says_where_to_write(&line, &directory);
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

#[test]
fn an_unreadable_file_is_reported_in_one_line() {
    let directory = populated();
    let command = unprivileged(&directory);
    fs::set_permissions(directory.file(), fs::Permissions::from_mode(0o000)).unwrap();
    let (code, line) = directory.fail(command);
    assert_eq!(code, 1);
    assert_says_where_to_write(&line, &directory);
}

fn assert_says_where_to_write(line: &str, directory: &AppDirectory) {
    assert!(line.starts_with("DATABASE_URL=app.db: the database cannot be opened: app.db: "), "{line}");
    let place = fs::canonicalize(directory.working_directory()).unwrap();
    assert!(line.contains(&format!("the directory {}", place.display())), "{line}");
    assert!(line.contains("let the user of the program write"), "{line}");
}

#[test]
fn a_read_only_directory_is_reported_in_one_line() {
    let directory = AppDirectory::new();
    let command = unprivileged(&directory);
    fs::set_permissions(directory.working_directory(), fs::Permissions::from_mode(0o555)).unwrap();
    let (code, line) = directory.fail(command);
    fs::set_permissions(directory.working_directory(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code, 1);
    assert_says_where_to_write(&line, &directory);
    assert_eq!(directory.files(), [""; 0]);
}

/// Returns the command for a user to whom permissions apply. For root, that is another user with a copy of the program.
fn unprivileged(directory: &AppDirectory) -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return directory.command();
    }
    let copy = directory.root().join("starter");
    fs::copy(env!("CARGO_BIN_EXE_starter"), &copy).unwrap();
    fs::set_permissions(directory.root(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = directory.command_of(&copy);
    command.uid(65534).gid(65534);
    command
}

#[test]
fn a_corrupt_file_is_reported_in_one_line_and_stays_unchanged() {
    let good = fs::read(populated().file()).unwrap();
    let mut torn = good.clone();
    torn.truncate(4096);
    let mut header = good.clone();
    header[16..100].fill(0xa5);
    let mut schema = good.clone();
    schema[100..4096].fill(0xa5);
    for bytes in [b"this is no database, but a letter to a friend".repeat(200), torn, header, schema] {
        let directory = AppDirectory::new();
        fs::write(directory.file(), &bytes).unwrap();
        let (code, line) = directory.fail(directory.command());
        assert_eq!(code, 1);
        assert!(line.starts_with("DATABASE_URL=app.db: "), "{line}");
        assert_eq!(fs::read(directory.file()).unwrap(), bytes, "{line}");
    }
}

#[test]
fn rt_123_a_file_that_becomes_corrupt_signs_no_user_out() {
    let directory = AppDirectory::new();
    let directory = Arc::new(directory);
    let starter = Starter::at(&directory);
    let cookie = starter.sign_up("Alice");
    starter.signal("TERM");
    starter.ended();
    directory.execute("VACUUM");

    let starter = Starter::at(&directory);
    overwrite_pages(&directory.file());
    for _ in 0..8 {
        let broken = |reply: Reply| reply.assert_refusal(503);
        broken(starter.get("/").cookie(&cookie).send());
        broken(starter.get("/login").cookie(&cookie).send());
        broken(starter.post("/logout").cookie(&cookie).send());
        broken(starter.post("/login").user("Alice").send());
        broken(starter.post("/signup").user("Barbara").send());
    }
    starter.assert_healthy();
}

/// Overwrites every page but the first, which says where the tables are.
fn overwrite_pages(path: &Path) {
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
    assert!(length > 2 * 4096);
    file.write_all_at(&vec![0xa5; length - 4096], 4096).unwrap();
}

/// Returns a directory whose database has one user.
fn populated() -> AppDirectory {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    starter.sign_up("Alice");
    starter.signal("TERM");
    starter.ended();
    drop(starter);
    let directory = Arc::into_inner(directory).unwrap();
    directory.assert_sound();
    assert_eq!(directory.files(), ["app.db"]);
    directory
}
