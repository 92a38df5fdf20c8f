//! The running program.

use super::app_directory::ServerProcess;
use super::{AppDirectory, FORM, PASSWORD, PATIENCE, Reply, ReplyExt, Request, eventually, read_to_end};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::thread;

/// A running starter, which is killed when this value is dropped.
pub(crate) struct Starter {
    pub(crate) directory: Arc<AppDirectory>,
    pub(crate) address: SocketAddr,
    /// The origin that the program printed.
    pub(crate) origin: String,
    process: ServerProcess,
}

impl Starter {
    /// Starts the program in a new directory with the default configuration.
    pub(crate) fn new() -> Self {
        Self::at(&Arc::new(AppDirectory::new()))
    }

    /// Starts the program in this directory, on its last port if that is still free.
    pub(crate) fn at(directory: &Arc<AppDirectory>) -> Self {
        let mut command = directory.command();
        let last = *directory.last.lock().unwrap();
        if let Some(free) = last.filter(|it| TcpListener::bind(it).is_ok()) {
            command.env("LISTEN", free.to_string());
        }
        Self::run(directory, command)
    }

    /// Returns the name of the program's session cookie.
    pub(crate) fn cookie_name(&self) -> String {
        format!("lucerna_session_{}", self.address.port())
    }

    /// Starts the program in a new directory with further environment variables.
    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let directory = Arc::new(AppDirectory::new());
        let mut command = directory.command();
        command.envs(variables.iter().copied());
        Self::run(&directory, command)
    }

    pub(crate) fn run(directory: &Arc<AppDirectory>, command: Command) -> Self {
        Self::try_run(directory, command, None)
            .unwrap_or_else(|| panic!("the program did not start: {}", directory.err()))
    }

    /// Starts the program with a public origin. The port is chosen here, since the program then does not print it.
    pub(crate) fn with_origin(origin: &str) -> Self {
        Self::with_public(&[("ORIGIN", origin)])
    }

    /// Starts the program with a public origin and further environment variables.
    pub(crate) fn with_public(variables: &[(&str, &str)]) -> Self {
        eventually("a port is free", || {
            let directory = Arc::new(AppDirectory::new());
            let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let mut command = directory.command();
            command.envs(variables.iter().copied()).env("LISTEN", address.to_string());
            Self::try_run(&directory, command, Some(address))
        })
    }

    fn try_run(directory: &Arc<AppDirectory>, command: Command, address: Option<SocketAddr>) -> Option<Self> {
        let process = directory.spawn(command);
        let line = eventually("the program prints its address", || {
            let out = directory.out();
            if out.ends_with('\n') { Some(Some(out)) } else { process.status().map(|_| None) }
        })?;
        let (_, rest) = line.split_once(" is running at ").unwrap();
        let origin = rest.split(' ').next().unwrap();
        let address = address.unwrap_or_else(|| origin.strip_prefix("http://").unwrap().parse().unwrap());
        *directory.last.lock().unwrap() = Some(address);
        Some(Self { directory: Arc::clone(directory), address, origin: origin.to_owned(), process })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill").args([format!("-{name}"), self.pid().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits for the end of the program, which the test has requested, and returns its status.
    pub(crate) fn ended(&self) -> ExitStatus {
        eventually("the program ends", || self.process.status())
    }

    /// Kills the program at once, also in the middle of a write.
    pub(crate) fn kill(&self) {
        self.process.kill();
    }

    pub(crate) fn is_running(&self) -> bool {
        self.process.status().is_none()
    }

    /// Returns a request for a page, as a browser sends it.
    pub(crate) fn get(&self, path: &str) -> Request {
        Request::new(self.address, "GET", path).header("accept", "text/html")
    }

    /// Returns an empty form, as the application's own page sends it.
    pub(crate) fn post(&self, path: &str) -> Request {
        self.foreign_post(path).header("origin", &self.origin)
    }

    /// Returns an empty form without an `Origin`.
    pub(crate) fn foreign_post(&self, path: &str) -> Request {
        let post = Request::new(self.address, "POST", path);
        post.header("accept", "text/html").header("content-length", "0")
    }

    pub(crate) fn sign_up(&self, username: &str) -> String {
        let reply = self.post("/signup").credentials(username, PASSWORD).send();
        assert!(reply.goes_to("/"), "{reply:?}");
        reply.cookie().unwrap()
    }

    pub(crate) fn sign_in(&self, username: &str) -> String {
        let reply = self.post("/login").credentials(username, PASSWORD).send();
        assert!(reply.goes_to("/"), "{reply:?}");
        reply.cookie().unwrap()
    }

    /// Returns true if this cookie signs a user in, and false if it does not. Any other reply fails the test.
    pub(crate) fn knows(&self, cookie: &str) -> bool {
        let reply = self.get("/").cookie(cookie).send();
        assert!(reply.status == 200 || reply.goes_to("/login"), "{reply:?}");
        reply.status == 200
    }

    /// Renames a cookie from another process of the same application. On a loopback address, the name contains the port.
    pub(crate) fn as_its_own(&self, cookie: &str) -> String {
        let (_, token) = cookie.split_once('=').unwrap();
        format!("{}={token}", self.cookie_name())
    }

    /// Checks that the program still serves pages.
    pub(crate) fn assert_healthy(&self) {
        assert!(self.is_running(), "{}", self.directory.err());
        assert_eq!(self.get("/login").send().status, 200);
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes and returns the answer until the connection closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        let mut writer = stream.try_clone().unwrap();
        thread::scope(|scope| {
            // The server may refuse the request before it has read all of it.
            scope.spawn(move || writer.write_all(bytes));
            read_to_end(&mut stream)
        })
    }

    /// Sends these bytes and returns the reply.
    pub(crate) fn raw_reply(&self, bytes: &[u8]) -> Reply {
        let answer = self.raw(bytes);
        Reply::parse(&answer).unwrap_or_else(|| panic!("no answer to {:?}", String::from_utf8_lossy(bytes)))
    }

    /// Sends a request with exactly these headers, on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Reply {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        self.raw_reply(request.as_bytes())
    }

    /// Returns the head of a form from the application's own page. `length` is the header for the length of the body.
    pub(crate) fn form_head(&self, path: &str, length: &str) -> String {
        let Self { origin, .. } = self;
        format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: {origin}\r\n\
             Content-Type: {FORM}\r\n{length}\r\n\r\n"
        )
    }
}
