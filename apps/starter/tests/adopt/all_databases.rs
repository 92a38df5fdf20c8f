//! `adopt-lucia` on every database, with the sign-ins afterwards.

use crate::fixture::{ACCOUNTS, DatabaseKind, LuciaAccount, fixture, sessions};
use crate::kit::{AppDirectory, ReplyExt, Starter, unix_millis};
use crate::{cookie, done, expiry_statement, lucia, texts};
use lucerna_servers::{MariaDb, Postgres, Server};
use std::process::Command;
use std::sync::Arc;

/// Lucia's database in a file or on a server. A server comes with the name of the database and the first statements of
/// each session.
struct LuciaDatabase {
    directory: Arc<AppDirectory>,
    server: Option<(Server, &'static str, &'static str)>,
}

impl LuciaDatabase {
    fn of(kind: DatabaseKind) -> Self {
        let server = match kind {
            DatabaseKind::Sqlite => return Self { directory: Arc::new(lucia()), server: None },
            DatabaseKind::Postgres => (Postgres::start().unwrap(), "postgres", ""),
            DatabaseKind::MariaDb => {
                (MariaDb::start().unwrap(), "lucerna", "USE lucerna; SET NAMES utf8mb4;")
            }
        };
        let database = Self { directory: Arc::new(AppDirectory::new()), server: Some(server) };
        database.ask(&format!("{} {}", fixture(kind), expiry_statement()));
        database
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.directory.command();
        if let Some((server, name, _)) = &self.server {
            command.env("DATABASE_URL", server.url(name));
        }
        command.args(arguments);
        command
    }

    fn ask(&self, sql: &str) -> Vec<String> {
        match &self.server {
            Some((server, _, first)) => {
                server.ask(&format!("{first} {sql}")).unwrap().lines().map(str::to_owned).collect()
            }
            None => texts(&self.directory, sql),
        }
    }
}

fn adopt_and_sign_in(kind: DatabaseKind) {
    let database = LuciaDatabase::of(kind);
    let (code, line) = database.directory.fail(database.command(&[]));
    assert!(code == 1 && line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");
    let adopt = |arguments: &[&str]| done(&database.directory, database.command(arguments));
    let (rehearsal, report) = (adopt(&["adopt-lucia", "--dry-run"]), adopt(&["adopt-lucia"]));
    let (what, rehearsed) = rehearsal.split_once('\n').unwrap();
    assert!(what.starts_with("dry run, nothing was changed"), "{rehearsal}");
    assert_eq!(report.strip_prefix("the database was adopted:\n"), Some(rehearsed));
    for line in ["4 users kept", "7 keys kept", "6 sessions kept", "3 dead sessions"] {
        assert!(report.contains(line), "{report}");
    }
    assert_eq!(adopt(&["adopt-lucia"]), "nothing was done: the database already belongs to Lucerna\n");

    let stored = database.ask("SELECT id FROM user_session");
    let starter = Starter::run(&database.directory, database.command(&[]));
    for id in stored {
        assert!(!starter.knows(&cookie(&id)) && !starter.knows(&format!("{}={id}", starter.cookie_name())));
    }
    assert_signed_in(&starter);
    let idle = format!("SELECT id FROM user_session WHERE active_expires < {}", unix_millis());
    assert_eq!(database.ask(&idle), [""; 0], "an idle session is renewed when it is used");
    let rehashed = database.ask("SELECT id FROM user_key WHERE hashed_password LIKE '$argon2id$%'");
    assert_eq!(rehashed.len(), 4);
}

/// Checks that users of Lucia stay signed in, receive a new cookie, and can sign in with their old passwords.
pub(crate) fn assert_signed_in(starter: &Starter) {
    for LuciaAccount { username, password, user_id } in ACCOUNTS {
        let wrong = starter.post("/login").credentials(username, &format!("{password}x")).send();
        assert_eq!(wrong.status, 401, "{username}");
        for typed in [username, &username.to_uppercase()] {
            let reply = starter.post("/login").credentials(typed, password).send();
            let page = starter.get("/").cookie(&reply.cookie().unwrap()).send();
            assert!(page.says(user_id) && page.says(username), "{page:?}");
        }
    }
    for (LuciaAccount { username, user_id, .. }, [active, idle, dead]) in ACCOUNTS.iter().zip(sessions()) {
        for session in [active, idle] {
            let page = starter.get("/").cookie(&cookie(&session)).send();
            assert!(page.status == 200 && page.says(user_id) && page.says(username), "{page:?}");
            let [own, old] = page.all("set-cookie")[..] else { panic!("{page:?}") };
            assert!(old.starts_with("auth_session=; Max-Age=0;"), "{page:?}");
            assert!(own.starts_with(&starter.cookie_name()) && !own.contains(&session), "{page:?}");
            assert!(starter.get("/").cookie(own.split(';').next().unwrap()).send().says(username));
        }
        assert!(!starter.knows(&cookie(&dead)));
    }
}

#[test]
fn sqlite() {
    adopt_and_sign_in(DatabaseKind::Sqlite);
}

#[test]
fn postgresql() {
    adopt_and_sign_in(DatabaseKind::Postgres);
}

#[test]
fn mariadb() {
    adopt_and_sign_in(DatabaseKind::MariaDb);
}
