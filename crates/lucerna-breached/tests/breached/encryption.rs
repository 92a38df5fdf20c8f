//! Tests of TLS to the service.

use crate::app::App;
use crate::server::{Answer, BREACHED, Server};
use lucerna_breached::{Breaches, RangeService, RangeServiceError};
use lucerna_core::NewKey;
use lucerna_servers::Certificates;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::sync::Arc;
use tempfile::{TempDir, tempdir};
use tokio_rustls::TlsAcceptor;

struct TlsServer {
    server: Server,
    certificates: Certificates,
    _directory: TempDir,
}

impl TlsServer {
    async fn start() -> Self {
        Self::start_as("localhost").await
    }

    /// Starts a server with the certificate of this host name.
    async fn start_as(name: &str) -> Self {
        let directory = tempdir().unwrap();
        let certificates = Certificates::make_for(directory.path(), name).unwrap();
        let chain =
            CertificateDer::pem_file_iter(&certificates.certificate).unwrap().map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_file(&certificates.key).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let answer = Answer::Text(200, "C62ECE399A22ED30D490EF333BE7FDE7385:12\r\n".to_owned());
        let server = Server::start_with(answer, Some(TlsAcceptor::from(Arc::new(config)))).await;
        Self { server, certificates, _directory: directory }
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/range/", self.server.port)
    }

    fn authority(&self) -> Vec<u8> {
        std::fs::read(&self.certificates.ca).unwrap()
    }
}

#[tokio::test]
async fn the_service_is_asked_over_tls() {
    let server = TlsServer::start().await;
    for host in ["localhost", "127.0.0.1"] {
        let service = RangeService::with_authority(&server.url(host), &server.authority()).unwrap();
        let app = App::with(Breaches::new(service));
        app.auth.create_user(NewKey::username("alice", BREACHED), ()).await.unwrap_err();
        assert_eq!(app.failures(), [""; 0]);
    }
}

#[tokio::test]
async fn a_server_without_a_trusted_certificate_for_its_name_receives_nothing() {
    let (server, other) = (TlsServer::start().await, TlsServer::start_as("other.example").await);
    let unknown = RangeService::with_authority(&server.url("localhost"), &other.authority());
    let of_system = RangeService::new(&server.url("localhost"));
    let wrong_name = RangeService::with_authority(&other.url("localhost"), &other.authority());
    // A machine without authorities of its own has no second client.
    for service in [unknown, of_system, wrong_name].into_iter().flatten() {
        let app = App::with(Breaches::new(service));
        let _created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await.unwrap();
        let failures = app.failures();
        assert!(failures.len() == 1 && failures[0].contains("certificate"), "{failures:?}");
    }
    assert_eq!(server.server.received() + &other.server.received(), "");
}

#[test]
fn an_authority_without_a_certificate_is_refused() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = RangeService::with_authority("https://passwords.example/", pem.as_bytes()).unwrap_err();
        assert!(matches!(error, RangeServiceError::Certificates(_)), "{error:?}");
    }
}
