//! The application as a server that ends when it is dropped.

use super::accounts::Accounts;
use super::fault::Fault;
use super::http::{Answer, Connection};
use lucerna_testkit::web::{Application, Paths};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What every request is answered with.
pub(super) struct Site {
    pub(super) fault: Fault,
    pub(super) origin: String,
    pub(super) paths: Paths,
    pub(super) accounts: Accounts,
}

impl Site {
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    pub(super) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

pub(super) fn start(public_origin: Option<&str>, fault: Fault, paths: Paths) -> Application {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
    let site = Site { fault, origin: origin.clone(), paths: paths.clone(), accounts: Accounts::new(fault) };
    let stop = Stop { address, ended: Arc::default() };
    let ended = Arc::clone(&stop.ended);
    thread::spawn(move || serve(&listener, &Arc::new(site), &ended));
    Application::new(address, origin, stop).with_paths(paths)
}

fn serve(listener: &TcpListener, site: &Arc<Site>, ended: &AtomicBool) {
    for stream in listener.incoming() {
        if ended.load(Ordering::SeqCst) {
            break;
        }
        let site = Arc::clone(site);
        thread::spawn(move || stream.map(|it| answer(&site, Connection::new(it, site.fault))));
    }
}

/// Answers one request after the other. The client may be gone, which ends it.
fn answer(site: &Site, mut connection: Connection) -> io::Result<()> {
    loop {
        let (answer, head_only, is_last) = match connection.read() {
            Ok(asked) => (site.answer(&asked), asked.method == "HEAD", asked.is_last()),
            Err(status) => (Answer::new(status), false, true),
        };
        connection.send(&answer, head_only)?;
        if is_last {
            return connection.close();
        }
    }
}

struct Stop {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The listener looks at that with the next connection.
        let _ = TcpStream::connect(self.address);
    }
}
