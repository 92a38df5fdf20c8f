//! A server that tests can start, kill and restart.

use crate::client::CliClient;
use crate::error::Error;
use crate::process::{Launch, ProcessTree};
use crate::{cleanup, wait};
use rustix::process::Signal;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The time limit for a server to answer after its start.
const STARTING: Duration = Duration::from_secs(60);
/// The number of lines of the log in an error.
const LOG_LINES: usize = 30;

/// A server with a port on 127.0.0.1, a directory and a password of its own.
///
/// Dropping it kills its processes and removes its directory. The same happens when this process ends in any other
/// way.
pub struct Server {
    client: CliClient,
    launch: Launch,
    stop: Signal,
    process: Mutex<ProcessTree>,
    /// Declared after the process, so that it is dropped after it.
    directory: TempDir,
}

/// The parts of a server that does not run yet.
pub(crate) struct Setup {
    pub(crate) directory: TempDir,
    pub(crate) client: CliClient,
    pub(crate) launch: Launch,
    /// The signal for an orderly shutdown.
    pub(crate) stop: Signal,
}

impl Setup {
    /// Starts the server and waits until it answers. The additional arguments apply to this first start only.
    pub(crate) fn start(self, more: &[String]) -> Result<Server, Error> {
        let server = self.spawn(more)?;
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Starts the server without waiting for an answer.
    pub(crate) fn spawn(self, more: &[String]) -> Result<Server, Error> {
        let Self { directory, client, launch, stop } = self;
        let process = ProcessTree::start(&launch, more, &log(directory.path()))?;
        Ok(Server { client, launch, stop, process: Mutex::new(process), directory })
    }
}

impl Server {
    /// Returns the address of a database, with user and password: `postgres://lucerna:…@127.0.0.1:12345/postgres`.
    ///
    /// PostgreSQL has the database `postgres`, MariaDB has `lucerna`, and Redis has `0`. The user may create others.
    /// The scheme is `postgres`, `mysql`, `redis` or, with TLS, `rediss`.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.client.url(database)
    }

    /// Returns the port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.client.port
    }

    /// Returns the server's directory. It has the socket of PostgreSQL (`.s.PGSQL.` and the port), of MariaDB
    /// (`data/socket`) and of Redis (`socket`).
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the certificate of the authority that signed the server's certificate, in PEM. `None` if the server
    /// has no TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&Path> {
        self.client.ca.as_deref()
    }

    /// Runs a statement or command through Debian's command-line client and returns its output: one row a line,
    /// columns separated by tabs.
    ///
    /// # Errors
    ///
    /// The message of the client, for instance that the connection was refused.
    pub fn ask(&self, statement: &str) -> Result<String, Error> {
        self.client.ask(statement)
    }

    /// Kills the server and its child processes with SIGKILL, as a power cut would, and returns when they are gone.
    /// Does nothing if the server is not running.
    ///
    /// # Errors
    ///
    /// If the processes do not end.
    pub fn kill(&self) -> Result<(), Error> {
        self.process().kill()
    }

    /// Shuts the server down in order, as a service manager would: it closes its connections and writes its data.
    ///
    /// # Errors
    ///
    /// If the shutdown takes longer than 30 seconds.
    pub fn stop(&self) -> Result<(), Error> {
        self.process().stop(self.stop)
    }

    /// Starts the server again, on the same port and with the same data, and waits until it answers. A running server
    /// is killed first.
    ///
    /// # Errors
    ///
    /// If the server does not answer within a minute; the message includes the end of its log.
    pub fn restart(&self) -> Result<(), Error> {
        self.kill()?;
        *self.process() = ProcessTree::start(&self.launch, &[], &log(self.directory.path()))?;
        self.wait_until_ready()
    }

    /// Suspends the server's processes until [`Server::resume`]: connections stay open and get no answer.
    ///
    /// # Errors
    ///
    /// If the operating system does not allow it.
    pub fn pause(&self) -> Result<(), Error> {
        self.process().signal_all(Signal::STOP)
    }

    /// Resumes a paused server.
    ///
    /// # Errors
    ///
    /// If the operating system does not allow it.
    pub fn resume(&self) -> Result<(), Error> {
        self.process().signal_all(Signal::CONT)
    }

    pub(crate) fn wait_until_ready(&self) -> Result<(), Error> {
        let mut last = Error::new("no attempt was made");
        let answer = wait::until(STARTING, || {
            if let Some(status) = self.process().ended() {
                return Some(Err(format!("ended with {status}")));
            }
            self.ask(self.client.kind.readiness_check()).map_err(|it| last = it).ok().map(Ok)
        });
        let answer = answer.unwrap_or_else(|| Err(format!("did not answer in {STARTING:?}: {last}")));
        answer.map(drop).map_err(|it| self.failure(&it))
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.process().ended().is_some()
    }

    /// Returns an error that includes the end of the log.
    fn failure(&self, what: &str) -> Error {
        let text = fs::read(log(self.directory.path())).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().rev().take(LOG_LINES).collect();
        let tail = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
        Error::new(format!(
            "{} on port {} {what}; the end of its log:\n{tail}",
            self.launch.name(),
            self.port()
        ))
    }

    fn process(&self) -> MutexGuard<'_, ProcessTree> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints the program and the port, not the password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("program", &self.launch.name()).field("port", &self.port()).finish()
    }
}

fn log(directory: &Path) -> PathBuf {
    directory.join("log")
}

/// The settings that depend on the use of a server.
#[derive(Clone, Copy)]
pub(crate) struct ServerMode {
    /// True if acknowledged writes survive a crash.
    pub(crate) durable: bool,
    /// True if connections are encrypted.
    pub(crate) tls: bool,
    /// True if the nodes of a cluster tolerate long silence, as happens on a busy machine.
    pub(crate) patient: bool,
}

impl ServerMode {
    pub(crate) const DURABLE: Self = Self { durable: true, tls: false, patient: false };
    pub(crate) const TLS: Self = Self { tls: true, ..Self::DURABLE };
    /// The mode of the shared servers, which no test kills.
    pub(crate) const QUICK: Self = Self { durable: false, tls: false, patient: true };
}

pub(crate) fn new_directory(program: &str) -> Result<TempDir, Error> {
    cleanup::directory(&format!("{program}-"))
}
