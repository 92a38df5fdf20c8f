//! The environment variables, and how the program starts and ends.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, PASSWORD, Reply, ReplyExt, Starter, eventually};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const NOT_UTF_8: &[u8] = b"\xff\xfe";

#[test]
fn by_default_it_listens_on_port_3000_and_a_taken_port_is_one_line() {
    // If this fails, another program uses the port: it is taken in either case.
    let _taken = TcpListener::bind("127.0.0.1:3000");
    let directory = AppDirectory::new();
    let (code, line) = directory.fail(directory.bare_command());
    assert_eq!(code, 1);
    assert!(
        line.starts_with("LISTEN=127.0.0.1:3000: cannot listen on this address: Address already in use"),
        "{line}"
    );
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn by_default_the_file_is_in_the_working_directory_and_the_origin_is_the_address() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.bare_command();
    command.env("LISTEN", "127.0.0.1:0");
    let starter = Starter::run(&directory, command);
    assert_eq!(starter.origin, format!("http://{}", starter.address));
    let (origin, database) = (&starter.origin, "lucerna.db");
    let line = format!("Lucerna is running at {origin} (database: {database}, mail: {origin}/dev/mail)\n");
    assert_eq!(directory.out(), line);
    assert_eq!(directory.files(), ["lucerna.db", "lucerna.db-shm", "lucerna.db-wal"]);
    assert!(starter.knows(&starter.sign_up("Alice")));
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.bare_command();
    command.env("LISTEN", "127.0.0.1:0").env("DATABASE_URL", "").env("ORIGIN", "");
    let starter = Starter::run(&directory, command);
    assert!(directory.out().contains(" (database: lucerna.db, mail: "));
    assert!(starter.knows(&starter.sign_up("Alice")));
}

#[test]
fn a_carriage_return_at_the_end_of_a_variable_does_not_count() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.bare_command();
    command.env("LISTEN", "127.0.0.1:0\r").env("DATABASE_URL", "sqlite:app.db\r\n").env("ORIGIN", "\r");
    command.env("RUST_LOG", "info\r").env("APP_NAME", " Shop\r").env("REQUEST_TIMEOUT", "5\r");
    let starter = Starter::run(&directory, command);
    assert!(directory.out().contains(" (database: app.db, mail: "), "{}", directory.out());
    assert!(directory.files().contains(&"app.db".to_owned()), "{:?}", directory.files());
    assert!(starter.knows(&starter.sign_up("Alice")));
}

#[test]
fn the_time_of_a_request_is_a_variable() {
    let starter = Starter::with(&[("REQUEST_TIMEOUT", "1")]);
    let begun = Instant::now();
    let head = starter.form_head("/login", "Content-Length: 100");
    assert_eq!(starter.raw_reply(head.as_bytes()).status, 408);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn the_file_may_be_anywhere() {
    let directory = Arc::new(AppDirectory::new());
    let path = directory.root().join("other.db");
    for scheme in ["sqlite:", "sqlite://"] {
        let mut command = directory.command();
        command.env("DATABASE_URL", format!("{scheme}{}", path.display()));
        let starter = Starter::run(&directory, command);
        assert!(directory.out().contains(&format!(" (database: {}, ", path.display())));
        starter.post("/signup").user("Alice").send();
        assert!(starter.knows(&starter.sign_in("Alice")));
    }
    assert!(path.exists() && directory.files().is_empty());
}

#[test]
fn a_bad_value_is_one_line_before_anything_is_opened() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let bad: &[(&str, &[&[u8]])] = &[
        (
            "LISTEN",
            &[b"3000", b":3000", b"127.0.0.1", b"localhost:3000", b"127.0.0.1:65536", b"a\nb", NOT_UTF_8],
        ),
        (
            "DATABASE_URL",
            &[
                b"lucerna.db",
                b"oracle://user:hunter2@host/db",
                b"postgres:host/db",
                b"sqlite:",
                b"sqlite://",
                b"sqlite::memory:",
                b"sqlite:app.db?mode=ro",
                NOT_UTF_8,
            ],
        ),
        ("SESSION_URL", &[b"localhost", b"memcached://:hunter2@host", b"redis:host", NOT_UTF_8]),
        (
            "ORIGIN",
            &[
                b"app.example",
                b"http://app.example",
                b"https://app.example/",
                b"https://app.example/path",
                b"ftp://app.example",
                b"https://user@app.example",
                b"null",
                b"https://a\nb",
                NOT_UTF_8,
            ],
        ),
    ];
    for (name, values) in bad {
        for value in *values {
            let directory = AppDirectory::new();
            let mut command = directory.command();
            // If the program listened before it checked the values, it would report this taken port.
            command.env("LISTEN", &taken).env(name, OsStr::from_bytes(value));
            let (code, line) = directory.fail(command);
            assert_eq!(code, 2, "{line}");
            assert!(line.starts_with(name) && !line.contains("hunter2"), "{line}");
            assert_eq!(directory.files(), [""; 0], "{line}");
        }
    }
}

