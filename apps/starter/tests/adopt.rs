//! `adopt-lucia`, on the database that Lucia 2.7 itself wrote: everybody signs in as before, and stays signed in.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
mod kit;

#[path = "adopt/mysql.rs"]
mod mysql;
#[path = "adopt/postgres.rs"]
mod postgres;

#[path = "adopt/redis.rs"]
mod redis;

use kit::{Home, Starter, eventually, unix_millis};
use rusqlite::types::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

struct Account {
    username: &'static str,
    password: &'static str,
    user_id: &'static str,
    /// The ids of an active, an idle and a dead session.
    sessions: Option<[&'static str; 3]>,
}

const ACCOUNTS: [Account; 4] = [
    Account {
        username: "Alice",
        password: "correct horse battery",
        user_id: "00v0ze0fyw4b7ay",
        sessions: Some([
            "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle",
            "663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9",
            "l86oiihdturxa8uau3k93urn6p343lpxejr1e5pf",
        ]),
    },
    Account {
        username: "Bob_99",
        password: "Tr0ub4dor&3",
        user_id: "1xyxx5drff4o4wh",
        sessions: Some([
            "ruzb3uxrogrsmselbngnt3mm4eu1f2h7q0la7quq",
            "7zslv7aozx03gh0lnwtqbo5y27eyc3h6oiq45tw1",
            "468fzuwx1n6d3etz2btzoia8htb8im1ud61t7lun",
        ]),
    },
    Account {
        username: "José",
        password: "ﬁancé-Ångström",
        user_id: "plbss4utt6d5zpg",
        sessions: Some([
            "1ujrs7u6bn17dstdvkod9mhalpqnb078grnocqtq",
            "sesemlcp6807i2tnistjgb6eda50nh3qqs7mkqwe",
            "0fo0cpbvbgys0jxsp4wyvtetxqjb0s8cb91sl945",
        ]),
    },
    // Its hash is of the form that Lucia wrote before v1.
    Account {
        username: "Legacy",
        password: "correct horse battery",
        user_id: "legacyuser00001",
        sessions: None,
    },
];

/// A directory with Lucia's database, in which the dead sessions are dead whatever time it is.
fn lucia() -> Home {
    let home = Home::new();
    let original = "../../crates/lucerna-store-sqlite/tests/adopt/lucia-v2.sqlite";
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(original), home.file()).unwrap();
    let dead: Vec<_> = sessions().map(|[_, _, dead]| format!("'{dead}'")).collect();
    let past = "UPDATE user_session SET active_expires = 1, idle_expires = 2 WHERE id IN";
    assert_eq!(home.execute(&format!("{past} ({})", dead.join(", "))), 3);
    home
}

fn sessions() -> impl Iterator<Item = [&'static str; 3]> {
    ACCOUNTS.iter().filter_map(|it| it.sessions)
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

/// A starter on the adopted database.
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

#[test]
fn it_says_what_it_did_and_a_second_time_that_there_was_nothing_to_do() {
    let home = lucia();
    let before = fs::read(home.file()).unwrap();
    let (code, rehearsal, err) = adopt(&home, &["--dry-run"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(rehearsal.starts_with("dry run, nothing was changed"), "{rehearsal}");
    assert_eq!(fs::read(home.file()).unwrap(), before);
    assert_eq!(home.files(), ["app.db"]);

    let (code, report, err) = adopt(&home, &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for line in
        ["the database was adopted:", "4 users kept", "7 keys kept", "6 sessions kept", "3 dead sessions"]
    {
        assert!(report.contains(line), "{report}");
    }
    assert_eq!(report.lines().skip(1).collect::<Vec<_>>(), rehearsal.lines().skip(1).collect::<Vec<_>>());

    let done = fs::read(home.file()).unwrap();
    let nothing = "nothing was done: the database is Lucerna's already\n";
    assert_eq!(adopt(&home, &[]), (0, nothing.to_owned(), String::new()));
    assert_eq!(fs::read(home.file()).unwrap(), done);
    home.assert_sound();
}

#[test]
fn without_it_the_starter_names_the_command_and_does_not_begin() {
    let home = lucia();
    let before = fs::read(home.file()).unwrap();
    let (code, line) = home.fail(home.command());
    assert_eq!(code, 1);
    assert!(line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");
    assert_eq!(fs::read(home.file()).unwrap(), before);
}

#[test]
fn everybody_signs_in_with_their_password_which_is_hashed_anew() {
    let starter = adopted();
    for Account { username, password, user_id, .. } in ACCOUNTS {
        let wrong = starter.post("/login").credentials(username, &format!("{password}x")).send();
        assert_eq!(wrong.status, 401, "{username}");
        for typed in [username, &username.to_uppercase()] {
            let reply = starter.post("/login").credentials(typed, password).send();
            assert!(reply.goes_to("/"), "{typed}: {reply:?}");
            let page = starter.get("/").cookie(&reply.cookie().unwrap()).send();
            assert!(page.says(user_id) && page.says(username), "{page:?}");
        }
    }
    let new = "SELECT count(*) FROM user_key WHERE hashed_password LIKE '$argon2id$%'";
    assert_eq!(starter.home.number(new), 4);
}

#[test]
fn whoever_was_signed_in_stays_so_and_nobody_else() {
    let starter = adopted();
    for Account { username, user_id, sessions, .. } in ACCOUNTS {
        let Some([active, idle, dead]) = sessions else { continue };
        for session in [active, idle] {
            let page = starter.get("/").cookie(&cookie(session)).send();
            assert!(page.status == 200 && page.says(user_id) && page.says(username), "{page:?}");
        }
        assert!(!starter.knows(&cookie(dead)));
    }
    // What was idle was renewed by being used.
    let idle = format!("SELECT count(*) FROM user_session WHERE active_expires < {}", unix_millis());
    assert_eq!(starter.home.number(&idle), 0);
}

#[test]
fn lucia_flaw_10_what_the_database_holds_is_nobodys_cookie() {
    let starter = adopted();
    let database = starter.home.database();
    let mut statement = database.prepare("SELECT id FROM user_session").unwrap();
    let stored: Vec<String> = statement.query_map([], |it| it.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(stored.len(), 6);
    for id in stored {
        assert!(!starter.knows(&cookie(&id)) && !starter.knows(&format!("lucerna_session={id}")));
    }
    assert_illegible(&starter.home);
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
fn signing_out_ends_an_adopted_session() {
    let starter = adopted();
    let [active, idle, _] = sessions().next().unwrap();
    assert!(starter.post("/logout").cookie(&cookie(active)).send().goes_to("/login"));
    assert!(!starter.knows(&cookie(active)));
    assert!(starter.knows(&cookie(idle)));
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
        assert!(
            err.starts_with("unexpected argument") && err.ends_with(usage) && err.lines().count() == 2,
            "{err}"
        );
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
