//! The guide's application on hyper passes the web contract.

#[path = "../../examples/hyper.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod example;

use lucerna_testkit::web::Application;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn start(public_origin: Option<&str>) -> Application {
    let directory = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
    let auth = example::auth(directory.path().join("hyper.db").to_str().unwrap(), &origin).unwrap();
    runtime.spawn(example::serve(listener, auth));
    Application::new(address, origin, (runtime, directory))
}

lucerna_testkit::web_contract!(start);

#[test]
fn a_visitor_returns_to_the_requested_page() {
    let app = start(None);
    let sign_in = app.get("/?page=2").send().header("location").to_owned();
    assert_eq!(sign_in, "/login?next=%2F%3Fpage%3D2");
    assert!(app.get(&sign_in).send().says(r#"<a href="/signup?next=%2F%3Fpage%3D2">"#));
    let reply =
        app.post("/signup?next=%2F%3Fpage%3D2").credentials("barbara", "correct horse battery").send();
    assert_eq!((reply.status, reply.header("location")), (303, "/?page=2"));
}

#[test]
fn a_script_gets_problem_json_and_a_visitor_a_page() {
    let app = start(None);
    let ask =
        |mode| app.post("/signup").header("sec-fetch-mode", mode).credentials("bob", "correct horse battery");
    for (mode, content_type) in
        [("cors", "application/problem+json"), ("navigate", "text/html; charset=utf-8")]
    {
        let reply = ask(mode).send();
        assert_eq!((reply.status, reply.header("content-type")), (422, content_type));
        assert!(reply.says("A username has 4 to 31 characters"), "{reply:?}");
    }
}
