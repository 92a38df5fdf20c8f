//! A TCP proxy in front of a server, with which a test counts round trips, cuts connections and delays traffic.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// The pings of connection pools: PostgreSQL's `Sync` and MySQL's `COM_PING`.
const PINGS: [&[u8]; 2] = [b"S\0\0\0\x04", b"\x01\0\0\0\x0e"];

/// A proxy on a port of its own on 127.0.0.1, which forwards to a server until it is dropped.
pub struct Proxy {
    port: u16,
    state: Arc<ProxyState>,
}

struct ProxyState {
    server: SocketAddr,
    trips: AtomicU64,
    /// The number of the round trip whose answer is lost; 0 for none.
    lost: AtomicU64,
    is_closed: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
    is_held: Mutex<bool>,
    held: Mutex<Vec<u8>>,
    released: Condvar,
}

impl Proxy {
    /// Starts a proxy in front of a server.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub fn to(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(ProxyState {
            server,
            trips: AtomicU64::default(),
            lost: AtomicU64::default(),
            is_closed: AtomicBool::default(),
            connections: Mutex::default(),
            is_held: Mutex::default(),
            held: Mutex::default(),
            released: Condvar::new(),
        });
        let accepting = Arc::clone(&state);
        thread::spawn(move || accept(&listener, &accepting));
        Ok(Self { port, state })
    }

    /// Starts a proxy in front of the server of a URL. Returns it with the URL that leads through it.
    ///
    /// # Errors
    ///
    /// If the URL has no host 127.0.0.1 with a port, or no port is free.
    pub fn before(url: &str) -> io::Result<(Self, String)> {
        let (front, back) = url.split_once("127.0.0.1:").ok_or(io::ErrorKind::InvalidInput)?;
        let digits = back.find(|it: char| !it.is_ascii_digit()).unwrap_or(back.len());
        let (port, rest) = back.split_at(digits);
        let port = port.parse::<u16>().map_err(|_| io::ErrorKind::InvalidInput)?;
        let proxy = Self::to((Ipv4Addr::LOCALHOST, port).into())?;
        let url = format!("{front}127.0.0.1:{}{rest}", proxy.port);
        Ok((proxy, url))
    }

    /// Returns the port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the number of round trips so far. Several commands that are written together and answered together are
    /// one round trip. The ping of a connection that returns to sqlx's pool is not counted, since the call was
    /// answered before.
    #[must_use]
    pub fn trips(&self) -> u64 {
        self.state.trips.load(SeqCst)
    }

    /// Closes every connection at once; new ones are accepted.
    pub fn cut(&self) {
        self.state.cut();
    }

    /// Drops the answer of a round trip, counted as by [`trips`](Proxy::trips), and closes every connection. The
    /// client cannot know whether its command was executed.
    pub fn cut_at(&self, trip: u64) {
        self.state.lost.store(trip, SeqCst);
    }

    /// Holds back everything in both directions, without closing a connection, until [`release`](Proxy::release).
    pub fn hold(&self) {
        *self.state.is_held.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Returns the bytes that have been held back so far: the first read of each connection and direction.
    #[must_use]
    pub fn held(&self) -> String {
        let held = self.state.held.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&held).into_owned()
    }

    /// Forwards everything again, beginning with what was held back.
    pub fn release(&self) {
        *self.state.is_held.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.state.released.notify_all();
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.is_closed.store(true, SeqCst);
        self.release();
        self.cut();
        // Wakes the thread that accepts connections.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn accept(listener: &TcpListener, state: &Arc<ProxyState>) {
    for client in listener.incoming().flatten() {
        if state.is_closed.load(SeqCst) {
            return;
        }
        // If the server is down, the client's connection is closed.
        let _ = connect(client, state);
    }
}

fn connect(client: TcpStream, state: &Arc<ProxyState>) -> io::Result<()> {
    let server = TcpStream::connect(state.server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut connections = state.connections.lock().unwrap_or_else(PoisonError::into_inner);
    connections.extend([client.try_clone()?, server.try_clone()?]);
    let is_asked = Arc::new(AtomicBool::default());
    let directions = [(client.try_clone()?, server.try_clone()?, true), (server, client, false)];
    for (from, to, asks) in directions {
        let (state, is_asked) = (Arc::clone(state), Arc::clone(&is_asked));
        thread::spawn(move || forward(from, to, &state, |state| state.count(asks, &is_asked)));
    }
    Ok(())
}

fn forward(mut from: TcpStream, mut to: TcpStream, state: &ProxyState, count: impl Fn(&ProxyState)) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..read).unwrap_or_default();
        state.wait(bytes);
        if !PINGS.contains(&bytes) {
            count(state);
        }
        if state.trips.load(SeqCst) == state.lost.load(SeqCst) && state.lost.swap(0, SeqCst) != 0 {
            state.cut();
            break;
        }
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

impl ProxyState {
    fn cut(&self) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in connections.drain(..) {
            // The connection may already be closed.
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
