//! The values of `DATABASE_URL` and `SESSION_URL`.

use std::fmt;
use std::path::PathBuf;

/// The database of the users, and of the sessions unless they have a store of their own.
#[derive(PartialEq, Eq)]
pub(crate) enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(String),
    MySql(String),
}

impl DatabaseUrl {
    /// Parses a URL; `None` if no store accepts it.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        match url.split_once(':')? {
            ("sqlite", path) => sqlite_file(path).map(Self::Sqlite),
            ("postgres" | "postgresql", rest) => {
                rest.starts_with("//").then(|| Self::Postgres(url.to_owned()))
            }
            ("mysql" | "mariadb", rest) => {
                rest.starts_with("//").then(|| Self::MySql(format!("mysql:{rest}")))
            }
            _ => None,
        }
    }

    /// Returns the URL, which [`Self::parse`] reads as the same value.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres(url) | Self::MySql(url) => url.clone(),
        }
    }

    /// Returns the cargo feature that the store needs.
    pub(crate) fn feature(&self) -> Option<&'static str> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(_) => Some("postgres"),
            Self::MySql(_) => Some("mysql"),
        }
    }
}

fn sqlite_file(path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix("//").unwrap_or(path);
    let plain = !path.is_empty() && !path.contains(['?', '#', '\0']) && !path.starts_with(':');
    plain.then(|| PathBuf::from(path))
}

/// Writes the URL without the user, the password and the options.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => file.display().fmt(f),
            Self::Postgres(url) | Self::MySql(url) => f.write_str(&public(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// The Redis, or Redis Cluster, of the sessions.
#[derive(PartialEq, Eq)]
pub(crate) struct SessionUrl(pub(crate) String);

impl SessionUrl {
    /// Parses a URL; `None` if no store accepts it.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let schemes =
            ["redis://", "rediss://", "redis+cluster://", "rediss+cluster://", "redis+unix://", "unix://"];
        schemes.iter().any(|it| url.starts_with(it)).then(|| Self(url.to_owned()))
    }
}

impl fmt::Display for SessionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&public(&self.0))
    }
}

impl fmt::Debug for SessionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionUrl({self})")
    }
}

/// Returns the URL without the user, the password and the options. Of a URL whose parts cannot be told apart, it returns the
/// scheme alone: the rest may be a password.
fn public(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let (address, options) = rest.split_once('?').unwrap_or((rest, ""));
    let hosts = address.rsplit('@').next().unwrap_or_default();
    let is_plain =
        !options.contains('@') && hosts.split('/').next().unwrap_or_default().split(',').all(is_host);
    format!("{scheme}://{}", if is_plain { hosts } else { "…" })
}

/// Returns true for a host with or without a port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').filter(|_| !text.ends_with(']')).unwrap_or((text, ""));
    let is_address = host.starts_with('[') && host.ends_with(']');
    port.bytes().all(|it| it.is_ascii_digit()) && (is_address || !host.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_of_a_url_selects_the_store() {
        let file = |path: &str| Some(DatabaseUrl::Sqlite(PathBuf::from(path)));
        assert_eq!(DatabaseUrl::parse("sqlite:app.db"), file("app.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:///var/lib/app.db"), file("/var/lib/app.db"));
        let postgres = Some(DatabaseUrl::Postgres("postgres://h/d".to_owned()));
        assert_eq!(DatabaseUrl::parse("postgres://h/d"), postgres);
        assert_eq!(DatabaseUrl::parse("mariadb://h/d"), Some(DatabaseUrl::MySql("mysql://h/d".to_owned())));
        for url in ["sqlite:app.db", "sqlite:///app.db", "sqlite:////var/lib/app.db", "postgres://h/d"] {
            let database = DatabaseUrl::parse(url).unwrap();
            assert_eq!(DatabaseUrl::parse(&database.url()), Some(database), "{url}");
        }
        for none in ["", "app.db", "sqlite:", "sqlite::memory:", "postgres:h", "oracle://h/d", "redis://h"] {
            assert_eq!(DatabaseUrl::parse(none), None, "{none}");
        }
        assert!(SessionUrl::parse("redis+cluster://h:1,i:2").is_some());
        let socket = SessionUrl::parse("redis+unix:///run/redis.sock?pass=secret").unwrap();
        assert_eq!(socket.to_string(), "redis+unix:///run/redis.sock");
        assert!(SessionUrl::parse("memcached://h").is_none());
    }

    #[test]
    fn no_password_is_shown() {
        let database =
            DatabaseUrl::parse("postgres://app:se@cret@db.example:5432/app?password=secret").unwrap();
        assert_eq!(database.to_string(), "postgres://db.example:5432/app");
        let sessions = SessionUrl::parse("redis+cluster://:secret@one:1,two:2").unwrap();
        assert_eq!(sessions.to_string(), "redis+cluster://one:1,two:2");
        assert!(!format!("{database:?}{sessions:?}").contains("cret"));
        for (url, shown) in [
            ("postgres://app:secret", "postgres://…"),
            ("postgres://app:sec?ret@db/app", "postgres://…"),
            ("postgres://app:sec/ret@db/app", "postgres://db/app"),
            ("postgres://db/app?password=se@cret", "postgres://…"),
            ("redis://:secret", "redis://…"),
            ("redis://[::1]:6379/0", "redis://[::1]:6379/0"),
            ("redis://[::1]", "redis://[::1]"),
            ("postgres://db/app", "postgres://db/app"),
            ("postgres://app:secret@/app?host=/run/postgresql", "postgres:///app"),
        ] {
            assert_eq!(public(url), shown, "{url}");
        }
    }
}
