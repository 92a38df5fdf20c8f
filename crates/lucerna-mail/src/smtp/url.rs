//! The address of a mail server, as it stands in a variable of the environment.

use super::{InvalidSmtp, Smtp};
use std::str::FromStr;

impl FromStr for Smtp {
    type Err = InvalidSmtp;

    /// Parses an address such as `smtps://user:password@host:465`.
    fn from_str(text: &str) -> Result<Self, InvalidSmtp> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| InvalidSmtp::new(FORM))?;
        let (login, server) =
            rest.rsplit_once('@').map_or((None, rest), |(login, server)| (Some(login), server));
        let (host, port) = split_port(server.strip_suffix('/').unwrap_or(server))?;
        let mut builder = match scheme {
            "smtps" => Self::tls(host),
            "smtp" => Self::starttls(host),
            "smtp+plain" => Self::plain(host),
            _ => return Err(InvalidSmtp::new(FORM)),
        };
        if let Some(port) = port {
            builder = builder.port(port);
        }
        if let Some(login) = login {
            let (user, password) = login.split_once(':').ok_or_else(|| InvalidSmtp::new(LOGIN))?;
            builder = builder.login(decoded(user)?, decoded(password)?);
        }
        builder.build()
    }
}

const FORM: &str = "the address of the mail server has to begin with smtps://, smtp:// or smtp+plain://";
const LOGIN: &str =
    "the address of the mail server has a user name without a password: write user:password@host";
const HOST: &str =
    "the address of the mail server has no valid host and port: write host:465, without a path";
const CODES: &str = "the login of the mail server has a % that begins no code: write %25 for it";

/// Splits off the port. The colons of an IPv6 address stand in brackets, which the name of a server does not have.
fn split_port(server: &str) -> Result<(&str, Option<u16>), InvalidSmtp> {
    let invalid = || InvalidSmtp::new(HOST);
    let (host, port) = match server.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, Some(rest.strip_prefix(':').ok_or_else(invalid)?)),
        None => server.split_once(':').map_or((server, None), |(host, port)| (host, Some(port))),
    };
    let is_host = host.chars().all(|it| it.is_alphanumeric() || matches!(it, '.' | '-' | ':'));
    if host.is_empty() || !is_host {
        return Err(invalid());
    }
    Ok((host, port.map(|it| it.parse().map_err(|_| invalid())).transpose()?))
}

/// Decodes the codes of a URL, such as `%40`.
fn decoded(text: &str) -> Result<String, InvalidSmtp> {
    let invalid = || InvalidSmtp::new(CODES);
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).ok_or_else(invalid)?;
        bytes.push(u8::from_str_radix(code, 16).map_err(|_| invalid())?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, u16, String, Option<(String, String)>) {
        let settings = text.parse::<Smtp>().unwrap().settings;
        (settings.host, settings.port, format!("{:?}", settings.security), settings.login)
    }

    #[test]
    fn an_address_is_read() {
        let login = Some(("a@x".to_owned(), "p:w%é".to_owned()));
        assert_eq!(
            read("smtps://a%40x:p:w%25%c3%a9@mail.example"),
            ("mail.example".to_owned(), 465, "Tls".to_owned(), login)
        );
        assert_eq!(
            read("smtp://mail.example:25/"),
            ("mail.example".to_owned(), 25, "StartTls".to_owned(), None)
        );
        assert_eq!(read("smtp+plain://[::1]:1025"), ("::1".to_owned(), 1025, "Plain".to_owned(), None));
    }

    #[test]
    fn an_invalid_address_is_refused_without_its_password() {
        for text in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://user@mail.example",
            "smtps://a:hush%@mail.example",
            "smtps://a:hush%zz@mail.example",
            "smtps://a:hush@mail.example:port",
            "smtps://a:hush@mail.example/path",
            "smtps://a:hush@mail.example?tls=no",
            "smtp+plain://a:hush@mail.example",
        ] {
            let error = text.parse::<Smtp>().unwrap_err().to_string();
            assert!(!error.contains("hush"), "{text}: {error}");
        }
    }
}
