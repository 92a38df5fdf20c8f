//! Where users and sessions are kept.

use crate::Profile;
#[cfg(feature = "postgres")]
use lucerna::PostgresStore;
#[cfg(feature = "redis")]
use lucerna::RedisStore as SessionsBeside;
// Without Redis sessions are nowhere else; the type is that of a value which is never there.
#[cfg(feature = "mysql")]
use lucerna::MySqlStore;
#[cfg(not(feature = "redis"))]
use lucerna::SqliteStore as SessionsBeside;
use lucerna::{
    Auth, ConfigError, Origin, PasswordPool, Schema, Split, SqliteStore, Store, Timestamp, TrustedProxies,
};
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// The database of the users, and of the sessions where they are nowhere else.
#[derive(PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
    MySql(String),
}

impl Database {
    /// Reads a URL; `None` if it is none of ours.
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

    /// The URL that is read as this.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres(url) | Self::MySql(url) => url.clone(),
        }
    }

    /// The feature that its store is compiled with, unless it always is.
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

/// Without what lets anybody in.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => file.display().fmt(f),
            Self::Postgres(url) | Self::MySql(url) => f.write_str(&public(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// The Redis, or Redis Cluster, of the sessions.
#[derive(PartialEq, Eq)]
pub(crate) struct Sessions(pub(crate) String);

impl Sessions {
    /// Reads a URL; `None` if it is none of ours.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let schemes = ["redis://", "rediss://", "redis+cluster://", "rediss+cluster://"];
        schemes.iter().any(|it| url.starts_with(it)).then(|| Self(url.to_owned()))
    }
}

impl fmt::Display for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&public(&self.0))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sessions({self})")
    }
}

/// A URL without the name, the password and the options in it.
fn public(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let place = rest.split('?').next().unwrap_or_default();
    format!("{scheme}://{}", place.rsplit('@').next().unwrap_or_default())
}

/// What is opened when the program starts.
pub(crate) struct Opened {
    pub(crate) auth: Auth<Profile>,
    /// Until when a session that was adopted from Lucia can be alive, if the database was adopted.
    pub(crate) adopted_until: Option<Timestamp>,
}

/// Opens the database that was configured.
pub(crate) async fn open(
    database: &Database,
    sessions: Option<&Sessions>,
    origin: Origin,
    proxies: TrustedProxies,
) -> Result<Opened, Box<dyn Error>> {
    let schema = Schema::of::<Profile>()?;
    let sessions = match sessions {
        #[cfg(feature = "redis")]
        Some(Sessions(url)) => Some(SessionsBeside::open(url, schema.clone()).await?),
        // Without Redis the configuration has none.
        _ => None,
    };
    match database {
        Database::Sqlite(file) => {
            let store = SqliteStore::open(file, schema)?;
            let adopted_until = store.adopted_until()?;
            Ok(Opened { auth: build(store, sessions, origin, proxies)?, adopted_until })
        }
        #[cfg(feature = "postgres")]
        Database::Postgres(url) => {
            let store = PostgresStore::open(url, schema).await?;
            let adopted_until = store.adopted_until().await?;
            Ok(Opened { auth: build(store, sessions, origin, proxies)?, adopted_until })
        }
        #[cfg(feature = "mysql")]
        Database::MySql(url) => {
            let store = MySqlStore::open(url, schema).await?;
            let adopted_until = store.adopted_until().await?;
            Ok(Opened { auth: build(store, sessions, origin, proxies)?, adopted_until })
        }
        #[cfg(not(all(feature = "mysql", feature = "postgres")))]
        _ => Err("this store is not compiled in".into()),
    }
}

fn build(
    store: impl Store,
    sessions: Option<SessionsBeside>,
    origin: Origin,
    proxies: TrustedProxies,
) -> Result<Auth<Profile>, ConfigError> {
    let passwords = PasswordPool::default();
    let builder = match sessions {
        Some(sessions) => Auth::builder(Split::new(store, sessions), passwords, origin),
        None => Auth::builder(store, passwords, origin),
    };
    builder.trusted_proxies(proxies).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_known_by_its_scheme() {
        let file = |path: &str| Some(Database::Sqlite(PathBuf::from(path)));
        assert_eq!(Database::parse("sqlite:app.db"), file("app.db"));
        assert_eq!(Database::parse("sqlite:///var/lib/app.db"), file("/var/lib/app.db"));
        let postgres = Some(Database::Postgres("postgres://h/d".to_owned()));
        assert_eq!(Database::parse("postgres://h/d"), postgres);
        assert_eq!(Database::parse("mariadb://h/d"), Some(Database::MySql("mysql://h/d".to_owned())));
        for url in ["sqlite:app.db", "sqlite:///app.db", "sqlite:////var/lib/app.db", "postgres://h/d"] {
            let database = Database::parse(url).unwrap();
            assert_eq!(Database::parse(&database.url()), Some(database), "{url}");
        }
        for none in ["", "app.db", "sqlite:", "sqlite::memory:", "postgres:h", "oracle://h/d", "redis://h"] {
            assert_eq!(Database::parse(none), None, "{none}");
        }
        assert!(Sessions::parse("redis+cluster://h:1,i:2").is_some());
        assert!(Sessions::parse("memcached://h").is_none());
    }

    #[test]
    fn what_is_shown_lets_nobody_in() {
        let database = Database::parse("postgres://app:se@cret@db.example:5432/app?password=secret").unwrap();
        assert_eq!(database.to_string(), "postgres://db.example:5432/app");
        let sessions = Sessions::parse("redis+cluster://:secret@one:1,two:2").unwrap();
        assert_eq!(sessions.to_string(), "redis+cluster://one:1,two:2");
        assert!(!format!("{database:?}{sessions:?}").contains("cret"));
    }
}
