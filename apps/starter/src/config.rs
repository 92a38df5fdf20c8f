//! Configuration, by environment.

use crate::database::{Database, Sessions};
use crate::features;
use lucerna::{Origin, TrustedProxies};
use std::borrow::Cow;
use std::env;
use std::fmt;
use std::net::SocketAddr;

/// What the environment says, checked before anything is opened.
#[derive(Debug)]
pub(crate) struct Config {
    /// `LISTEN`: the address to listen on. Default: `127.0.0.1:3000`.
    pub(crate) listen: SocketAddr,
    /// `DATABASE_URL`: the file, after `sqlite:`, or a server. Default: `sqlite:lucerna.db`.
    pub(crate) database: Database,
    /// `SESSION_URL`: a Redis for the sessions. Default: they are where the users are.
    pub(crate) sessions: Option<Sessions>,
    /// `ORIGIN`: the origin at which browsers reach us. Default: `http://` and the address.
    origin: Option<Origin>,
    /// `TRUSTED_PROXIES`: addresses and networks whose `X-Forwarded-For` counts. Default: none.
    pub(crate) proxies: TrustedProxies,
}

impl Config {
    /// Reads the environment. An empty variable is an absent one.
    pub(crate) fn from_env() -> Result<Self, ConfigError> {
        let variable = |name: &'static str| match env::var(name) {
            Ok(value) => Ok(Some(value).filter(|it| !it.is_empty())),
            Err(env::VarError::NotPresent) => Ok(None),
            Err(env::VarError::NotUnicode(_)) => {
                Err(ConfigError { name, value: None, advice: "is not Unicode".into() })
            }
        };
        let (database, sessions) = (variable("DATABASE_URL")?, variable("SESSION_URL")?);
        let config = Self::parse(variable("LISTEN")?, database, sessions, variable("ORIGIN")?)?;
        let proxies = variable("TRUSTED_PROXIES")?.map(parse_proxies).transpose()?;
        Ok(Self { proxies: proxies.unwrap_or_default(), ..config })
    }

    fn parse(
        listen: Option<String>,
        database: Option<String>,
        sessions: Option<String>,
        origin: Option<String>,
    ) -> Result<Self, ConfigError> {
        let listen = listen.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let database = database_url(&database.unwrap_or_else(|| "sqlite:lucerna.db".to_owned()))?;
        let sessions = sessions.map(|it| session_url(&it)).transpose()?;
        are_compiled(&database, sessions.is_some())?;
        let config = Self {
            listen: listen.parse().map_err(|_| ConfigError {
                name: "LISTEN",
                value: Some(listen),
                advice: "has to be an address and a port, as in 127.0.0.1:3000".into(),
            })?,
            database,
            sessions,
            origin: origin.map(parse_origin).transpose()?,
            proxies: TrustedProxies::default(),
        };
        // An origin that cannot work is told now and not once the port is known.
        config.origin(config.listen).map(|_| config)
    }

    /// The public origin. Where none is configured it follows from the address that is listened on.
    pub(crate) fn origin(&self, address: SocketAddr) -> Result<Origin, ConfigError> {
        match &self.origin {
            Some(origin) => Ok(origin.clone()),
            None => parse_origin(format!("http://{address}")),
        }
    }
}

fn database_url(url: &str) -> Result<Database, ConfigError> {
    Database::parse(url).ok_or(ConfigError {
        name: "DATABASE_URL",
        value: None,
        advice:
            "has to be sqlite: and the path of a file, as in sqlite:lucerna.db, or postgres:// or mysql:// \
                 and a server, as in postgres://user:password@host/database"
                .into(),
    })
}

fn session_url(url: &str) -> Result<Sessions, ConfigError> {
    Sessions::parse(url).ok_or(ConfigError {
        name: "SESSION_URL",
        value: None,
        advice: "has to be redis:// or redis+cluster:// (rediss with TLS) and a server, as in redis://:password@host"
            .into(),
    })
}

