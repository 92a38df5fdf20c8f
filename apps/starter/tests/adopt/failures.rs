//! Failures and interruptions of the command.

use crate::fixture::sessions;
use crate::kit::{AppDirectory, eventually};
use crate::{adopt, done, lucia, run, texts};
use std::fs;
use std::thread;
use std::time::Duration;

/// Returns every table definition and every row of Lucia's database.
fn rows(directory: &AppDirectory) -> Vec<String> {
    let rows = "SELECT concat_ws(' ', type, name, rootpage, sql) FROM sqlite_schema
        UNION ALL SELECT concat_ws(' ', id, username) FROM user
        UNION ALL SELECT concat_ws(' ', id, user_id, quote(hashed_password)) FROM user_key
        UNION ALL SELECT concat_ws(' ', id, user_id, active_expires, idle_expires) FROM user_session ORDER BY 1";
    texts(directory, rows)
}

/// Checks that no file contains the value of a cookie of Lucia.
fn assert_no_tokens(directory: &AppDirectory) {
    let tokens = sessions();
    for file in directory.files() {
        let bytes = fs::read(directory.working_directory().join(&file)).unwrap();
        let is_token = |it: &[u8]| tokens.as_flattened().iter().any(|token| it == token.as_bytes());
        assert!(!bytes.windows(40).any(is_token), "{file}");
    }
}

#[test]
fn other_arguments_are_refused_with_the_usage() {
    let directory = lucia();
    let before = fs::read(directory.file()).unwrap();
    for arguments in
        [&["adopt-lucia", "--dryrun"][..], &["adopt-lucia", "--dry-run", "now"], &["adopt"], &["--help"]]
    {
        let mut command = directory.command();
        command.args(arguments);
        let (code, out, err) = run(&directory, command);
        assert_eq!((code, out.as_str()), (2, ""));
        let usage = "usage: starter [adopt-lucia [--dry-run] | backup FILE | restore FILE | unlock NAME]\n";
        assert!(err.starts_with("unexpected argument") && err.ends_with(usage), "{err}");
        assert_eq!(err.lines().count(), 2, "{err}");
    }
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

#[test]
fn a_failure_is_one_line() {
    let directory = lucia();
    directory.execute("INSERT INTO user_key VALUES ('username:BOB_99', '00v0ze0fyw4b7ay', NULL)");
    let (code, line) = directory.fail(adopt(&directory));
    assert!(code == 1 && line.contains("1xyxx5drff4o4wh") && line.contains("00v0ze0fyw4b7ay"), "{line}");

    let empty = AppDirectory::new();
    let (code, line) = empty.fail(adopt(&empty));
    assert!(code == 1 && line.contains("app.db"), "{line}");
    assert_eq!(empty.files(), [""; 0]);
}

/// Returns Lucia's database with 10,000 more sessions.
fn large() -> AppDirectory {
    let directory = lucia();
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                INSERT INTO user_session SELECT 'many' || hex(randomblob(18)), '00v0ze0fyw4b7ay', 1, 4102444800000 FROM n";
    assert_eq!(directory.execute(many), 10000);
    directory
}

#[test]
fn a_full_disk_leaves_the_database_unchanged() {
    let directory = large();
    let mode = |sql: &str| directory.database().query_row(sql, [], |it| it.get::<_, String>(0)).unwrap();
    assert_eq!(mode("PRAGMA journal_mode = WAL"), "wal");
    let before = rows(&directory);
    let size = fs::metadata(directory.file()).unwrap().len();
    for room in [0, 64 * 1024, 1024 * 1024] {
        let limit = format!("--fsize={}", size + room);
        let script = r#"trap "" XFSZ; exec "$0" adopt-lucia"#;
        let (code, line) = directory.fail(directory.command_under("prlimit", &[&limit, "sh", "-c", script]));
        assert!(code == 1 && line.starts_with("the database was not adopted and is unchanged: "), "{line}");
        assert_eq!((rows(&directory) == before, mode("PRAGMA journal_mode").as_str()), (true, "wal"));
    }
    done(&directory, adopt(&directory));
    directory.assert_sound();
}

#[test]
fn after_a_kill_the_database_is_adopted_completely_or_not_at_all() {
    let directory = large();
    let (original, before) = (fs::read(directory.file()).unwrap(), rows(&directory));
    let mut adoptions = 0;
    for millis in [1, 10, 30, 100, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000] {
        for file in directory.files() {
            fs::remove_file(directory.working_directory().join(file)).unwrap();
        }
        fs::write(directory.file(), &original).unwrap();
        let process = directory.spawn(adopt(&directory));
        // This time sets the moment of the kill.
        thread::sleep(Duration::from_millis(millis));
        process.kill();
        eventually("the program ends", || process.status());
        let limits = "SELECT count(*) FROM pragma_table_info('user_session') WHERE name = 'absolute_expires'";
        let is_adopted = directory.number(limits) == 1;
        if is_adopted {
            assert_eq!(directory.number("SELECT count(*) FROM user_session WHERE length(id) = 64"), 10006);
            assert_no_tokens(&directory);
        } else {
            assert!(rows(&directory) == before, "killed after {millis} ms");
        }
        adoptions += i32::from(is_adopted);
        directory.assert_sound();
        done(&directory, adopt(&directory));
    }
    println!("{adoptions} adoptions were done before the kill");
}
