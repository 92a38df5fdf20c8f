//! The web contract: everything that an application of the guide does over HTTP, as cases for any framework.
//!
//! The cases open TCP connections and read the answers, without using a framework. To run them, start your
//! application on a free port and write one line in a file under `tests/`:
//!
//! ```no_run
//! use lucerna_testkit::web::Application;
//! use std::io::{BufRead, BufReader};
//! use std::process::{Command, Stdio};
//!
//! /// Starts a program that reads its address and origin from the environment and prints where it listens.
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
//! An application inside the test's process runs on a runtime, which is returned with it:
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
//! # Requirements
//!
//! The application is that of the guide: a sign-up page, a sign-in page, a profile page and a path that signs out,
//! with the fields `username` and `password`. The cases find the name of the session cookie themselves. If its pages
//! have other paths, [`Application::with_paths`] names them. Each application starts with an empty database.
//!
//! # Promises
//!
//! | cases | promise |
//! |---|---|
//! | `guide` | the pages do what the guide describes: forms, redirects, statuses and errors |
//! | `csrf` | a form is accepted only from the application's own origin |
//! | `sessions` | a sign-in starts a new session, a client cannot invent one, and an ended session stays ended |
//! | `cookies` | the cookie has its attributes, and only the exact cookie is accepted |
//! | `secrets` | no answer reveals whether a name is known, a token or a password |
//! | `redirects` | no parameter and no header redirects a visitor to another site |
//! | `hostile` | no header, cookie, address or body causes a 5xx or breaks the connection |
//! | `escaping` | a visitor's input is escaped on every page |
//! | `methods` | HEAD, and methods that a page does not support |
//! | `websockets` | a WebSocket is opened only by the application's own pages |
//! | `navigation` | a browser that navigates gets a page, a script gets a status |
//!
//! Names with `rt_` refer to a row of Lucerna's `SECURITY.md`.

mod application;
pub use application::{Application, Paths};

mod request;
pub use request::Request;

mod reply;
pub use reply::Reply;

mod web_case;
pub use web_case::WebCase;

mod all_cases;
pub use all_cases::cases;

mod test_macro;
#[doc(hidden)]
pub use test_macro::check;

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
    fn case_names_are_unique() {
        let names: Vec<_> = cases().iter().map(WebCase::name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
