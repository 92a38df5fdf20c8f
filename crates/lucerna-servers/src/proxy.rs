//! A way to a server on which a test counts round trips, cuts connections and holds back everything.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// "Are you there?" to PostgreSQL (`Sync`) and to MySQL (`COM_PING`).
const PINGS: [&[u8]; 2] = [b"S\0\0\0\x04", b"\x01\0\0\0\x0e"];

/// Passes on what comes to a port of its own on 127.0.0.1, until it is dropped.
pub struct Proxy {
    port: u16,
    way: Arc<Way>,
}

struct Way {
    server: SocketAddr,
    trips: AtomicU64,
    /// The trip whose answer is lost; none if it is 0.
    lost: AtomicU64,
    is_closed: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
    is_held: Mutex<bool>,
    held: Mutex<Vec<u8>>,
    released: Condvar,
}

impl Proxy {
    /// A way to this server.
    ///
    /// # Errors
    ///
    /// If no port is to be had.
    pub fn to(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let way = Arc::new(Way {
            server,
            trips: AtomicU64::default(),
            lost: AtomicU64::default(),
            is_closed: AtomicBool::default(),
            connections: Mutex::default(),
            is_held: Mutex::default(),
            held: Mutex::default(),
            released: Condvar::new(),
        });
        let accepting = Arc::clone(&way);
        thread::spawn(move || accept(&listener, &accepting));
        Ok(Self { port, way })
    }

    /// A way to the server of this URL, and the URL by which it leads there.
    ///
    /// # Errors
    ///
    /// If the URL has no host on 127.0.0.1 with a port, or no port is to be had.
    pub fn before(url: &str) -> io::Result<(Self, String)> {
        let (front, back) = url.split_once("127.0.0.1:").ok_or(io::ErrorKind::InvalidInput)?;
        let digits = back.find(|it: char| !it.is_ascii_digit()).unwrap_or(back.len());
        let (port, rest) = back.split_at(digits);
        let port = port.parse::<u16>().map_err(|_| io::ErrorKind::InvalidInput)?;
        let proxy = Self::to((Ipv4Addr::LOCALHOST, port).into())?;
        let url = format!("{front}127.0.0.1:{}{rest}", proxy.port);
        Ok((proxy, url))
    }

    /// Where it listens on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How often the server has answered what was written before: several commands that are written together and
    /// answered together are one round trip. What a pool of sqlx asks of a connection that is given back is not counted: the
    /// call was answered before.
    #[must_use]
    pub fn trips(&self) -> u64 {
        self.way.trips.load(SeqCst)
    }

    /// Ends every connection at once; new ones are let through.
    pub fn cut(&self) {
        self.way.cut();
    }

    /// When the server has answered this often, counted as by [`trips`](Proxy::trips), the answer is lost and every
    /// connection ends. Whoever asked does not know what was done.
    pub fn cut_at(&self, trip: u64) {
        self.way.lost.store(trip, SeqCst);
    }

    /// From now on nothing gets through in either direction, and nobody is told.
    pub fn hold(&self) {
        *self.way.is_held.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// What has been held back so far, the first of each connection and direction.
    #[must_use]
    pub fn held(&self) -> String {
        let held = self.way.held.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&held).into_owned()
    }

    /// From now on everything gets through, what was held back first.
    pub fn release(&self) {
        *self.way.is_held.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.way.released.notify_all();
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.way.is_closed.store(true, SeqCst);
        self.release();
        self.cut();
        // So that the thread that accepts looks up.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn accept(listener: &TcpListener, way: &Arc<Way>) {
    for client in listener.incoming().flatten() {
        if way.is_closed.load(SeqCst) {
            return;
        }
        // A server that is not there is a client that is sent away.
        let _ = connect(client, way);
    }
}

fn connect(client: TcpStream, way: &Arc<Way>) -> io::Result<()> {
    let server = TcpStream::connect(way.server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut connections = way.connections.lock().unwrap_or_else(PoisonError::into_inner);
    connections.extend([client.try_clone()?, server.try_clone()?]);
    let is_asked = Arc::new(AtomicBool::default());
    let directions = [(client.try_clone()?, server.try_clone()?, true), (server, client, false)];
    for (from, to, asks) in directions {
        let (way, is_asked) = (Arc::clone(way), Arc::clone(&is_asked));
        thread::spawn(move || pass_on(from, to, &way, |way| way.count(asks, &is_asked)));
    }
    Ok(())
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, way: &Way, count: impl Fn(&Way)) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..read).unwrap_or_default();
        way.wait(bytes);
        if !PINGS.contains(&bytes) {
            count(way);
        }
        if way.trips.load(SeqCst) == way.lost.load(SeqCst) && way.lost.swap(0, SeqCst) != 0 {
            way.cut();
            break;
        }
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

impl Way {
    fn cut(&self) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in connections.drain(..) {
            // It may have ended by itself.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    fn wait(&self, bytes: &[u8]) {
        let is_held = self.is_held.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_held {
            self.held.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
        drop(self.released.wait_while(is_held, |it| *it));
    }

    fn count(&self, asks: bool, is_asked: &AtomicBool) {
        if is_asked.swap(asks, SeqCst) && !asks {
            self.trips.fetch_add(1, SeqCst);
        }
    }
}
