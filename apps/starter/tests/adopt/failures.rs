//! What stands in the way of the command, and what interrupts it.

use crate::fixture::sessions;
use crate::kit::{Home, eventually};
use crate::{adopt, lucia, run};
use rusqlite::types::Value;
use std::fs;
use std::thread;
use std::time::Duration;

/// Every row of Lucia's tables.
fn rows(home: &Home) -> Vec<Vec<Value>> {
    let database = home.database();
    let mut rows = Vec::new();
    for table in ["sqlite_schema", "user", "user_key", "user_session"] {
        let mut statement = database.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let width = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|it| row.get(it)).collect();
        rows.extend(statement.query_map([], read).unwrap().map(Result::unwrap));
    }
    rows
}

/// Checks that no file has what was a cookie.
fn assert_illegible(home: &Home) {
    for file in home.files() {
        let bytes = fs::read(home.site().join(&file)).unwrap();
        let mut tokens = bytes.windows(40);
        assert!(!tokens.any(|it| sessions().flatten().any(|token| it == token.as_bytes())), "{file}");
    }
}

#[test]
fn other_arguments_are_refused_with_the_usage() {
    let home = lucia();
    let before = fs::read(home.file()).unwrap();
    for arguments in
        [&["adopt-lucia", "--dryrun"][..], &["adopt-lucia", "--dry-run", "now"], &["adopt"], &["--help"]]
    {
        let mut command = home.command();
        command.args(arguments);
        let (code, out, err) = run(&home, command);
        assert_eq!((code, out.as_str()), (2, ""));
        let usage = "usage: starter [adopt-lucia [--dry-run]]\n";
        assert!(err.starts_with("unexpected argument") && err.ends_with(usage), "{err}");
        assert_eq!(err.lines().count(), 2, "{err}");
    }
    assert_eq!(fs::read(home.file()).unwrap(), before);
}

#[test]
fn what_stands_in_the_way_is_one_line() {
    let home = lucia();
    home.execute("INSERT INTO user_key VALUES ('username:BOB_99', '00v0ze0fyw4b7ay', NULL)");
    let before = rows(&home);
    let (code, out, err) = adopt(&home, &[]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1));
    assert!(err.contains("1xyxx5drff4o4wh") && err.contains("00v0ze0fyw4b7ay"), "{err}");
    assert_eq!(rows(&home), before);

    let empty = Home::new();
    let (code, _, err) = adopt(&empty, &[]);
    assert!(code == 1 && err.lines().count() == 1 && err.contains("app.db"), "{err}");
    assert_eq!(empty.files(), [""; 0]);
}

/// Lucia's database with many sessions more.
fn large() -> Home {
    let home = lucia();
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                INSERT INTO user_session SELECT 'many' || hex(randomblob(18)), '00v0ze0fyw4b7ay', 1, 4102444800000 FROM n";
    assert_eq!(home.execute(many), 10000);
    home
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let home = large();
    let mode = |sql: &str| home.database().query_row(sql, [], |it| it.get::<_, String>(0)).unwrap();
    assert_eq!(mode("PRAGMA journal_mode = WAL"), "wal");
    let before = rows(&home);
    let size = fs::metadata(home.file()).unwrap().len();
    for room in [0, 64 * 1024, 1024 * 1024] {
        let limit = format!("--fsize={}", size + room);
        let script = r#"trap "" XFSZ; exec "$0" adopt-lucia"#;
        let (code, out, err) = run(&home, home.command_under("prlimit", &[&limit, "sh", "-c", script]));
        assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{err}");
        assert!(err.starts_with("the database was not adopted and is as it was: "), "{err}");
        assert_eq!((rows(&home) == before, mode("PRAGMA journal_mode").as_str()), (true, "wal"));
    }
    assert_eq!(adopt(&home, &[]).0, 0);
    home.assert_sound();
}

#[test]
fn a_kill_at_any_moment_leaves_it_adopted_or_not_and_nothing_between() {
    let home = large();
    let (original, before) = (fs::read(home.file()).unwrap(), rows(&home));
    let mut adoptions = 0;
    for millis in [1, 10, 30, 100, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000] {
        for file in home.files() {
            fs::remove_file(home.site().join(file)).unwrap();
        }
        fs::write(home.file(), &original).unwrap();
        let mut command = home.command();
        command.arg("adopt-lucia");
        let process = home.spawn(command);
        // The moment of the kill, not a wait for something.
        thread::sleep(Duration::from_millis(millis));
        process.kill();
        eventually("the program is gone", || process.status());
        let is_adopted = home.number("SELECT count(*) FROM pragma_table_info('user_session')") == 7;
        let hashes = home.number("SELECT count(*) FROM user_session WHERE length(id) = 64");
        if is_adopted {
            assert_eq!(hashes, 10006);
            assert_illegible(&home);
        } else {
            assert!(rows(&home) == before, "killed after {millis} ms");
        }
        adoptions += i32::from(is_adopted);
        home.assert_sound();
        assert_eq!(adopt(&home, &[]).0, 0);
    }
    println!("{adoptions} adoptions were done before the kill");
}
