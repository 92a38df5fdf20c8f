//! TLS by rustls, with the authorities of the operating system or one of your own.

use super::error::RangeServiceError;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub(super) struct Tls(TlsConnector);

impl Tls {
    pub(super) fn of_system() -> Result<Self, RangeServiceError> {
        let found = rustls_native_certs::load_native_certs();
        Self::trusting(found.certs).map_err(|error| match found.errors.first() {
            Some(reason) => RangeServiceError::Certificates(reason.to_string()),
            None => error,
        })
    }

    pub(super) fn of_authority(pem: &[u8]) -> Result<Self, RangeServiceError> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        Self::trusting(certificates.map_err(|it| RangeServiceError::Certificates(it.to_string()))?)
    }

    /// Trusts those of the certificates that are valid, as the operating system may have old ones.
    fn trusting(certificates: Vec<CertificateDer<'static>>) -> Result<Self, RangeServiceError> {
        let mut roots = RootCertStore::empty();
        let (trusted, _) = roots.add_parsable_certificates(certificates);
        if trusted == 0 {
            return Err(RangeServiceError::Certificates("none was found".to_owned()));
        }
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|it| RangeServiceError::Certificates(it.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    pub(super) async fn connect(
        &self,
        host: &str,
        connection: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|it| io::Error::new(ErrorKind::InvalidInput, it))?;
        self.0.connect(name, connection).await
    }
}
