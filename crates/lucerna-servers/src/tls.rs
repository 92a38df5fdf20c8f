//! A certificate authority for one server, and the server's certificate.

use crate::error::Error;
use crate::programs::{find, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the certificates. The authority's key is not needed after they are made.
///
/// ```no_run
/// let directory = std::env::temp_dir();
/// let certificates = lucerna_servers::Certificates::make(&directory).unwrap();
/// println!("{}", certificates.ca.display());
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Certificates {
    /// The certificate of the authority, as PEM.
    pub ca: PathBuf,
    /// The certificate of the server, as PEM.
    pub certificate: PathBuf,
    /// The key of the server, as PEM.
    pub key: PathBuf,
}

impl Certificates {
    /// Creates the certificates of `localhost` in the directory, valid for two days.
    ///
    /// # Errors
    /// [`Error`] if OpenSSL failed.
    pub fn make(directory: &Path) -> Result<Self, Error> {
        Self::make_for(directory, "localhost")
    }

    /// Creates the certificates of a server with this host name. That of `localhost` is also for 127.0.0.1.
    ///
    /// # Errors
    /// As [`make`](Self::make).
    pub fn make_for(directory: &Path, name: &str) -> Result<Self, Error> {
        let [ca, ca_key, certificate, key] =
            ["ca.crt", "ca.key", "server.crt", "server.key"].map(|it| directory.join(it));
        let mut authority = certificate_command("/CN=Lucerna's tests", &ca, &ca_key)?;
        run(authority.args(["-addext", "keyUsage=critical,keyCertSign,cRLSign"]))?;
        let mut server = certificate_command(&format!("/CN={name}"), &certificate, &key)?;
        server.arg("-CA").arg(&ca).arg("-CAkey").arg(&ca_key);
        let names =
            format!("subjectAltName=DNS:{name}{}", if name == "localhost" { ",IP:127.0.0.1" } else { "" });
        let extensions = ["basicConstraints=critical,CA:FALSE", &names, "extendedKeyUsage=serverAuth"];
        run(server.args(extensions.iter().flat_map(|it| ["-addext", it])))?;
        Ok(Self { ca, certificate, key })
    }
}

fn certificate_command(subject: &str, certificate: &Path, key: &Path) -> Result<Command, Error> {
    let mut openssl = Command::new(find("openssl")?);
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]);
    openssl.args(["-days", "2", "-subj", subject]).arg("-out").arg(certificate).arg("-keyout").arg(key);
    Ok(openssl)
}
