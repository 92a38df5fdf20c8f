//! The cases as tests of the crate that asks for them.

use super::{Application, cases};

/// Makes a test of every case that an application of the guide has to pass: `web_contract::guide::the_story` and so on.
/// Each starts an application of its own and drives it over TCP.
///
/// It is given what starts the application: a function or closure that takes the public origin and returns an
/// [`Application`]. With `None`, the application is configured with the origin of the address at which it listens,
/// such as `http://127.0.0.1:41234`. With `Some("https://app.example")`, it is configured with that one, as behind a
/// proxy that ends TLS, and listens without TLS all the same.
///
/// ```no_run
/// # mod my_app {
/// #     pub struct Server { pub address: std::net::SocketAddr, pub origin: String }
/// #     pub fn serve_on_a_free_port(_: Option<&str>) -> Server { unimplemented!() }
/// # }
/// use lucerna_testkit::web::Application;
///
/// fn start(public_origin: Option<&str>) -> Application {
///     let server = my_app::serve_on_a_free_port(public_origin);
///     Application::new(server.address, server.origin.clone(), server)
/// }
///
/// lucerna_testkit::web_contract!(start);
/// # fn main() {}
/// ```
///
/// The [module](crate::web) has whole examples, for a program in a process of its own and for one within the test.
#[macro_export]
macro_rules! web_contract {
    ($start:expr) => {
        mod web_contract {
            $crate::__web_cases! { { $crate::__web_tests } ($start) }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __web_tests {
    (($start:expr) $($subject:ident { $($case:ident)* })*) => {$(
        mod $subject {
            #[allow(unused_imports, reason = "what starts the application may need nothing of the file around it")]
            use super::super::*;

            $(#[test]
            fn $case() {
                $crate::web::check(concat!(stringify!($subject), "::", stringify!($case)), $start);
            })*
        }
    )*};
}

/// Runs the case of this name and panics if it fails.
#[doc(hidden)]
pub fn check(name: &str, start: impl Fn(Option<&str>) -> Application + Send + 'static) {
    let case = cases().into_iter().find(|it| it.name() == name).unwrap();
    if let Err(failure) = case.check(start) {
        panic!("the application breaks the web contract in {failure}");
    }
}
