//! The server of the application, which ends when dropped.

use super::accounts::Accounts;
use super::fault::Fault;
use super::http::{HttpAnswer, HttpConnection};
use lucerna_testkit::web::{Application, Paths};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The application with its fault.
pub(super) struct FaultyApplication {
    pub(super) fault: Fault,
    pub(super) origin: String,
    pub(super) paths: Paths,
    pub(super) accounts: Accounts,
}

impl FaultyApplication {
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
    let site = FaultyApplication {
        fault,
        origin: origin.clone(),
        paths: paths.clone(),
        accounts: Accounts::new(fault),
    };
    let stop = ServerHandle { address, ended: Arc::default() };
    let ended = Arc::clone(&stop.ended);
    thread::spawn(move || serve(&listener, &Arc::new(site), &ended));
    Application::new(address, origin, stop).with_paths(paths)
}

fn serve(listener: &TcpListener, site: &Arc<FaultyApplication>, ended: &AtomicBool) {
    for stream in listener.incoming() {
        if ended.load(Ordering::SeqCst) {
            break;
        }
        let site = Arc::clone(site);
        thread::spawn(move || stream.map(|it| answer(&site, HttpConnection::new(it, site.fault))));
    }
}

/// Answers requests until the client is gone.
fn answer(site: &FaultyApplication, mut connection: HttpConnection) -> io::Result<()> {
    loop {
        let (answer, head_only, is_last) = match connection.read() {
            Ok(asked) => (site.answer(&asked), asked.method == "HEAD", asked.is_last()),
            Err(status) => (HttpAnswer::new(status), false, true),
        };
        connection.send(&answer, head_only)?;
        if is_last {
            return connection.close();
        }
    }
}

struct ServerHandle {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
    }
}
