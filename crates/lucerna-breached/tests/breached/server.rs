//! A service of ranges: it answers each request as the test says, and keeps every byte that it received.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

/// A password that the service knows.
pub(crate) const BREACHED: &str = "correct horse battery";
/// A password that it does not know.
pub(crate) const FINE: &str = "correct horse battery staple";

#[derive(Clone)]
pub(crate) enum Answer {
    /// A response with this status and body.
    Text(u16, String),
    /// A response that comes after this time.
    Slow(Duration),
    /// A response without an end, one chunk after the other.
    Endless,
    /// A response whose bytes come one by one, without an end.
    Trickle,
    /// These bytes, and the end of the connection.
    Raw(&'static str),
    /// A redirect to this place.
    Redirect(String),
}

pub(crate) struct Server {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    pub(crate) async fn start(answer: Answer) -> Self {
        Self::start_with(answer, None).await
    }

    pub(crate) async fn start_with(answer: Answer, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (answer, tls, kept) = (answer.clone(), tls.clone(), Arc::clone(&kept));
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(connection) = tls.accept(connection).await {
                                serve(connection, &answer, &kept).await;
                            }
                        }
                        None => serve(connection, &answer, &kept).await,
                    }
                });
            }
        });
        Self { port, received }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/range/", self.port)
    }

    /// Returns everything that was received.
    pub(crate) fn received(&self) -> String {
        String::from_utf8(self.received.lock().unwrap().clone()).unwrap()
    }
}

async fn serve(mut connection: impl AsyncRead + AsyncWrite + Unpin, answer: &Answer, kept: &Mutex<Vec<u8>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut bytes = [0; 1024];
        match connection.read(&mut bytes).await {
            Ok(0) | Err(_) => break,
            Ok(count) => head.extend(&bytes[..count]),
        }
    }
    kept.lock().unwrap().extend(head);
    // The client may go away at any time.
    let _ = send(&mut connection, answer).await;
    let _ = connection.shutdown().await;
}

async fn send(connection: &mut (impl AsyncWrite + Unpin), answer: &Answer) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    match answer {
        Answer::Text(status, body) => {
            let head = format!("HTTP/1.1 {status} It\r\nContent-Length: {}\r\n\r\n", body.len());
            connection.write_all((head + body).as_bytes()).await
        }
        Answer::Slow(time) => {
            sleep(*time).await;
            connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await
        }
        Answer::Endless => {
            connection.write_all(head.as_bytes()).await?;
            let line = format!("{}:1\r\n", "0".repeat(35));
            let chunk = format!("{:x}\r\n{}\r\n", line.len() * 1000, line.repeat(1000));
            loop {
                connection.write_all(chunk.as_bytes()).await?;
            }
        }
        Answer::Trickle => {
            connection.write_all(head.as_bytes()).await?;
            loop {
                connection.write_all(b"1\r\n0\r\n").await?;
                sleep(Duration::from_millis(50)).await;
            }
        }
        Answer::Raw(bytes) => connection.write_all(bytes.as_bytes()).await,
        Answer::Redirect(to) => {
            let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            connection.write_all(head.as_bytes()).await
        }
    }
}
