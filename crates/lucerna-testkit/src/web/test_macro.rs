//! The macro that generates tests of the web contract.

use super::{Application, cases};

/// Generates a test for every case of the web contract: `web_contract::guide::a_user_signs_up_out_and_in` and so on.
/// Each test starts an application of its own and drives it over TCP.
///
/// The argument is a function or closure that takes the public origin, starts the application and returns an
/// [`Application`]. With `None`, the application has the origin of the address at which it listens, for instance
/// `http://127.0.0.1:41234`. With `Some("https://app.example")`, it has that origin, as behind a proxy that ends TLS,
/// and still listens without TLS.
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
/// The [module](crate::web) has complete examples, for a program in a process of its own and for one inside the test.
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
            #[allow(unused_imports, reason = "the argument may use no item of the surrounding file")]
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
