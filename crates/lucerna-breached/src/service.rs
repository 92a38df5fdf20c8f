//! The client of a service over HTTP.

mod error;
mod tls;

pub use error::RangeServiceError;

use crate::{BreachRanges, RangeFuture};
use error::{FailedRequest, invalid_url};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::handshake;
use hyper::header::{HOST, USER_AGENT};
use hyper::rt::{Read, Write};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use lucerna_core::is_this_machine;
use std::fmt::{Debug, Formatter};
use tls::Tls;
use tokio::net::TcpStream;

/// The longest answer. A padded one has about 60 KiB.
const LONGEST: usize = 512 * 1024;

/// A service of breached passwords over HTTP, such as Pwned Passwords or a copy of your own.
///
/// It asks for padded answers, follows no redirect, reads at most 512 KiB, and needs TLS, except to this machine. Each check is a
/// connection of its own.
///
/// ```
/// use lucerna_breached::{Breaches, RangeService};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = RangeService::new("https://api.pwnedpasswords.com/range/")?;
/// let breached = Breaches::new(service);
/// assert!(RangeService::new("http://passwords.example/").is_err(), "others on the way could read the prefixes");
/// # Ok(())
/// # }
/// ```
pub struct RangeService {
    host: String,
    port: u16,
    /// The host, with the port unless it is the usual one.
    authority: String,
    path: String,
    tls: Option<Tls>,
}

impl RangeService {
    /// Creates the client of a service. The prefix is added to the URL, which ends with a slash.
    ///
    /// # Errors
    /// [`RangeServiceError`] if the URL is invalid, has no TLS and leads to another machine, or if the operating system has no
    /// certificates.
    pub fn new(url: &str) -> Result<Self, RangeServiceError> {
        Self::with_tls(url, Tls::of_system)
    }

    /// Creates the client of a service whose certificate an authority of your own has signed, such as one in your network. No
    /// other authority is trusted. The certificates of the authority are PEM.
    ///
    /// ```
    /// # use lucerna_breached::RangeService;
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let authority = std::fs::read("/etc/ssl/company.pem")?;
    /// let service = RangeService::with_authority("https://passwords.intranet.example/range/", &authority)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new), and if the PEM has no certificate.
    pub fn with_authority(url: &str, pem: &[u8]) -> Result<Self, RangeServiceError> {
        Self::with_tls(url, || Tls::of_authority(pem))
    }

    fn with_tls(
        url: &str,
        tls: impl FnOnce() -> Result<Tls, RangeServiceError>,
    ) -> Result<Self, RangeServiceError> {
        let uri: Uri = url.parse().map_err(|_| RangeServiceError::InvalidUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return invalid_url();
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty()
            || authority.as_str().contains('@')
            || uri.query().is_some()
            || !uri.path().ends_with('/')
        {
            return invalid_url();
        }
        let (tls, usual) = match scheme {
            "https" => (Some(tls()?), 443),
            "http" if is_this_machine(&host) => (None, 80),
            "http" => return Err(RangeServiceError::Plain),
            _ => return invalid_url(),
        };
        let port = authority.port_u16().unwrap_or(usual);
        Ok(Self { host, port, authority: authority.as_str().to_owned(), path: uri.path().to_owned(), tls })
    }

    async fn ask(&self, prefix: &str) -> Result<String, FailedRequest> {
        let connection =
            TcpStream::connect((&*self.host, self.port)).await.map_err(FailedRequest::Connection)?;
        let answer = match &self.tls {
            Some(tls) => {
                let connection =
                    tls.connect(&self.host, connection).await.map_err(FailedRequest::Connection)?;
                self.request(TokioIo::new(connection), prefix).await?
            }
            None => self.request(TokioIo::new(connection), prefix).await?,
        };
        if answer.status() != StatusCode::OK {
            return Err(FailedRequest::Status(answer.status().as_u16()));
        }
        let body =
            Limited::new(answer.into_body(), LONGEST).collect().await.map_err(|_| FailedRequest::Body)?;
        String::from_utf8(body.to_bytes().into()).map_err(|_| FailedRequest::Body)
    }

    async fn request<C>(&self, connection: C, prefix: &str) -> Result<Response<Incoming>, FailedRequest>
    where
        C: Read + Write + Unpin + Send + 'static,
    {
        let (mut sender, connection) = handshake(connection).await.map_err(FailedRequest::Http)?;
        // It ends when the answer is read or dropped.
        tokio::spawn(connection);
        let request = Request::get(format!("{}{prefix}", self.path))
            .header(HOST, &self.authority)
            .header(USER_AGENT, "lucerna")
            .header("add-padding", "true")
            .body(Empty::<Bytes>::new())
            .map_err(|_| FailedRequest::Body)?;
        sender.send_request(request).await.map_err(FailedRequest::Http)
    }
}

impl BreachRanges for RangeService {
    fn range<'a>(&'a self, prefix: &'a str) -> RangeFuture<'a> {
        Box::pin(async move { Ok(self.ask(prefix).await?) })
    }
}

impl Debug for RangeService {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RangeService").field("host", &self.authority).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_could_leak_or_miss_the_service_are_refused() {
        let error = |url| RangeService::new(url).unwrap_err();
        for url in [
            "",
            "/range/",
            "passwords.example/range/",
            "https://passwords.example/range",
            "https://passwords.example/range/?a=b",
            "https://user:secret@passwords.example/range/",
            "ftp://passwords.example/",
        ] {
            assert!(matches!(error(url), RangeServiceError::InvalidUrl), "{url}");
        }
        for url in ["http://passwords.example/", "http://127.0.0.1.example/", "http://192.0.2.1/"] {
            assert!(matches!(error(url), RangeServiceError::Plain), "{url}");
        }
        for url in ["http://localhost:1/", "http://127.0.0.1:1/r/", "http://[::1]/"] {
            assert!(RangeService::new(url).is_ok(), "{url}");
        }
    }
}
