//! The temporary directory in which a starter runs, and what is found in it.

use super::eventually;
use rusqlite::Connection;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// What the developer's own environment must not say.
const VARIABLES: [&str; 13] = [
    "APP_NAME",
    "DATABASE_URL",
    "HEAD_TIMEOUT",
    "KEEP_ALIVE_TIMEOUT",
    "LISTEN",
    "MAX_CONNECTIONS",
    "MAX_CONNECTIONS_PER_ADDRESS",
    "ORIGIN",
    "RUST_LOG",
    "SESSION_URL",
    "SHUTDOWN_TIMEOUT",
    "TRUSTED_PROXIES",
    "WRITE_TIMEOUT",
];

/// A process that ends with this value.
pub(crate) struct ServerProcess(Mutex<Child>);

impl ServerProcess {
    pub(crate) fn id(&self) -> u32 {
        self.0.lock().unwrap().id()
    }

    /// How it ended, if it did.
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

/// A directory with `app`, in which the program runs and its database is, and its output beside that.
pub(crate) struct AppDirectory {
    directory: TempDir,
    /// Where the program was last: browsers know its cookie by the port.
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

    /// The names of all files beside which the program runs.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.working_directory()).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program with nothing configured.
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

    /// The program on a port of its own, with the file of this directory.
    pub(crate) fn command(&self) -> Command {
        self.configure(self.bare_command())
    }

    /// The same, started by another program, which ends in becoming it.
    pub(crate) fn command_under(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).arg(env!("CARGO_BIN_EXE_starter"));
        self.configure(self.prepare(command))
    }

    /// The same, for another copy of the program.
    pub(crate) fn command_of(&self, program: &Path) -> Command {
        self.configure(self.prepare(Command::new(program)))
    }

    fn configure(&self, mut command: Command) -> Command {
        command.env("LISTEN", "127.0.0.1:0").env("DATABASE_URL", "sqlite:app.db");
        command
    }

    /// Starts the program, with its output in files so that it can never be stuck on a full pipe.
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

    /// Runs a program that must not get as far as serving, and returns its exit code and the one line it says.
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

    /// Checks what SQLite can check of the file.
    pub(crate) fn assert_sound(&self) {
        let connection = self.database();
        let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok");
        assert!(!connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
    }
}
