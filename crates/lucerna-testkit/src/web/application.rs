//! A running application, as cases and other tests use it.

use super::Request;
use super::request::exchange;
use std::any::Any;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::process::Child;

/// A running application of the guide, reached over TCP. Dropping it must end it.
///
/// ```
/// use lucerna_testkit::web::Application;
/// use std::net::TcpListener;
///
/// fn start(public_origin: Option<&str>) -> Application {
///     let listener = TcpListener::bind("127.0.0.1:0").unwrap();
///     let address = listener.local_addr().unwrap();
///     let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
///     // Pass the listener and the origin to the framework. The returned value ends the server when dropped.
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
    /// Returns an application that listens at `address` and was configured with `origin`, for instance
    /// `http://127.0.0.1:3000`. `running` is dropped at the end of the case, which must end the application. It can
    /// be a runtime, the sender of a shutdown signal, a temporary directory, or a tuple of these.
    pub fn new(address: SocketAddr, origin: impl Into<String>, running: impl Send + Sync + 'static) -> Self {
        let origin = origin.into();
        Self { address, origin, paths: Paths::default(), _running: Box::new(running) }
    }

    /// Returns an application that runs as a process of its own. Dropping it kills the process and then drops
    /// `files`, for instance a temporary directory.
    pub fn child(
        address: SocketAddr,
        origin: impl Into<String>,
        child: Child,
        files: impl Send + Sync + 'static,
    ) -> Self {
        Self::new(address, origin, (ChildProcess(child), files))
    }

    /// Sets the paths of the pages, if they differ from the guide's.
    #[must_use]
    pub fn with_paths(self, paths: Paths) -> Self {
        Self { paths, ..self }
    }

    /// Returns the address at which the application listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the origin that the application was configured with.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the paths of the pages.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Returns a request whose only information is the host of the origin.
    pub fn request(&self, method: &str, target: &str) -> Request {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        Request::new(self.address, method, target).without("host").header("host", host)
    }

    /// Returns a request for a page, as a browser sends it.
    pub fn get(&self, target: &str) -> Request {
        self.request("GET", target).header("accept", "text/html")
    }

    /// Returns a form, as the application's own page sends it.
    pub fn post(&self, target: &str) -> Request {
        self.foreign_post(target).header("origin", &self.origin)
    }

    /// Returns a form without the headers that name its origin.
    pub fn foreign_post(&self, target: &str) -> Request {
        self.request("POST", target).header("accept", "text/html").header("content-length", "0")
    }

    /// Sends these bytes unchanged, and returns everything until the application closes the connection.
    ///
    /// # Errors
    /// If the connection cannot be made, or is silent for a minute.
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

/// The paths of an application's pages. The default is the guide's.
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
    /// The page of a signed-in visitor. Default: `/`.
    pub profile: String,
    /// The sign-up form. Default: `/signup`.
    pub sign_up: String,
    /// The sign-in form. Default: `/login`.
    pub sign_in: String,
    /// The target of the sign-out form. Default: `/logout`.
    pub sign_out: String,
}

impl Default for Paths {
    fn default() -> Self {
        let [profile, sign_up, sign_in, sign_out] = ["/", "/signup", "/login", "/logout"].map(str::to_owned);
        Self { profile, sign_up, sign_in, sign_out }
    }
}

/// A process that is killed when this value is dropped.
struct ChildProcess(Child);

impl Drop for ChildProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
