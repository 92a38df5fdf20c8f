//! A node of a Galera cluster that is killed, behind a load balancer that then uses another node.

use crate::load::under_load;
use crate::session_aging::SessionAging;
use lucerna_servers::Galera;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Instant;

#[test]
fn a_node_of_galera_is_killed() {
    let cluster = Galera::start().unwrap();
    let ports: Vec<_> = cluster.nodes().iter().map(|it| it.port()).collect();
    let own = format!(":{}/", ports[0]);
    let url = cluster.urls("lucerna")[0].replace(&own, &format!(":{}/", balancer(ports)));
    under_load("Galera, the node in use killed", &[("DATABASE_URL", &url)], |load| {
        let staying = load.staying();
        cluster.nodes()[0].age();
        cluster.nodes()[0].kill().unwrap();
        load.recovers_from(Instant::now());
        load.wait_for_renewals(&staying, |of| cluster.nodes()[1].due(of));
        // The restarted node copies the data from another, which accepts no writes meanwhile.
        cluster.nodes()[0].restart().unwrap();
        cluster.wait_until_whole().unwrap();
        load.recovers_from(Instant::now());
    });
}

/// Starts a load balancer and returns its port. All connections go to one node, and to the next if that fails. It runs as
/// long as the process.
fn balancer(ports: Vec<u16>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let current = AtomicUsize::default();
        for client in listener.incoming().flatten() {
            if let Some(server) = connect(&ports, &current) {
                join(&client, &server);
            }
        }
    });
    port
}

fn connect(ports: &[u16], current: &AtomicUsize) -> Option<TcpStream> {
    ports.iter().find_map(|_| {
        let at = current.load(SeqCst);
        let server = TcpStream::connect(("127.0.0.1", ports[at]));
        if server.is_err() {
            current.store((at + 1) % ports.len(), SeqCst);
        }
        server.ok()
    })
}

fn join(client: &TcpStream, server: &TcpStream) {
    for (from, to) in [(client, server), (server, client)] {
        let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        to.set_nodelay(true).unwrap();
        thread::spawn(move || {
            // If one end closes, the other is closed too.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(std::net::Shutdown::Both);
        });
    }
}
