//! A mail server that keeps what it accepts: `aiosmtpd`, on a port of 127.0.0.1.

use crate::error::{During, Error};
use crate::process::{Launch, ProcessTree};
use crate::programs::find;
use crate::random::{free_ports, password, retried};
use crate::server::new_directory;
use crate::smtp_message::SmtpMessage;
use crate::tls::Certificates;
use crate::wait;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The server, as a program for the Python of the operating system.
const SCRIPT: &str = include_str!("smtp.py");
/// The Python whose modules Debian's packages are. A Python that stands before it on the search path may have none.
const PYTHON: &str = "/usr/bin/python3";
/// The time limit for the server to answer after its start.
const STARTING: Duration = Duration::from_secs(60);

/// A mail server, which keeps every accepted message. Each client has to authenticate with [`user`](Self::user) and
/// [`password`](Self::password).
///
/// ```
/// use lucerna_servers::SmtpServer;
///
/// let server = SmtpServer::start_tls()?; // or start_plain, start_starttls, start_with_wrong_name
/// assert!(server.ca().is_some());
/// assert!(server.messages()?.is_empty());
/// # Ok::<(), lucerna_servers::Error>(())
/// ```
pub struct SmtpServer {
    port: u16,
    password: String,
    ca: Option<PathBuf>,
    launch: Launch,
    process: Mutex<ProcessTree>,
    /// Declared after the process, so that it is dropped after it.
    directory: TempDir,
}

impl SmtpServer {
    /// Starts a server without encryption.
    ///
    /// # Errors
    ///
    /// If `aiosmtpd` is not installed, or the server does not answer within a minute.
    pub fn start_plain() -> Result<Self, Error> {
        start("plain", None)
    }

    /// Starts a server that requires `STARTTLS`, with a certificate for `localhost` and 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`start_plain`](Self::start_plain).
    pub fn start_starttls() -> Result<Self, Error> {
        start("starttls", Some("localhost"))
    }

    /// Starts a server whose connections are encrypted from the first byte, with a certificate for `localhost` and
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`start_plain`](Self::start_plain).
    pub fn start_tls() -> Result<Self, Error> {
        start("tls", Some("localhost"))
    }

    /// Starts a server as [`start_tls`](Self::start_tls) does, whose certificate is for the host `other.example`.
    ///
    /// # Errors
    ///
    /// As [`start_plain`](Self::start_plain).
    pub fn start_with_wrong_name() -> Result<Self, Error> {
        start("tls", Some("other.example"))
    }

    /// Returns the port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the name that authenticates a client.
    #[must_use]
    pub fn user(&self) -> &'static str {
        USER
    }

    /// Returns the password of the user.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Returns the certificate of the authority that signed the server's certificate, in PEM. `None` if the server has
    /// no TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&Path> {
        self.ca.as_deref()
    }

    /// Returns the accepted messages, in the order of their arrival.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    pub fn messages(&self) -> Result<Vec<SmtpMessage>, Error> {
        let files = fs::read_dir(self.directory.path().join("messages")).during("listing the messages")?;
        let mut paths: Vec<_> = files.flatten().map(|it| it.path()).collect();
        paths.sort_unstable();
        paths.iter().map(|it| SmtpMessage::parse(&fs::read(it).during("reading a message")?)).collect()
    }

    /// Refuses every recipient with this answer, such as `450 4.2.1 try later`, until [`accept`](Self::accept).
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn refuse(&self, answer: &str) -> Result<(), Error> {
        let [part, path] = ["answer.part", "answer"].map(|it| self.directory.path().join(it));
        fs::write(&part, answer).and_then(|()| fs::rename(part, path)).during("writing the answer")
    }

    /// Keeps messages as usual, but acknowledges none of them until [`accept`](Self::accept).
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn hold(&self) -> Result<(), Error> {
        fs::write(self.directory.path().join("hold"), "").during("holding")
    }

    /// Accepts and acknowledges messages again.
    ///
    /// # Errors
    ///
    /// If a file cannot be removed.
    pub fn accept(&self) -> Result<(), Error> {
        ["answer", "hold"].iter().try_for_each(|it| match fs::remove_file(self.directory.path().join(it)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).during("accepting"),
            _ => Ok(()),
        })
    }

    /// Kills the server with SIGKILL and returns when it is gone. Its messages are kept.
    ///
    /// # Errors
    ///
    /// If the process does not end.
    pub fn kill(&self) -> Result<(), Error> {
        self.process().kill()
    }

    /// Starts the server again, on the same port and with the same messages. A running server is killed first.
    ///
    /// # Errors
    ///
    /// If the server does not answer within a minute.
    pub fn restart(&self) -> Result<(), Error> {
        self.kill()?;
        *self.process() = ProcessTree::start(&self.launch, &[], &self.log())?;
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> Result<(), Error> {
        let answer = wait::until(STARTING, || match self.process().ended() {
            Some(status) => Some(Err(format!("ended with {status}"))),
            None => TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok().map(|_| Ok(())),
        });
        let answer = answer.unwrap_or_else(|| Err(format!("did not answer in {STARTING:?}")));
        let log = || fs::read_to_string(self.log()).unwrap_or_default();
        answer.map_err(|it| {
            Error::new(format!("the mail server on port {} {it}; its log:\n{}", self.port, log()))
        })
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    fn process(&self) -> MutexGuard<'_, ProcessTree> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints the port, not the password.
impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpServer").field("port", &self.port).finish_non_exhaustive()
    }
}

const USER: &str = "lucerna";

/// Starts a server; `name` is the host of its certificate.
fn start(mode: &str, name: Option<&str>) -> Result<SmtpServer, Error> {
    // Fails with the error that says how to install the package.
    find("aiosmtpd")?;
    retried(|| {
        let [port] = free_ports()?;
        let (directory, password) = (new_directory("smtp")?, password()?);
        let root = directory.path();
        let script = root.join("smtp.py");
        fs::write(&script, SCRIPT).during("writing smtp.py")?;
        fs::write(root.join("login"), format!("{USER}\n{password}")).during("writing login")?;
        fs::create_dir(root.join("messages")).during("creating messages")?;
        let ca = name.map(|it| Certificates::make_for(root, it)).transpose()?.map(|it| it.ca);
        let arguments = vec![script.into(), root.into(), mode.into(), port.to_string().into()];
        let launch = Launch { program: PYTHON.into(), arguments, account: None };
        let process = Mutex::new(ProcessTree::start(&launch, &[], &root.join("log"))?);
        let server = SmtpServer { port, password, ca, launch, process, directory };
        server.wait_until_ready()?;
        Ok(server)
    })
}
