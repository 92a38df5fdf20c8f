//! Configuration by environment variables.

use crate::attempt_counters::AttemptCounters;
use crate::base_path::PathPrefix;
use crate::database_url::{DatabaseUrl, SessionUrl};
use crate::features;
use crate::limits::ServerLimits;
use crate::mail_settings::MailSettings;
use crate::page_settings::PageSettings;
use crate::start_error::StartError;
use lucerna::{Origin, TrustedProxies};
use std::env;
use std::net::SocketAddr;

/// The settings of the program, checked before anything is opened.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) looks: PageSettings,
    pub(crate) mail: MailSettings,
    /// `LISTEN`: the address to listen on. Default: `127.0.0.1:3000`.
    pub(crate) listen: SocketAddr,
    /// `DATABASE_URL`: `sqlite:` and a file, or the URL of a server. Default: `sqlite:lucerna.db`.
    pub(crate) database: DatabaseUrl,
    /// `SESSION_URL`: a Redis for the sessions. Default: the database holds them.
    pub(crate) sessions: Option<SessionUrl>,
    /// `ORIGIN`: the origin at which browsers reach the program. Default: `http://` and the address.
    origin: Option<Origin>,
    /// `BASE_PATH`: the path below which browsers find the program, such as `/notes`. Default: none.
    pub(crate) base: PathPrefix,
    /// `HSTS_SUBDOMAINS`: whether `https` is demanded of all hosts below the origin's as well. Default: `off`.
    pub(crate) hsts_subdomains: bool,
    /// `TRUSTED_PROXIES`: addresses and networks whose `X-Forwarded-For` is trusted. Default: none.
    pub(crate) proxies: TrustedProxies,
    pub(crate) limits: ServerLimits,
    /// `ATTEMPTS` and `LIMITS`: where attempts at passwords are counted. Default: by the database.
    pub(crate) attempts: AttemptCounters,
}

impl Config {
    /// Reads the environment. Spaces and line ends around a value do not count, since files of variables may end their lines
    /// with a carriage return. An empty variable counts as not set.
    pub(crate) fn from_env() -> Result<Self, StartError> {
        Self::parse(|name| match env::var(name) {
            Ok(value) => Ok(Some(value.trim().to_owned()).filter(|it| !it.is_empty())),
            Err(env::VarError::NotPresent) => Ok(None),
            Err(env::VarError::NotUnicode(_)) => {
                Err(StartError { name, value: None, advice: "must be valid UTF-8".into() })
            }
        })
    }

