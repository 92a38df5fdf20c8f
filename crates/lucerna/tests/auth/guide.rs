//! The guide's application passes the web contract, and its forms show errors.

#[path = "../../examples/guide.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
pub(crate) mod example;

use lucerna_testkit::web::Application;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn start(public_origin: Option<&str>) -> Application {
    let directory = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
    let app = example::app(directory.path().join("guide.db").to_str().unwrap(), &origin).unwrap();
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
