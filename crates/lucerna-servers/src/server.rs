//! A server that is running, is killed, and runs again.

use crate::client::Client;
use crate::error::Error;
use crate::process::{Launch, Process};
use crate::{keeper, wait};
use rustix::process::Signal;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// How long a server may take until it answers.
const STARTING: Duration = Duration::from_secs(60);
/// Lines of the log in an error.
const LOG_LINES: usize = 30;

/// A server with a port on 127.0.0.1, a directory and a password of its own.
///
/// Its processes are killed and its directory is removed when it is dropped, and also when this process ends in any
/// other way.
pub struct Server {
    client: Client,
    launch: Launch,
    stop: Signal,
    process: Mutex<Process>,
    /// After the process, so that it is dropped after it.
    directory: TempDir,
}

/// What a server is made of before it runs.
pub(crate) struct Setup {
    pub(crate) directory: TempDir,
    pub(crate) client: Client,
    pub(crate) launch: Launch,
    /// The signal for an orderly end.
    pub(crate) stop: Signal,
}

impl Setup {
    /// Starts it, the first time with more arguments than later, and waits until it answers.
    pub(crate) fn start(self, more: &[String]) -> Result<Server, Error> {
        let server = self.begin(more)?;
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Starts it without waiting.
    pub(crate) fn begin(self, more: &[String]) -> Result<Server, Error> {
        let Self { directory, client, launch, stop } = self;
        let process = Process::start(&launch, more, &log(directory.path()))?;
        Ok(Server { client, launch, stop, process: Mutex::new(process), directory })
    }
}

impl Server {
    /// The address of a database, with user and password: `postgres://lucerna:…@127.0.0.1:12345/postgres`.
    ///
    /// A PostgreSQL has the database `postgres`, a MariaDB has `lucerna`, and a Redis has `0`. The user may make others.
    /// The scheme is `postgres`, `mysql`, `redis` or, with TLS, `rediss`.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.client.url(database)
    }

    /// Where it listens on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.client.port
    }

    /// The certificate of the authority that signed the server's, in PEM; `None` for a server without TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&Path> {
        self.client.ca.as_deref()
    }

    /// Puts a statement or command to the server, through Debian's client for it, and returns what that prints: rows in
    /// lines, columns parted by tabs.
    ///
    /// # Errors
    ///
    /// What the client says, for instance that nobody listens.
    pub fn ask(&self, statement: &str) -> Result<String, Error> {
        self.client.ask(statement)
    }

    /// Ends the server and everything it started with SIGKILL, as a power cut would, and returns when they are gone.
    /// Nothing happens if it is not running.
    ///
    /// # Errors
    ///
    /// If its processes do not go away.
    pub fn kill(&self) -> Result<(), Error> {
        self.process().kill()
    }

    /// Ends the server in order, as its service manager would: connections are closed and data is written.
    ///
    /// # Errors
    ///
    /// If it takes longer than 30 seconds.
    pub fn stop(&self) -> Result<(), Error> {
        self.process().stop(self.stop)
    }

    /// Starts it again, on the same port and with the same data, and waits until it answers. It is killed first if it
    /// is running.
    ///
    /// # Errors
    ///
    /// If it does not answer within a minute, with the end of its log.
    pub fn restart(&self) -> Result<(), Error> {
        self.kill()?;
        *self.process() = Process::start(&self.launch, &[], &log(self.directory.path()))?;
        self.wait_until_ready()
    }

    /// Stops its processes where they are: connections stay open and nothing is answered, until [`Server::resume`].
    ///
    /// # Errors
    ///
    /// If the system does not allow it.
    pub fn pause(&self) -> Result<(), Error> {
        self.process().signal_all(Signal::STOP)
    }

    /// Lets a paused server go on.
    ///
    /// # Errors
    ///
    /// If the system does not allow it.
    pub fn resume(&self) -> Result<(), Error> {
        self.process().signal_all(Signal::CONT)
    }

    pub(crate) fn wait_until_ready(&self) -> Result<(), Error> {
        let mut last = Error::new("it was never asked");
        let answer = wait::until(STARTING, || {
            if let Some(status) = self.process().ended() {
                return Some(Err(format!("ended with {status}")));
            }
            self.ask(self.client.kind.question()).map_err(|it| last = it).ok().map(Ok)
        });
        let answer = answer.unwrap_or_else(|| Err(format!("did not answer in {STARTING:?}: {last}")));
        answer.map(drop).map_err(|it| self.failure(&it))
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.process().ended().is_some()
    }

    /// With the end of the log.
    fn failure(&self, what: &str) -> Error {
        let text = fs::read(log(self.directory.path())).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().rev().take(LOG_LINES).collect();
        let tail = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
        Error::new(format!("{} on port {} {what}; its log ends so:\n{tail}", self.launch.name(), self.port()))
    }

    fn process(&self) -> MutexGuard<'_, Process> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("program", &self.launch.name()).field("port", &self.port()).finish()
    }
}

fn log(directory: &Path) -> PathBuf {
    directory.join("log")
}

/// What a server is for.
#[derive(Clone, Copy)]
pub(crate) struct Mode {
    /// What is acknowledged survives a crash.
    pub(crate) durable: bool,
    /// Connections are encrypted.
    pub(crate) tls: bool,
    /// The members of a cluster wait long for one that is silent, as all of them may be on a busy machine.
    pub(crate) patient: bool,
}

impl Mode {
    pub(crate) const DURABLE: Self = Self { durable: true, tls: false, patient: false };
    pub(crate) const TLS: Self = Self { tls: true, ..Self::DURABLE };
    /// For the servers that are shared, which nobody kills.
    pub(crate) const QUICK: Self = Self { durable: false, tls: false, patient: true };
}

pub(crate) fn new_directory(program: &str) -> Result<TempDir, Error> {
    keeper::directory(&format!("{program}-"))
}
