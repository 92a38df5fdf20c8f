//! A load balancer for the cluster: one address, whose connections go to the nodes in turn.

use std::sync::OnceLock;
use std::thread;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

/// Returns its URL, with the user and password of the shared cluster. It runs as long as the process.
pub(crate) fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let nodes = lucerna_servers::galera().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let first = nodes.first().unwrap();
        let url = first.replace(&address(first), &format!("127.0.0.1:{port}"));
        thread::spawn(move || {
            Builder::new_current_thread().enable_all().build().unwrap().block_on(run(listener, &nodes));
        });
        url
    })
}

/// Returns `127.0.0.1:12345` of `mysql://lucerna:…@127.0.0.1:12345/lucerna`.
fn address(url: &str) -> String {
    url.split_once('@').unwrap().1.split('/').next().unwrap().to_owned()
}

async fn run(listener: std::net::TcpListener, nodes: &[String]) {
    let listener = TcpListener::from_std(listener).unwrap();
    for node in nodes.iter().cycle() {
        let (mut client, _) = listener.accept().await.unwrap();
        let node = address(node);
        tokio::spawn(async move {
            let Ok(mut server) = TcpStream::connect(node).await else { return };
            // Either end may close the connection at any time.
            let _ = copy_bidirectional(&mut client, &mut server).await;
        });
    }
}
