//! The whole way on every database.

use crate::fixture::{ACCOUNTS, Account, Kind, fixture};
use crate::kit::{Home, Starter, unix_millis};
use crate::{cookie, lucia, past, run};
use lucerna_servers::{MariaDb, Postgres, Server};
use std::fs;
use std::process::Command;
use std::sync::Arc;

/// Lucia's database, and how it is asked.
struct Place {
    home: Arc<Home>,
    server: Option<(Server, Kind)>,
}

impl Place {
    fn of(kind: Kind) -> Self {
        let server = match kind {
            Kind::Sqlite => return Self { home: Arc::new(lucia()), server: None },
            Kind::Postgres => Postgres::start().unwrap(),
            Kind::MariaDb => MariaDb::start().unwrap(),
        };
        let place = Self { home: Arc::new(Home::new()), server: Some((server, kind)) };
        place.ask(&format!("{} {}", fixture(kind), past()));
        place
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.command();
        match &self.server {
            Some((server, Kind::MariaDb)) => command.env("DATABASE_URL", server.url("lucerna")),
            Some((server, _)) => command.env("DATABASE_URL", server.url("postgres")),
            None => &mut command,
        };
        command.args(arguments);
        command
    }

    fn ask(&self, sql: &str) -> String {
        match &self.server {
            Some((server, Kind::MariaDb)) => {
                server.ask(&format!("USE lucerna; SET NAMES utf8mb4; {sql}")).unwrap()
            }
            Some((server, _)) => server.ask(sql).unwrap(),
            None => {
                let database = self.home.database();
                let mut statement = database.prepare(sql).unwrap();
                let rows = statement.query_map([], |it| it.get::<_, String>(0)).unwrap();
                rows.map(Result::unwrap).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

fn story(kind: Kind) {
    let place = Place::of(kind);
    let (code, line) = place.home.fail(place.command(&[]));
    assert!(code == 1 && line.ends_with("cargo run -p starter -- adopt-lucia"), "{line}");

    let rows = "SELECT id FROM user_session ORDER BY id";
    let before = (place.ask(rows), fs::read(place.home.file()).ok());
    let (code, rehearsal, err) = run(&place.home, place.command(&["adopt-lucia", "--dry-run"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(rehearsal.starts_with("dry run, nothing was changed"), "{rehearsal}");
    assert!((place.ask(rows), fs::read(place.home.file()).ok()) == before);
    let (code, report, err) = run(&place.home, place.command(&["adopt-lucia"]));
    assert_eq!((code, err.as_str()), (0, ""));
    for line in
        ["the database was adopted:", "4 users kept", "7 keys kept", "6 sessions kept", "3 dead sessions"]
    {
        assert!(report.contains(line), "{report}");
    }
    assert_eq!(report.lines().skip(1).collect::<Vec<_>>(), rehearsal.lines().skip(1).collect::<Vec<_>>());
    let (code, nothing, _) = run(&place.home, place.command(&["adopt-lucia"]));
    assert_eq!((code, nothing.as_str()), (0, "nothing was done: the database is Lucerna's already\n"));

    let stored = place.ask("SELECT id FROM user_session");
    let starter = Starter::run(&place.home, place.command(&[]));
    for id in stored.lines() {
        assert!(!starter.knows(&cookie(id)) && !starter.knows(&format!("lucerna_session={id}")));
    }
    assert_signed_in(&starter);
    let idle = format!("SELECT id FROM user_session WHERE active_expires < {}", unix_millis());
    assert_eq!(place.ask(&idle), "", "what was idle was renewed by being used");
    assert_eq!(
        place.ask("SELECT id FROM user_key WHERE hashed_password LIKE '$argon2id$%'").lines().count(),
        4
    );
}

/// Checks that everybody is signed in who was so, gets a cookie of ours at the first use, and signs in as before.
pub(crate) fn assert_signed_in(starter: &Starter) {
    for Account { username, password, user_id, sessions } in ACCOUNTS {
        let wrong = starter.post("/login").credentials(username, &format!("{password}x")).send();
        assert_eq!(wrong.status, 401, "{username}");
        for typed in [username, &username.to_uppercase()] {
            let reply = starter.post("/login").credentials(typed, password).send();
            let page = starter.get("/").cookie(&reply.cookie().unwrap()).send();
            assert!(page.says(user_id) && page.says(username), "{page:?}");
        }
        let Some([active, idle, dead]) = sessions else { continue };
        for session in [active, idle] {
            let page = starter.get("/").cookie(&cookie(session)).send();
            assert!(page.status == 200 && page.says(user_id) && page.says(username), "{page:?}");
            let own = page.cookie().unwrap();
            assert!(own.starts_with("lucerna_session=") && !own.contains(session), "{page:?}");
            assert!(starter.get("/").cookie(&own).send().says(username));
        }
        assert!(!starter.knows(&cookie(dead)));
    }
}

#[test]
fn sqlite() {
    story(Kind::Sqlite);
}

#[test]
fn postgresql() {
    story(Kind::Postgres);
}

#[test]
fn mariadb() {
    story(Kind::MariaDb);
}
