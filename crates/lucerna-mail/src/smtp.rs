//! Sending letters to a mail server over SMTP.

mod mime;
mod url;

use crate::{Letter, SendError, SendFuture, Transport};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use lucerna_core::is_this_machine;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

/// The time limit for a connection and a login. The rest of the worker's time is for the letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends letters to a mail server, over connections that are encrypted and kept open for the next letter.
///
/// ```
/// use lucerna_core::Auth;
/// use lucerna_mail::{Mail, Smtp};
///
/// fn start(auth: &Auth, server: &str) -> Result<Mail, Box<dyn std::error::Error>> {
///     let smtp: Smtp = server.parse()?; // such as smtps://app:secret@smtp.example.com
///     let mail = Mail::builder(auth, smtp, "Acme <no-reply@acme.example>")?.build()?;
///     tokio::spawn(mail.clone().deliver());
///     Ok(mail)
/// }
/// ```
///
/// The same in code:
///
/// ```
/// use lucerna_mail::Smtp;
///
/// let smtp: Smtp = "smtps://app:secret@smtp.example.com".parse()?;
/// let same = Smtp::tls("smtp.example.com").login("app", "secret").build()?;
/// assert_eq!(format!("{smtp:?}"), format!("{same:?}"));
/// # Ok::<(), lucerna_mail::InvalidSmtp>(())
/// ```
///
/// | address | connection | port |
/// |---|---|---|
/// | `smtps://user:password@host` | encrypted from the first byte | 465 |
/// | `smtp://user:password@host` | encrypted by `STARTTLS`, before anything else is sent | 587 |
/// | `smtp+plain://localhost` | not encrypted; only to this machine | 25 |
///
/// A server that does not encrypt, or whose certificate is not valid for the host, receives nothing. Write `%40` for an `@` in a
/// user name or a password, and `%3A` for a colon in a user name.
pub struct Smtp {
    settings: SmtpBuilder,
    tls: Tls,
    /// Made at the first letter, since the pool starts a task of the runtime.
    transport: OnceLock<AsyncSmtpTransport<Tokio1Executor>>,
}

/// The settings of [`Smtp`].
///
/// ```
/// use lucerna_mail::Smtp;
///
/// let smtp = Smtp::starttls("mail.example.com").port(2525).login("app", "secret").build()?;
/// # Ok::<(), lucerna_mail::InvalidSmtp>(())
/// ```
#[derive(Clone)]
pub struct SmtpBuilder {
    host: String,
    port: u16,
    security: Security,
    login: Option<(String, String)>,
    authority: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug)]
enum Security {
    Tls,
    StartTls,
    Plain,
}

impl Smtp {
    /// Begins the settings of a server whose connections are encrypted from the first byte, on port 465.
    #[must_use]
    pub fn tls(host: &str) -> SmtpBuilder {
        SmtpBuilder::new(host, 465, Security::Tls)
    }

    /// Begins the settings of a server that encrypts by `STARTTLS`, on port 587. Without encryption nothing is sent.
    #[must_use]
    pub fn starttls(host: &str) -> SmtpBuilder {
        SmtpBuilder::new(host, 587, Security::StartTls)
    }

    /// Begins the settings of a server on this machine, without encryption, on port 25.
    #[must_use]
    pub fn plain(host: &str) -> SmtpBuilder {
        SmtpBuilder::new(host, 25, Security::Plain)
    }

    fn transport(&self, letter: &Letter) -> &AsyncSmtpTransport<Tokio1Executor> {
        self.transport.get_or_init(|| {
            let SmtpBuilder { host, port, login, .. } = &self.settings;
            let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.as_str())
                .port(*port)
                .tls(self.tls.clone())
                .timeout(Some(PATIENCE))
                .hello_name(ClientId::Domain(mime::host(letter).to_owned()));
            match login {
                Some((user, password)) => {
                    builder.credentials(Credentials::new(user.clone(), password.clone()))
                }
                None => builder,
            }
            .build()
        })
    }
}

impl SmtpBuilder {
    fn new(host: &str, port: u16, security: Security) -> Self {
        Self { host: host.to_owned(), port, security, login: None, authority: None }
    }

    /// Sets the port.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the user name and the password.
    #[must_use]
    pub fn login(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { login: Some((user.into(), password.into())), ..self }
    }

    /// Trusts this certificate authority too, in PEM. The authorities of the operating system are trusted anyway.
    #[must_use]
    pub fn trust(self, pem: impl Into<Vec<u8>>) -> Self {
        Self { authority: Some(pem.into()), ..self }
    }

