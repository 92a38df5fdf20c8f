//! A running application, as the suite and other tests drive it.

use super::Request;
use super::request::exchange;
use std::any::Any;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::process::Child;

/// An application of the guide that runs, reached over TCP. Dropping it must end it.
///
/// ```
/// use lucerna_testkit::web::Application;
/// use std::net::TcpListener;
///
/// fn start(public_origin: Option<&str>) -> Application {
///     let listener = TcpListener::bind("127.0.0.1:0").unwrap();
///     let address = listener.local_addr().unwrap();
///     let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
///     // Here the framework is given the listener and the origin. What it returns ends the server when it is dropped.
///     let server = listener;
///     Application::new(address, origin, server)
/// }
///
/// assert_eq!(start(Some("https://app.example")).origin(), "https://app.example");
/// ```
pub struct Application {
    address: SocketAddr,
    origin: String,
    paths: Paths,
    _running: Box<dyn Any + Send + Sync>,
}

impl Application {
    /// An application that listens at `address` and was configured with `origin`, such as `http://127.0.0.1:3000`.
    /// `running` is dropped when the case is over, which must end the application: a runtime, the sender of a shutdown
    /// signal, a temporary directory, or a tuple of these.
    pub fn new(address: SocketAddr, origin: impl Into<String>, running: impl Send + Sync + 'static) -> Self {
        let origin = origin.into();
        Self { address, origin, paths: Paths::default(), _running: Box::new(running) }
    }

    /// The same for a program that was started as a process of its own. Dropping it kills the process. What is given
    /// as `files`, such as a temporary directory, is dropped after that.
    pub fn child(
        address: SocketAddr,
        origin: impl Into<String>,
        child: Child,
        files: impl Send + Sync + 'static,
    ) -> Self {
        Self::new(address, origin, (Process(child), files))
    }

    /// The same with pages elsewhere than in the guide.
    #[must_use]
    pub fn with_paths(self, paths: Paths) -> Self {
        Self { paths, ..self }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin that it was configured with.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where its pages are.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// A request that says nothing but for which host it is: the origin's.
    pub fn request(&self, method: &str, target: &str) -> Request {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        Request::new(self.address, method, target).without("host").header("host", host)
    }

    /// A page as a browser asks for it.
    pub fn get(&self, target: &str) -> Request {
        self.request("GET", target).header("accept", "text/html")
    }

    /// A form as its own page sends it.
    pub fn post(&self, target: &str) -> Request {
        self.foreign_post(target).header("origin", &self.origin)
    }

    /// A form that does not say where it comes from.
    pub fn foreign_post(&self, target: &str) -> Request {
        self.request("POST", target).header("accept", "text/html").header("content-length", "0")
    }

    /// Sends these very bytes, and returns what comes back until the application closes the connection.
    ///
    /// # Errors
    /// The connection cannot be made, or is silent for a minute.
    pub fn raw(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        exchange(self.address, bytes)
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, origin, paths, .. } = self;
        let mut shown = f.debug_struct("Application");
        shown.field("address", address).field("origin", origin).field("paths", paths).finish_non_exhaustive()
    }
}

/// Where the pages of an application are. The default is the guide's.
///
/// ```
/// use lucerna_testkit::web::Paths;
///
/// let mut paths = Paths::default();
/// assert_eq!(paths.sign_in, "/login");
/// paths.sign_in = "/account/sign-in".to_owned();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paths {
    /// The page of the visitor who is signed in. Default: `/`.
    pub profile: String,
    /// The form of new visitors. Default: `/signup`.
    pub sign_up: String,
    /// The form of known visitors. Default: `/login`.
    pub sign_in: String,
    /// Where the button of the profile page sends its form. Default: `/logout`.
    pub sign_out: String,
}

impl Default for Paths {
    fn default() -> Self {
        let [profile, sign_up, sign_in, sign_out] = ["/", "/signup", "/login", "/logout"].map(str::to_owned);
        Self { profile, sign_up, sign_in, sign_out }
    }
}

/// A process that ends with this value.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
