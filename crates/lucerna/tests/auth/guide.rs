//! The guide's application passes the web contract, and its forms show errors.

#[path = "../../examples/guide.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
pub(crate) mod example;

use lucerna_testkit::web::Application;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn start(public_origin: Option<&str>) -> Application {
    let directory = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
    let app = example::app(directory.path().join("guide.db").to_str().unwrap(), &origin).unwrap();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async { axum::serve(listener, app).await });
    Application::new(address, origin, (runtime, directory))
}

lucerna_testkit::web_contract!(start);

#[test]
fn a_refused_form_says_why() {
    let app = start(None);
    for (username, password, message) in [
        ("bob", "correct horse battery", "A username has 4 to 31 characters"),
        ("barbara", "1234567", "the password is shorter than 8 characters"),
    ] {
        let reply = app.post("/signup").credentials(username, password).send();
        assert!(reply.status == 422 && reply.says(message), "{reply:?}");
    }
}

#[test]
fn wrong_passwords_at_any_names_count_for_the_visitors_address() {
    let app = start(None);
    let guess = |it| app.post("/login").credentials(&format!("visitor {it}"), "wrong horse battery").send();
    assert_eq!((0..102).filter(|it| guess(*it).status == 401).count(), 100);
    assert_eq!(guess(102).status, 429);
    // `main` serves in the same way.
    let text = include_str!("../../examples/guide.rs");
    assert!(text.contains("?.into_make_service_with_connect_info::<SocketAddr>();"));
}
