//! The data that Lucia 2.7 itself wrote: the accounts, the SQLite file, and the same as statements for other
//! databases.

use std::fs;

/// The kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseKind {
    Sqlite,
    Postgres,
    MariaDb,
}

/// An account of the fixture.
pub(crate) struct LuciaAccount {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) user_id: &'static str,
}

/// All accounts. The last has no sessions, and a hash in the format that Lucia wrote before v1.
pub(crate) const ACCOUNTS: [LuciaAccount; 4] = [
    LuciaAccount { username: "Alice", password: "correct horse battery", user_id: ALICE },
    LuciaAccount { username: "Bob_99", password: "Tr0ub4dor&3", user_id: BOB },
    LuciaAccount { username: "José", password: "ﬁancé-Ångström", user_id: "plbss4utt6d5zpg" },
    LuciaAccount { username: "Legacy", password: "correct horse battery", user_id: "legacyuser00001" },
];

/// The ids of two users, and that of an active session of the first.
pub(crate) const ALICE: &str = "00v0ze0fyw4b7ay";
pub(crate) const BOB: &str = "1xyxx5drff4o4wh";
pub(crate) const ACTIVE: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

/// Returns the ids of an active, an idle and a dead session of each account that has sessions.
pub(crate) fn sessions() -> [[String; 3]; 3] {
    let mut ids = read("SELECT id FROM user_session ORDER BY user_id, idle_expires DESC").into_iter();
    [(); 3].map(|()| [(); 3].map(|()| ids.next().unwrap()))
}

/// The file that Lucia wrote.
pub(crate) const FILE: &[u8] = include_bytes!("lucia-v2/lucia-v2.sqlite");

/// Runs a query on the file.
fn read(sql: &str) -> Vec<String> {
    let copy = tempfile::NamedTempFile::new().unwrap();
    fs::write(copy.path(), FILE).unwrap();
    let file = rusqlite::Connection::open(copy.path()).unwrap();
    let mut statement = file.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Returns the tables of Lucia's documentation for this database, with a username.
pub(crate) fn tables(kind: DatabaseKind) -> String {
    let [id, name, key, token, time] = match kind {
        DatabaseKind::MariaDb => {
            ["VARCHAR(15)", "VARCHAR(31)", "VARCHAR(255)", "VARCHAR(127)", "BIGINT UNSIGNED"]
        }
        _ => ["TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"],
    };
    format!(
        "CREATE TABLE auth_user (id {id} NOT NULL PRIMARY KEY, username {name} NOT NULL UNIQUE);
         CREATE TABLE user_key (id {key} NOT NULL PRIMARY KEY, user_id {id} NOT NULL, hashed_password {key},
             FOREIGN KEY (user_id) REFERENCES auth_user(id));
         CREATE TABLE user_session (id {token} NOT NULL PRIMARY KEY, user_id {id} NOT NULL, active_expires {time} NOT NULL,
             idle_expires {time} NOT NULL, FOREIGN KEY (user_id) REFERENCES auth_user(id));"
    )
}

/// Returns the statements for everything that Lucia wrote.
pub(crate) fn fixture(kind: DatabaseKind) -> String {
    let [users, keys, sessions] = [
        ("user", "auth_user", "id, username"),
        ("user_key", "user_key", "id, user_id, hashed_password"),
        ("user_session", "user_session", "id, user_id, active_expires, idle_expires"),
    ]
    .map(|(from, to, columns)| {
        let values = columns.replace(", ", ") || ',' || quote(");
        read(&format!("SELECT 'INSERT INTO {to} VALUES (' || quote({values}) || ');' FROM {from}")).concat()
    });
    tables(kind) + &users + &keys + &sessions
}
