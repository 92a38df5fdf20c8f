//! The commands `backup` and `restore`, beside a running program and without one.

use crate::kit::{AppDirectory, Starter};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;
use std::sync::Arc;
use std::thread;

/// Runs a command and returns its exit code and its output.
fn run(directory: &AppDirectory, arguments: &[&str]) -> (Option<i32>, String) {
    run_with(directory, arguments, &[])
}

fn run_with(
    directory: &AppDirectory,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (Option<i32>, String) {
    let mut command = directory.command();
    command.args(arguments).envs(variables.iter().copied());
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn end(starter: &Starter) {
    starter.signal("TERM");
    assert_eq!(starter.ended().code(), Some(0));
}

#[test]
fn a_backup_beside_the_running_program_is_complete_and_can_be_restored() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    let cookie = starter.sign_up("Alice");
    let (code, said) = run(&directory, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("copy.db is a complete and checked copy of app.db"), "{said}");
    let copy = directory.working_directory().join("copy.db");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(directory.files(), ["app.db", "app.db-shm", "app.db-wal", "copy.db"]);
    starter.sign_up("Barbara");
    assert!(starter.knows(&cookie));

    // The database in use is not replaced.
    let (code, said) = run(&directory, &["restore", "copy.db"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("a program has") && said.contains("stop it"), "{said}");
    assert!(starter.knows(&cookie));
    starter.sign_in("Barbara");
    end(&starter);
    drop(starter);

    let (code, said) = run(&directory, &["restore", "copy.db"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("app.db.before-restore-1"), "{said}");
    let starter = Starter::at(&directory);
    assert!(!starter.knows(&cookie), "a session that may have been revoked since is alive");
    starter.sign_in("Alice");
    starter.sign_up("Barbara");
    end(&starter);
    drop(starter);
    assert_eq!(directory.files(), ["app.db", "app.db.before-restore-1", "copy.db"]);
}

#[test]
fn a_backup_during_sign_ups_disturbs_none() {
    let starter = Starter::new();
    thread::scope(|scope| {
        let sign_ups = scope.spawn(|| (0..20).for_each(|it| drop(starter.sign_up(&format!("visitor {it}")))));
        for it in 0..5 {
            let name = format!("copy-{it}.db");
            let (code, said) = run(&starter.directory, &["backup", &name]);
            assert_eq!(code, Some(0), "{said}");
        }
        sign_ups.join().unwrap();
    });
    starter.assert_healthy();
}

/// A killed program leaves its log, which would undo a file that is copied over the database.
#[test]
fn a_restored_backup_is_not_undone_by_the_log_of_a_killed_program() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    starter.sign_up("Alice");
    assert_eq!(run(&directory, &["backup", "copy.db"]).0, Some(0));
    starter.sign_up("Barbara");
    starter.kill();
    starter.ended();
    drop(starter);
    let (code, said) = run(&directory, &["restore", "copy.db"]);
    assert_eq!(code, Some(0), "{said}");
    let starter = Starter::at(&directory);
    starter.sign_in("Alice");
    assert_eq!(directory.number("SELECT count(*) FROM user"), 1);
    // The former database has both.
    end(&starter);
    drop(starter);
    assert_eq!(run(&directory, &["restore", "app.db.before-restore-1"]).0, Some(0));
    assert_eq!(directory.number("SELECT count(*) FROM user"), 2);
}

#[test]
fn refusals_say_what_to_do() {
    let directory = Arc::new(AppDirectory::new());
    let (code, said) = run(&directory, &["backup", "copy.db"]);
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.starts_with("DATABASE_URL=app.db: the backup cannot be made: app.db: "), "{said}");
    assert_eq!(directory.files(), [""; 0]);

    let starter = Starter::at(&directory);
    fs::write(directory.working_directory().join("letter"), "no database").unwrap();
    let (_, said) = run(&directory, &["backup", "letter"]);
    assert!(said.contains("letter exists already and was not changed: choose another name"), "{said}");
    end(&starter);
    drop(starter);
    let (code, said) = run(&directory, &["restore", "letter"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the backup cannot be used: letter: "), "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    assert_eq!(directory.files(), ["app.db", "letter"]);
}

#[cfg(all(feature = "mysql", feature = "postgres"))]
#[test]
fn a_server_has_tools_of_its_own() {
    let directory = AppDirectory::new();
    for (url, tool) in
        [("postgres://app:secret@db/app", "pg_dump"), ("mysql://app:secret@db/app", "mariadb-dump")]
    {
        for command in ["backup", "restore"] {
            let (code, said) = run_with(&directory, &[command, "copy.db"], &[("DATABASE_URL", url)]);
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains(tool) && !said.contains("secret"), "{said}");
        }
    }
}