#[test]
fn a_public_address_needs_an_origin() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let directory = AppDirectory::new();
        let mut command = directory.command();
        command.env("LISTEN", address);
        let (code, line) = directory.fail(command);
        assert_eq!((code, line.split('=').next().unwrap()), (2, "ORIGIN"), "{line}");
        assert_eq!(directory.files(), [""; 0]);
    }
}

#[test]
fn a_database_path_that_cannot_exist_is_reported_in_one_line() {
    let directory = AppDirectory::new();
    fs::create_dir(directory.working_directory().join("directory")).unwrap();
    fs::write(directory.working_directory().join("plain"), "").unwrap();
    for path in ["absent/app.db", "directory", "plain/app.db"] {
        let mut command = directory.command();
        command.env("DATABASE_URL", format!("sqlite:{path}"));
        let (code, line) = directory.fail(command);
        assert_eq!(code, 1, "{line}");
        assert!(line.starts_with(&format!("DATABASE_URL={path}: ")), "{line}");
    }
    assert_eq!(directory.files(), ["directory", "plain"]);
}

#[test]
fn tables_of_another_program_are_reported_and_stay_unchanged() {
    let directory = AppDirectory::new();
    directory.execute("CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT NOT NULL)");
    directory.execute("INSERT INTO user VALUES (1, 'a@b.example')");
    let (code, line) = directory.fail(directory.command());
    assert_eq!(code, 1);
    assert!(line.starts_with("DATABASE_URL=app.db: "), "{line}");
    assert_eq!(directory.number("SELECT count(*) FROM sqlite_schema"), 1);
    assert_eq!(directory.number("SELECT count(*) FROM user WHERE email = 'a@b.example'"), 1);
}

#[test]
fn other_users_of_the_machine_cannot_read_the_file() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    for name in starter.directory.files() {
        let mode =
            fs::metadata(starter.directory.working_directory().join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn sigterm_finishes_requests_in_flight() {
    ends_well("TERM");
}

#[test]
fn sigint_finishes_requests_in_flight() {
    ends_well("INT");
}

#[test]
fn a_signal_ends_the_program_as_soon_as_it_has_printed_its_address() {
    let directory = Arc::new(AppDirectory::new());
    for signal in ["TERM", "INT"].into_iter().cycle().take(20) {
        let starter = Starter::at(&directory);
        starter.signal(signal);
        assert_eq!(starter.ended().code(), Some(0));
    }
}

const SIGN_UPS: usize = 8;

fn ends_well(signal: &str) {
    let starter = Starter::with(&[("RUST_LOG", "tower_http=debug")]);
    let begun = |starter: &Starter| starter.directory.err().matches("started processing request").count();
    // Neither an idle connection nor an unused one delays the shutdown.
    let (mut kept, _unused) = (starter.connect(), starter.connect());
    kept.write_all(b"GET /login HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    eventually("the page is requested", || (begun(&starter) == 1).then_some(()));
    let mut half = HalfARequest::send(&starter);
    let replies = thread::scope(|scope| {
        let sign_up = |it: usize| {
            let starter = &starter;
            scope.spawn(move || starter.post("/signup").credentials(&format!("visitor{it}"), PASSWORD).send())
        };
        let threads: Vec<_> = (0..SIGN_UPS).map(sign_up).collect();
        eventually("all are in flight", || (begun(&starter) == SIGN_UPS + 2).then_some(()));
        starter.signal(signal);
        threads.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(replies.iter().all(|it| it.goes_to("/") && it.cookie().is_some()), "{replies:?}");
    eventually("new connections are refused", || TcpStream::connect(starter.address).err());
    let last = half.complete();
    assert!(last.goes_to("/") && last.cookie().is_some(), "{last:?}");
    let answered = Instant::now();
    assert_eq!(starter.ended().code(), Some(0));
    // This is sooner than the timeout of idle connections.
    assert!(answered.elapsed() < Duration::from_secs(8), "{:?}", answered.elapsed());
    let users = i64::try_from(SIGN_UPS).unwrap() + 1;
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), users);
    starter.directory.assert_sound();
}

/// A sign-up whose body has not arrived in full.
struct HalfARequest(TcpStream);

impl HalfARequest {
    fn send(starter: &Starter) -> Self {
        let mut stream = starter.connect();
        let head = starter.form_head("/signup", "Content-Length: 36") + "username=patient&";
        stream.write_all(head.as_bytes()).unwrap();
        Self(stream)
    }

    fn complete(&mut self) -> Reply {
        self.0.write_all(b"password=lantern-oi").unwrap();
        Reply::parse(&crate::kit::read_to_end(&mut self.0)).unwrap()
    }
}
