//! What every application of the guide does over HTTP, as cases that any framework can be put to.
//!
//! The suite knows nothing of frameworks: it opens TCP connections and reads what comes back. To run it, start your
//! application on a free port and write one line in a file under `tests/`:
//!
//! ```no_run
//! use lucerna_testkit::web::Application;
//! use std::io::{BufRead, BufReader};
//! use std::process::{Command, Stdio};
//!
//! /// A program that takes its address and origin from the environment, and prints where it listens.
//! fn start(public_origin: Option<&str>) -> Application {
//!     let directory = tempfile::tempdir().unwrap();
//!     let mut command = Command::new("target/debug/examples/guide");
//!     command.current_dir(directory.path()).env("LISTEN", "127.0.0.1:0").stdout(Stdio::piped());
//!     if let Some(origin) = public_origin {
//!         command.env("ORIGIN", origin);
//!     }
//!     let mut child = command.spawn().unwrap();
//!     let mut line = String::new();
//!     BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
//!     let address = line.trim().parse().unwrap();
//!     let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
//!     Application::child(address, origin, child, directory)
//! }
//!
//! lucerna_testkit::web_contract!(start);
//! # fn main() {}
//! ```
//!
//! An application within the test's own process is started on a runtime, which is returned with it:
//!
//! ```no_run
//! # use lucerna_testkit::web::Application;
//! # struct Router;
//! # fn app(_: &str, _: &str) -> Router { Router }
//! # async fn serve(_: tokio::net::TcpListener, _: Router) {}
//! fn start(public_origin: Option<&str>) -> Application {
//!     let directory = tempfile::tempdir().unwrap();
//!     let runtime = tokio::runtime::Runtime::new().unwrap();
//!     let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
//!     let address = listener.local_addr().unwrap();
//!     let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
//!     let app = app(directory.path().join("app.db").to_str().unwrap(), &origin);
//!     runtime.spawn(serve(listener, app));
//!     Application::new(address, origin, (runtime, directory))
//! }
//! ```
//!
//! # What the application has to be
//!
//! The guide: a sign-up page, a sign-in page, a profile page and a path that signs out, with the fields `username` and
//! `password`. The suite finds the name of the session cookie by itself. Pages that are elsewhere than in the guide are
//! named by [`Application::with_paths`]. Each application starts with an empty database.
//!
//! # What is promised
//!
//! | cases | promise |
//! |---|---|
//! | `guide` | the pages do what the guide says: forms, redirects, statuses and errors |
//! | `csrf` | a form counts only from the application's own origin |
//! | `sessions` | a sign-in makes a new session, no client makes one up, and an end is an end |
//! | `cookies` | the cookie has its attributes, and only one exact cookie is ours |
//! | `secrets` | no answer tells whether a name is known, or shows a token or a password |
//! | `redirects` | no parameter and no header leads a visitor away |
//! | `hostile` | no header, cookie, address or body is a 5xx or breaks the connection |
//! | `escaping` | what a visitor types is text on every page |
//! | `methods` | HEAD, and methods that a page does not have |
//! | `websockets` | a WebSocket is opened only by the application's own pages |
//! | `navigation` | a visitor who navigates gets a page, a script gets a status |
//!
//! Names with `rt_` answer a row of Lucerna's `SECURITY.md`.

mod application;
pub use application::{Application, Paths};

mod request;
pub use request::Request;

mod reply;
pub use reply::Reply;

mod case;
pub use case::Case;

mod list;
pub use list::cases;

mod as_tests;
#[doc(hidden)]
pub use as_tests::check;

mod visitor;

mod guide;

mod csrf;

mod sessions;

mod cookies;

mod secrets;

mod redirects;

mod hostile;

mod escaping;

mod methods;

mod websockets;

mod navigation;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_cases_have_one_name() {
        let names: Vec<_> = cases().iter().map(Case::name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
