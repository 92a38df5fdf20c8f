//! The temporary directory of a starter, with its database and its output.

use super::eventually;
use rusqlite::Connection;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The variables that are removed from the developer's own environment.
const VARIABLES: [&str; 25] = [
    "APP_NAME",
    "ATTEMPTS",
    "BASE_PATH",
    "DATABASE_URL",
    "DELETION_DAYS",
    "HEAD_TIMEOUT",
    "HSTS_SUBDOMAINS",
    "KEEP_ALIVE_TIMEOUT",
    "LANGUAGES",
    "LIMITS",
    "LISTEN",
    "LOGO",
    "MAIL_FROM",
    "MAX_CONNECTIONS",
    "MAX_CONNECTIONS_PER_ADDRESS",
    "ORIGIN",
    "REQUEST_TIMEOUT",
    "RUST_LOG",
    "SESSION_URL",
    "SHUTDOWN_TIMEOUT",
    "SIGN_UP",
    "SMTP_URL",
    "STYLE",
    "TRUSTED_PROXIES",
    "WRITE_TIMEOUT",
];

/// A process that ends with this value.
pub(crate) struct ServerProcess(Mutex<Child>);

impl ServerProcess {
    pub(crate) fn id(&self) -> u32 {
        self.0.lock().unwrap().id()
    }

    /// Returns the exit status; `None` while the process runs.
    pub(crate) fn status(&self) -> Option<ExitStatus> {
        self.0.lock().unwrap().try_wait().unwrap()
    }

    pub(crate) fn kill(&self) {
        self.0.lock().unwrap().kill().unwrap();
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let child = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A temporary directory. The program runs in its subdirectory `app`, which contains the database. The output is in files
/// beside `app`.
pub(crate) struct AppDirectory {
    directory: TempDir,
    /// The last address of the program. A restart uses the same port, which is part of the cookie's name.
    pub(crate) last: Mutex<Option<SocketAddr>>,
}

impl AppDirectory {
    pub(crate) fn new() -> Self {
        let directory = Self { directory: tempfile::tempdir().unwrap(), last: Mutex::default() };
        fs::create_dir(directory.working_directory()).unwrap();
        directory
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn working_directory(&self) -> PathBuf {
        self.root().join("app")
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.working_directory().join("app.db")
    }

    /// Returns the names of all files in the working directory.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.working_directory()).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Returns the command of the program without any configuration.
    pub(crate) fn bare_command(&self) -> Command {
        self.prepare(Command::new(env!("CARGO_BIN_EXE_starter")))
    }

    fn prepare(&self, mut command: Command) -> Command {
        for name in VARIABLES {
            command.env_remove(name);
        }
        command.current_dir(self.working_directory());
        command
    }

    /// Returns the command of the program on a free port, with the database of this directory.
    pub(crate) fn command(&self) -> Command {
        self.configure(self.bare_command())
    }

    /// Returns the same command behind another program, which executes it.
    pub(crate) fn command_under(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).arg(env!("CARGO_BIN_EXE_starter"));
        self.configure(self.prepare(command))
    }

    /// Returns the same command for another copy of the program.
    pub(crate) fn command_of(&self, program: &Path) -> Command {
        self.configure(self.prepare(Command::new(program)))
    }

    fn configure(&self, mut command: Command) -> Command {
        command.env("LISTEN", "127.0.0.1:0").env("DATABASE_URL", "sqlite:app.db");
        command
    }

    /// Starts the program. Its output goes to files, since a full pipe would block it.
    pub(crate) fn spawn(&self, mut command: Command) -> ServerProcess {
        let output = |name: &str| File::create(self.root().join(name)).unwrap();
        command.stdin(Stdio::null()).stdout(output("out")).stderr(output("err"));
        ServerProcess(Mutex::new(command.spawn().unwrap()))
    }

    pub(crate) fn out(&self) -> String {
        self.read("out")
    }

    pub(crate) fn err(&self) -> String {
        self.read("err")
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.root().join(name)).unwrap()).into_owned()
    }

    /// Runs a program that must fail before it serves. Returns its exit code and its only line of output.
    pub(crate) fn fail(&self, command: Command) -> (i32, String) {
        let process = self.spawn(command);
        let status = eventually("the program ends", || {
            assert!(!self.out().contains('\n'), "the program serves: {}", self.out());
            process.status()
        });
        let (out, err) = (self.out(), self.err());
        assert_eq!((out.as_str(), err.lines().count(), err.ends_with('\n')), ("", 1, true), "{out}{err}");
        (status.code().unwrap(), err.trim_end().to_owned())
    }

    pub(crate) fn database(&self) -> Connection {
        let connection = Connection::open(self.file()).unwrap();
        connection.busy_timeout(Duration::from_secs(20)).unwrap();
        connection
    }

    /// Runs one statement and returns how many rows it changed.
    pub(crate) fn execute(&self, sql: &str) -> usize {
        self.database().execute(sql, []).unwrap()
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Checks the integrity and the foreign keys of the database.
    pub(crate) fn assert_sound(&self) {
        let connection = self.database();
        let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok");
        assert!(!connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
    }
}