    fn parse(
        variable: impl Fn(&'static str) -> Result<Option<String>, StartError>,
    ) -> Result<Self, StartError> {
        let or = |name, default: &str| Ok(variable(name)?.unwrap_or_else(|| default.to_owned()));
        let (database, sessions) = (or("DATABASE_URL", "sqlite:lucerna.db")?, variable("SESSION_URL")?);
        let database = parse_database(&database)?;
        let sessions = sessions.map(|it| parse_sessions(&it)).transpose()?;
        check_features(&database, sessions.is_some())?;
        let attempts = AttemptCounters::parse(&variable, &database)?;
        let config = Self {
            looks: PageSettings::parse(&variable)?,
            mail: MailSettings::parse(&variable)?,
            listen: parse_address(or("LISTEN", "127.0.0.1:3000")?)?,
            database,
            sessions,
            origin: variable("ORIGIN")?.map(parse_origin).transpose()?,
            base: variable("BASE_PATH")?.map(parse_base).transpose()?.unwrap_or_default(),
            hsts_subdomains: parse_switch("HSTS_SUBDOMAINS", variable("HSTS_SUBDOMAINS")?)?,
            proxies: variable("TRUSTED_PROXIES")?.map(parse_proxies).transpose()?.unwrap_or_default(),
            limits: ServerLimits::parse(variable)?,
            attempts,
        };
        // This reports an unusable origin now, before the port is known.
        let origin = config.origin(config.listen)?;
        config.mail.check(&origin)?;
        config.attempts.check(config.listen, &origin).map(|()| config)
    }

    /// Returns the public origin. By default, it is the address that the program listens on.
    pub(crate) fn origin(&self, address: SocketAddr) -> Result<Origin, StartError> {
        match &self.origin {
            Some(origin) => Ok(origin.clone()),
            None => parse_origin(format!("http://{address}")),
        }
    }
}

fn parse_address(text: String) -> Result<SocketAddr, StartError> {
    text.parse().map_err(|_| StartError {
        name: "LISTEN",
        value: Some(text),
        advice: "must be an IP address and a port, such as 127.0.0.1:3000".into(),
    })
}

fn parse_database(url: &str) -> Result<DatabaseUrl, StartError> {
    DatabaseUrl::parse(url).ok_or(StartError {
        name: "DATABASE_URL",
        value: None,
        advice: "must be sqlite: and the path of a file, such as sqlite:lucerna.db, or the URL of a server, such as \
                 postgres://user:password@host/database or mysql://user:password@host/database"
            .into(),
    })
}

fn parse_sessions(url: &str) -> Result<SessionUrl, StartError> {
    SessionUrl::parse(url).ok_or(StartError {
        name: "SESSION_URL",
        value: None,
        advice: "must be the URL of a Redis, such as redis://:password@host, or of a Redis Cluster, such as \
                 redis+cluster://:password@host (with TLS: rediss:// or rediss+cluster://)"
            .into(),
    })
}

/// Checks that this build has all stores. The command in the error has the features for both variables.
fn check_features(database: &DatabaseUrl, has_sessions: bool) -> Result<(), StartError> {
    let needed = [("DATABASE_URL", database.feature()), ("SESSION_URL", has_sessions.then_some("redis"))];
    let all: Vec<_> = needed.iter().filter_map(|(_, feature)| *feature).collect();
    let lacking = needed.into_iter().find_map(|(name, it)| Some((name, features::missing(it?, &all)?)));
    lacking.map_or(Ok(()), |(name, advice)| Err(StartError { name, value: None, advice: advice.into() }))
}

fn parse_proxies(text: String) -> Result<TrustedProxies, StartError> {
    text.parse().map_err(|_| StartError {
        name: "TRUSTED_PROXIES",
        value: Some(text),
        advice: "must be IP addresses and networks, separated by commas, such as 127.0.0.1,10.0.0.0/8".into(),
    })
}

fn parse_base(text: String) -> Result<PathPrefix, StartError> {
    PathPrefix::parse(&text).ok_or(StartError {
        name: "BASE_PATH",
        value: Some(text),
        advice:
            "must be a path of letters, digits, -, _, . and ~, without a slash at its end, such as /notes"
                .into(),
    })
}

fn parse_switch(name: &'static str, text: Option<String>) -> Result<bool, StartError> {
    match text.as_deref() {
        Some("on") => Ok(true),
        Some("off") | None => Ok(false),
        Some(_) => Err(StartError { name, value: text, advice: "must be on or off, such as off".into() }),
    }
}

fn parse_origin(text: String) -> Result<Origin, StartError> {
    match text.parse::<Origin>() {
        Ok(origin) if origin.is_secure() || origin.is_loopback() => Ok(origin),
        _ => Err(StartError {
            name: "ORIGIN",
            value: Some(text),
            advice: "must be the address that users open, without a path: https:// and a host, such as \
                     https://app.example, or http:// on this machine, such as http://127.0.0.1:3000"
                .into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(variables: &[(&str, &str)]) -> Result<Config, String> {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        Config::parse(|name| Ok(value(name))).map_err(|it| it.to_string())
    }

    #[test]
    fn defaults_are_the_loopback_address_and_a_sqlite_file() {
        let config = parse(&[]).unwrap();
        assert_eq!(config.looks.name, "Lucerna");
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database.to_string(), "lucerna.db");
        assert_eq!(config.origin(config.listen).unwrap().to_string(), "http://127.0.0.1:3000");
    }

    #[test]
    fn a_bad_value_is_one_line_with_the_variable_and_advice() {
        for (name, value) in [
            ("LISTEN", "3000"),
            ("LISTEN", "localhost:3000"),
            ("LISTEN", "127.0.0.1:99999"),
            ("DATABASE_URL", "oracle://user:secret@host/db"),
            ("DATABASE_URL", "sqlite:"),
            ("DATABASE_URL", "sqlite::memory:"),
            ("DATABASE_URL", "lucerna.db"),
            ("SESSION_URL", "memcached://:secret@host"),
            ("ORIGIN", "app.example"),
            ("ORIGIN", "http://app.example"),
            ("ORIGIN", "https://app.example/"),
            ("ORIGIN", "capacitor://localhost"),
            ("BASE_PATH", "notes"),
            ("BASE_PATH", "/notes/"),
            ("BASE_PATH", "//evil.example"),
            ("HSTS_SUBDOMAINS", "yes"),
            ("REQUEST_TIMEOUT", "0"),
            ("TRUSTED_PROXIES", "nginx"),
            ("HEAD_TIMEOUT", "0"),
            ("KEEP_ALIVE_TIMEOUT", "75s"),
            ("WRITE_TIMEOUT", "-1"),
            ("SHUTDOWN_TIMEOUT", "86401"),
            ("MAX_CONNECTIONS", "0"),
            ("MAX_CONNECTIONS", "999999999999"),
            ("MAX_CONNECTIONS_PER_ADDRESS", "many"),
            ("SMTP_URL", "http://app:secret@mail.example"),
            ("SMTP_URL", "smtp+plain://app:secret@mail.example"),
            ("MAIL_FROM", "Acme"),
            ("MAIL_FROM", "a@x.example, b@y.example"),
            ("SIGN_UP", "phone"),
            ("LANGUAGES", "en,fr"),
            ("LANGUAGES", ","),
            ("LOGO", "missing.svg"),
            ("STYLE", "missing.css"),
            ("DELETION_DAYS", "366"),
            ("DELETION_DAYS", "-1"),
        ] {
            let error = parse(&[(name, value)]).unwrap_err();
            assert!(error.starts_with(name) && !error.contains('\n') && !error.contains("secret"), "{error}");
            assert!(error.contains(" must be ") && error.contains("such as "), "{error}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_networks() {
        assert!(parse(&[("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")]).is_ok());
    }

    #[test]
    fn a_public_address_needs_a_public_origin() {
        assert!(parse(&[("LISTEN", "0.0.0.0:3000")]).unwrap_err().starts_with("ORIGIN"));
        let config = parse(&[("LISTEN", "0.0.0.0:3000"), ("ORIGIN", "https://app.example")]).unwrap();
        assert!(config.origin(config.listen).unwrap().is_secure());
    }
}
