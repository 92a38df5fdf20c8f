//! What Lucia 2.7 itself wrote: the accounts, the file, and the same as statements for other databases.

use std::fs;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    MariaDb,
}

/// An account of the fixture.
pub(crate) struct Account {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) user_id: &'static str,
    /// The ids of an active, an idle and a dead session.
    pub(crate) sessions: Option<[&'static str; 3]>,
}

pub(crate) const ACCOUNTS: [Account; 4] = [
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

/// The id of a user, and that of an active session of theirs.
pub(crate) const ALICE: &str = "00v0ze0fyw4b7ay";
pub(crate) const ACTIVE: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

/// The sessions of those who have some.
pub(crate) fn sessions() -> impl Iterator<Item = [&'static str; 3]> {
    ACCOUNTS.iter().filter_map(|it| it.sessions)
}

/// The file that Lucia wrote.
pub(crate) const FILE: &[u8] = include_bytes!("lucia-v2/lucia-v2.sqlite");

/// The tables of Lucia's documentation for this database, with a username.
pub(crate) fn tables(kind: Kind) -> String {
    let [id, name, key, token, time] = match kind {
        Kind::MariaDb => ["VARCHAR(15)", "VARCHAR(31)", "VARCHAR(255)", "VARCHAR(127)", "BIGINT UNSIGNED"],
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

/// What is in the file, as statements.
fn written() -> String {
    let copy = tempfile::NamedTempFile::new().unwrap();
    fs::write(copy.path(), FILE).unwrap();
    let file = rusqlite::Connection::open(copy.path()).unwrap();
    let text = "SELECT 'INSERT INTO auth_user VALUES (' || quote(id) || ',' || quote(username) || ');' FROM user
        UNION ALL SELECT 'INSERT INTO user_key VALUES (' || quote(id) || ',' || quote(user_id) || ',' || quote(hashed_password) || ');' FROM user_key
        UNION ALL SELECT 'INSERT INTO user_session VALUES (' || quote(id) || ',' || quote(user_id) || ',' || active_expires || ',' || idle_expires || ');' FROM user_session";
    let mut statement = file.prepare(text).unwrap();
    statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap).collect()
}

/// Everything that Lucia wrote, in its tables.
pub(crate) fn fixture(kind: Kind) -> String {
    tables(kind) + &written()
}
