//! Clients at addresses of their own: on Linux every address in 127.0.0.0/8 is this machine's.

use crate::kit::{Reply, Starter, eventually};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;
use tokio::runtime::Builder;

/// The longest time in which a client that does nothing wrong may wait for a page.
const FAST: Duration = Duration::from_secs(2);

/// A size in bytes that a client which reads nothing fills soon.
const SMALL_BUFFER: u32 = 4096;

/// Connects from this address, with little room for answers that are not read.
pub(crate) fn connect_from(source: Ipv4Addr, starter: &Starter) -> TcpStream {
    let runtime = Builder::new_current_thread().enable_io().build().unwrap();
    let connected = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(SMALL_BUFFER)?;
        socket.bind(SocketAddr::new(source.into(), 0))?;
        socket.connect(starter.address).await?.into_std()
    });
    let stream = connected.unwrap();
    stream.set_nonblocking(false).unwrap();
    stream
}

/// Sends as much as is taken without waiting. A connection that was closed takes nothing.
pub(crate) fn send(mut stream: &TcpStream, mut bytes: &[u8]) {
    stream.set_nonblocking(true).unwrap();
    while let Ok(sent @ 1..) = stream.write(bytes) {
        bytes = bytes.get(sent..).unwrap();
    }
    stream.set_nonblocking(false).unwrap();
}

/// Sends this request again and again, reads nothing, and returns when the server has taken none for a while.
pub(crate) fn fill(mut stream: &TcpStream, request: &[u8]) {
    let requests = request.repeat(1000);
    let mut rest = &*requests;
    let mut last = Instant::now();
    stream.set_nonblocking(true).unwrap();
    eventually("the server stops taking requests", || {
        if let Ok(sent) = stream.write(rest) {
            rest = rest.get(sent..).filter(|it| !it.is_empty()).unwrap_or(&requests);
            last = Instant::now();
        }
        (last.elapsed() > Duration::from_millis(300)).then_some(())
    });
}

/// Many connections that all send the same bytes and then do nothing.
pub(crate) struct Crowd(Vec<TcpStream>);

impl Crowd {
    pub(crate) fn connect(
        starter: &Starter,
        size: u16,
        source: impl Fn(u16) -> Ipv4Addr,
        bytes: &[u8],
    ) -> Self {
        let connect = |it| {
            let stream = connect_from(source(it), starter);
            send(&stream, bytes);
            stream
        };
        Self((0..size).map(connect).collect())
    }

    /// Returns the number of those that the server has not closed.
    pub(crate) fn count_open(&self) -> usize {
        self.0.iter().filter(|it| is_open(it)).count()
    }
}

/// Returns true if the server has left this connection open. Reads what was sent on it, since the end comes after.
pub(crate) fn is_open(mut stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut buffer = [0; 65536];
    let end = loop {
        match stream.read(&mut buffer) {
            Ok(1..) => {}
            end => break end,
        }
    };
    stream.set_nonblocking(false).unwrap();
    end.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// Asks for twenty pages from this address, each on a connection of its own, and checks that each comes soon.
#[track_caller]
pub(crate) fn assert_served(starter: &Starter, source: Ipv4Addr) {
    for _ in 0..20 {
        let begun = Instant::now();
        let mut stream = connect_from(source, starter);
        stream.set_read_timeout(Some(FAST)).unwrap();
        stream.write_all(b"GET /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap_or_else(|error| panic!("{source} is not served: {error}"));
        assert_eq!(Reply::parse(&answer).map(|it| it.status), Some(200));
        assert!(begun.elapsed() < FAST, "{source} waited for {:?}", begun.elapsed());
    }
}

/// Returns the number of the server's sockets, of which some are its own.
pub(crate) fn count_sockets(starter: &Starter) -> usize {
    let descriptors = fs::read_dir(format!("/proc/{}/fd", starter.pid())).unwrap();
    let targets = descriptors.filter_map(|it| fs::read_link(it.unwrap().path()).ok());
    targets.filter(|it| it.to_string_lossy().starts_with("socket:")).count()
}

/// Waits until the server has no more than this many sockets, and returns how long that took.
pub(crate) fn wait_for_sockets(starter: &Starter, count: usize) -> Duration {
    let begun = Instant::now();
    eventually("the server closes connections", || (count_sockets(starter) <= count).then_some(()));
    begun.elapsed()
}