    /// Builds the transport. It connects when the first letter is sent.
    ///
    /// # Errors
    /// [`InvalidSmtp`] if a plain connection would leave this machine, the host is empty, or a certificate cannot be read.
    pub fn build(self) -> Result<Smtp, InvalidSmtp> {
        if self.host.is_empty() {
            return Err(InvalidSmtp::new("the host is missing"));
        }
        let tls = match self.security {
            Security::Tls => Tls::Wrapper(self.parameters()?),
            Security::StartTls => Tls::Required(self.parameters()?),
            Security::Plain if is_this_machine(&self.host) => Tls::None,
            Security::Plain => return Err(InvalidSmtp::new(PLAIN)),
        };
        Ok(Smtp { settings: self, tls, transport: OnceLock::new() })
    }

    fn parameters(&self) -> Result<TlsParameters, InvalidSmtp> {
        let unreadable =
            || InvalidSmtp::new("the certificate of the authority cannot be read: it has to be PEM");
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.authority {
            // A file without any certificate is read as an empty list.
            let has_one = pem.windows(BEGIN.len()).any(|it| it == BEGIN);
            let certificate = Certificate::from_pem(pem).ok().filter(|_| has_one).ok_or_else(unreadable)?;
            parameters = parameters.add_root_certificate(certificate);
        }
        parameters.build().map_err(|it| InvalidSmtp::new(format!("TLS cannot be set up: {it}")))
    }
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const PLAIN: &str = "mail to another machine has to be encrypted: use smtps:// or smtp://";

impl Transport for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
        Box::pin(async move {
            let message = mime::message(letter).map_err(|it| SendError::permanent(None, it))?;
            let transport = self.transport(letter);
            // A server that cannot be reached has no letter. Without this step, its errors look like those after the letter.
            connect(transport).await?;
            transport.send(message).await.map(drop).map_err(|it| match it.status() {
                Some(_) => of_answer(it),
                None => SendError::unknown(it),
            })
        })
    }
}

/// Opens a connection to the server and logs in, unless a connection is open.
async fn connect(transport: &AsyncSmtpTransport<Tokio1Executor>) -> Result<(), SendError> {
    match tokio::time::timeout(PATIENCE, transport.test_connection()).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err(SendError::temporary(None, "the server closed the connection")),
        Ok(Err(error)) => Err(of_answer(error)),
        Err(_elapsed) => Err(SendError::temporary(None, "the connection took too long")),
    }
}

/// The answers to a login and to missing encryption, from 530 to 538, are about the settings and not about the letter.
fn of_answer(error: lettre::transport::smtp::Error) -> SendError {
    let status = error.status().map(u16::from);
    match status {
        Some(code) if code >= 500 && !(530..=538).contains(&code) => SendError::permanent(status, error),
        _ => SendError::temporary(status, error),
    }
}

/// Prints the server, not the login.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

/// Prints the server, not the login.
impl fmt::Debug for SmtpBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, .. } = self;
        f.debug_struct("Smtp").field("host", host).field("port", port).field("security", security).finish()
    }
}

/// The error of the settings of [`Smtp`]. Its text has no user name and no password.
///
/// ```
/// use lucerna_mail::Smtp;
///
/// let error = Smtp::plain("mail.example.com").build().unwrap_err();
/// assert_eq!(error.to_string(), "mail to another machine has to be encrypted: use smtps:// or smtp://");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidSmtp(String);

impl InvalidSmtp {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

lucerna_core::debug_as_display!(InvalidSmtp);

impl fmt::Display for InvalidSmtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSmtp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_this_machine_only_encrypted() {
        for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
            assert!(Smtp::plain(host).build().is_ok(), "{host}");
        }
        for host in ["mail.example.com", "10.0.0.1", "localhost.example.com", "0.0.0.0", ""] {
            assert!(Smtp::plain(host).build().is_err(), "{host}");
            assert!(Smtp::plain(host).port(465).login("a", "b").build().is_err(), "{host}");
        }
    }

    #[test]
    fn an_unreadable_certificate_is_an_error() {
        let error = Smtp::tls("mail.example.com").trust("not PEM").build().unwrap_err();
        assert!(error.to_string().contains("PEM"), "{error}");
    }

    #[test]
    fn debug_shows_no_login() {
        let shown = format!("{:?}", Smtp::tls("mail.example.com").login("name", "word").build().unwrap());
        assert_eq!(shown, "Smtp { host: \"mail.example.com\", port: 465, security: Tls }");
    }
}
