//! The guide on bare hyper, put to the web contract.

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
