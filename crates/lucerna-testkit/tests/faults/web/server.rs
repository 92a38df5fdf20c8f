//! The application as a server that ends when it is dropped.

use super::accounts::Accounts;
use super::fault::Fault;
use super::http::{Answer, Asked};
use lucerna_testkit::web::{Application, Paths};
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
        thread::spawn(move || stream.map(|mut it| answer(&site, &mut it)));
    }
}

fn answer(site: &Site, stream: &mut TcpStream) {
    let (answer, head_only) = match Asked::read(stream, site.fault) {
        Ok(asked) => (site.answer(&asked), asked.method == "HEAD"),
        Err(status) => (Answer::new(status), false),
    };
    // The client may be gone.
    let _ = answer.send(stream, head_only);
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
