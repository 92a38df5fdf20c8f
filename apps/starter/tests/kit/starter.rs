//! The running program.

use super::app_directory::ServerProcess;
use super::{AppDirectory, FORM, PASSWORD, PATIENCE, Reply, ReplyExt, Request, eventually, read_to_end};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::thread;

/// A starter that serves; it ends with this value.
pub(crate) struct Starter {
    pub(crate) directory: Arc<AppDirectory>,
    pub(crate) address: SocketAddr,
    /// The origin that it says it has.
    pub(crate) origin: String,
    process: ServerProcess,
}

impl Starter {
    /// In a directory of its own, with nothing special.
    pub(crate) fn new() -> Self {
        Self::at(&Arc::new(AppDirectory::new()))
    }

    /// In this directory, and where it was there before, if nobody else is there.
    pub(crate) fn at(directory: &Arc<AppDirectory>) -> Self {
        let mut command = directory.command();
        let last = *directory.last.lock().unwrap();
        if let Some(free) = last.filter(|it| TcpListener::bind(it).is_ok()) {
            command.env("LISTEN", free.to_string());
        }
        Self::run(directory, command)
    }

    /// The name of its session cookie.
    pub(crate) fn cookie_name(&self) -> String {
        format!("lucerna_session_{}", self.address.port())
    }

    /// In a directory of its own, with further variables.
    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let directory = Arc::new(AppDirectory::new());
        let mut command = directory.command();
        command.envs(variables.iter().copied());
        Self::run(&directory, command)
    }

    pub(crate) fn run(directory: &Arc<AppDirectory>, command: Command) -> Self {
        Self::try_run(directory, command, None)
            .unwrap_or_else(|| panic!("did not start: {}", directory.err()))
    }

    /// With a public origin, which hides the port: so that is chosen here.
    pub(crate) fn with_origin(origin: &str) -> Self {
        eventually("a port is free", || {
            let directory = Arc::new(AppDirectory::new());
            let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let mut command = directory.command();
            command.env("ORIGIN", origin).env("LISTEN", address.to_string());
            Self::try_run(&directory, command, Some(address))
        })
    }

    fn try_run(directory: &Arc<AppDirectory>, command: Command, address: Option<SocketAddr>) -> Option<Self> {
        let process = directory.spawn(command);
        let line = eventually("the program says where it is", || {
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

    /// What it returns when it ends, which somebody must have asked it for.
    pub(crate) fn ended(&self) -> ExitStatus {
        eventually("the program ends", || self.process.status())
    }

    /// Ends it at once, in the midst of whatever it does.
    pub(crate) fn kill(&self) {
        self.process.kill();
    }

    pub(crate) fn is_running(&self) -> bool {
        self.process.status().is_none()
    }

    /// A page as a browser asks for it.
    pub(crate) fn get(&self, path: &str) -> Request {
        Request::new(self.address, "GET", path).header("accept", "text/html")
    }

    /// A form as our own page sends it.
    pub(crate) fn post(&self, path: &str) -> Request {
        self.foreign_post(path).header("origin", &self.origin)
    }

    /// A form that says nothing of where it comes from.
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

    /// Whether this cookie is somebody's. Anything but yes and no fails the test.
    pub(crate) fn knows(&self, cookie: &str) -> bool {
        let reply = self.get("/").cookie(cookie).send();
        assert!(reply.status == 200 || reply.goes_to("/login"), "{reply:?}");
        reply.status == 200
    }

    /// The cookie of another process of the same application under the name that it has here: on this machine the port is in it.
    pub(crate) fn as_its_own(&self, cookie: &str) -> String {
        let (_, token) = cookie.split_once('=').unwrap();
        format!("{}={token}", self.cookie_name())
    }

    /// Checks that it still does what it is there for.
    pub(crate) fn assert_healthy(&self) {
        assert!(self.is_running(), "{}", self.directory.err());
        assert_eq!(self.get("/login").send().status, 200);
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these very bytes and returns what comes back until the connection ends.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        let mut writer = stream.try_clone().unwrap();
        thread::scope(|scope| {
            // Who is refused may not get rid of the rest.
            scope.spawn(move || writer.write_all(bytes));
            read_to_end(&mut stream)
        })
    }

    /// The same, where the answer has to be one.
    pub(crate) fn raw_reply(&self, bytes: &[u8]) -> Reply {
        let answer = self.raw(bytes);
        Reply::parse(&answer).unwrap_or_else(|| panic!("no answer to {:?}", String::from_utf8_lossy(bytes)))
    }

    /// Sends a request with a head of our own making, whose answer is the last on its connection.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Reply {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        self.raw_reply(request.as_bytes())
    }

    /// The head of a form from our own page; what says how long it is comes from the caller.
    pub(crate) fn form_head(&self, path: &str, length: &str) -> String {
        let Self { origin, .. } = self;
        format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: {origin}\r\n\
             Content-Type: {FORM}\r\n{length}\r\n\r\n"
        )
    }
}