/// Both variables are looked at for the command, so that it is the last that has to be run.
fn are_compiled(database: &Database, has_sessions: bool) -> Result<(), ConfigError> {
    let needed = [("DATABASE_URL", database.feature()), ("SESSION_URL", has_sessions.then_some("redis"))];
    let all: Vec<_> = needed.iter().filter_map(|(_, feature)| *feature).collect();
    let lacking = needed.into_iter().find_map(|(name, it)| Some((name, features::missing(it?, &all)?)));
    lacking.map_or(Ok(()), |(name, advice)| Err(ConfigError { name, value: None, advice: advice.into() }))
}

fn parse_proxies(text: String) -> Result<TrustedProxies, ConfigError> {
    text.parse().map_err(|_| ConfigError {
        name: "TRUSTED_PROXIES",
        value: Some(text),
        advice: "has to be addresses and networks with commas between them, as in 127.0.0.1,10.0.0.0/8"
            .into(),
    })
}

fn parse_origin(text: String) -> Result<Origin, ConfigError> {
    match text.parse::<Origin>() {
        Ok(origin) if origin.is_secure() || origin.is_loopback() => Ok(origin),
        _ => Err(ConfigError {
            name: "ORIGIN",
            value: Some(text),
            advice: "has to be the origin that browsers see: https://, or http:// on a loopback address, \
                     as in https://app.example or http://127.0.0.1:3000"
                .into(),
        }),
    }
}

/// A variable with a value that cannot be used.
#[derive(Debug)]
pub(crate) struct ConfigError {
    name: &'static str,
    /// Not of a database's address, which may hold a password.
    value: Option<String>,
    advice: Cow<'static, str>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, advice } = self;
        match value {
            Some(value) => write!(f, "{name}={value:?} {advice}"),
            None => write!(f, "{name} {advice}"),
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(listen: &str, database: &str, origin: &str) -> Result<Config, String> {
        let some = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
        Config::parse(some(listen), some(database), None, some(origin)).map_err(|it| it.to_string())
    }

    #[test]
    fn without_variables_it_is_this_machine_and_a_file_beside_it() {
        let config = parse("", "", "").unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database.to_string(), "lucerna.db");
        assert_eq!(config.origin(config.listen).unwrap().to_string(), "http://127.0.0.1:3000");
    }

    #[test]
    fn a_bad_value_is_one_line_that_names_the_variable() {
        for (listen, database, origin, name) in [
            ("3000", "", "", "LISTEN"),
            ("localhost:3000", "", "", "LISTEN"),
            ("127.0.0.1:99999", "", "", "LISTEN"),
            ("", "oracle://user:secret@host/db", "", "DATABASE_URL"),
            ("", "sqlite:", "", "DATABASE_URL"),
            ("", "sqlite::memory:", "", "DATABASE_URL"),
            ("", "lucerna.db", "", "DATABASE_URL"),
            ("", "", "app.example", "ORIGIN"),
            ("", "", "http://app.example", "ORIGIN"),
            ("", "", "https://app.example/", "ORIGIN"),
            ("0.0.0.0:3000", "", "", "ORIGIN"),
        ] {
            let error = parse(listen, database, origin).unwrap_err();
            assert!(error.starts_with(name) && !error.contains('\n') && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_networks() {
        assert!(parse_proxies("127.0.0.1, 10.0.0.0/8".to_owned()).is_ok());
        let error = parse_proxies("nginx".to_owned()).unwrap_err().to_string();
        assert!(error.starts_with("TRUSTED_PROXIES=\"nginx\""), "{error}");
    }

    #[test]
    fn a_public_address_needs_a_public_origin() {
        let config = parse("0.0.0.0:3000", "sqlite:///var/lib/app.db", "https://app.example").unwrap();
        assert_eq!(config.database.to_string(), "/var/lib/app.db");
        assert!(config.origin(config.listen).unwrap().is_secure());
    }
}
