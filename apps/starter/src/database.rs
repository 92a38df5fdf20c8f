//! The stores of users and sessions, opened as the configuration says.

use crate::auth_settings::AuthSettings;
use crate::database_url::{DatabaseUrl, SessionUrl};
use crate::profile::Profile;
#[cfg(feature = "mysql")]
use lucerna::MySqlStore;
#[cfg(any(feature = "mysql", feature = "postgres"))]
use lucerna::PoolOpenError;
#[cfg(feature = "postgres")]
use lucerna::PostgresStore;
#[cfg(not(feature = "redis"))]
// Without Redis there is no separate store. This type only completes an `Option` that is always `None`.
use lucerna::SqliteStore as SeparateSessions;
use lucerna::{
    Auth, ConfigError, PasswordPool, Split, SqliteOpenError, SqliteStore, Store, StoreError, Timestamp,
};
#[cfg(feature = "redis")]
use lucerna::{RedisOpenError, RedisStore as SeparateSessions};
use std::error::Error;
use std::fmt::Display;

/// The result of [`open`].
pub(crate) struct OpenDatabase {
    pub(crate) auth: Auth<Profile>,
    /// The time at which the last session adopted from Lucia expires; `None` if the database was not adopted.
    pub(crate) adopted_until: Option<Timestamp>,
    pub(crate) file: DatabaseFile,
}

/// The SQLite file, if the database is one.
pub(crate) struct DatabaseFile(Option<SqliteStore>);

impl DatabaseFile {
    /// Closes the file, so that it is complete without a log beside it.
    pub(crate) async fn close(self) -> Result<(), Box<dyn Error>> {
        let Some(store) = self.0 else { return Ok(()) };
        let cause = |it: StoreError| it.source().map_or_else(|| it.to_string(), ToString::to_string);
        Ok(store.close().await.map_err(|it| format!("the database was not closed: {}", cause(it)))?)
    }
}

/// Opens the database, and the Redis of the sessions if there is one.
pub(crate) async fn open(
    database: &DatabaseUrl,
    sessions: Option<&SessionUrl>,
    settings: AuthSettings,
) -> Result<OpenDatabase, Box<dyn Error>> {
    let schema = Profile::schema()?;
    let sessions = match sessions {
        #[cfg(feature = "redis")]
        Some(url) => {
            let opened = SeparateSessions::open(&url.0, schema.clone()).await;
            Some(opened.map_err(|it| explain("SESSION_URL", url, &it))?)
        }
        // Without the feature, the configuration refuses `SESSION_URL`.
        _ => None,
    };
    let failed = |it: &(dyn Error + 'static)| explain("DATABASE_URL", database, it);
    match database {
        DatabaseUrl::Sqlite(file) => {
            let store = SqliteStore::open(file, schema).map_err(|it| failed(&it))?;
            let (adopted_until, file) = (store.adopted_until()?, DatabaseFile(Some(store.clone())));
            Ok(OpenDatabase { auth: build(store, sessions, settings)?, adopted_until, file })
        }
        #[cfg(feature = "postgres")]
        DatabaseUrl::Postgres(url) => {
            let store = PostgresStore::open(url, schema).await.map_err(|it| failed(&it))?;
            let (adopted_until, file) = (store.adopted_until().await?, DatabaseFile(None));
            Ok(OpenDatabase { auth: build(store, sessions, settings)?, adopted_until, file })
        }
        #[cfg(feature = "mysql")]
        DatabaseUrl::MySql(url) => {
            let store = MySqlStore::open(url, schema).await.map_err(|it| failed(&it))?;
            let (adopted_until, file) = (store.adopted_until().await?, DatabaseFile(None));
            Ok(OpenDatabase { auth: build(store, sessions, settings)?, adopted_until, file })
        }
        #[cfg(not(all(feature = "mysql", feature = "postgres")))]
        _ => Err("this build has no store for DATABASE_URL".into()),
    }
}

fn build(
    store: impl Store,
    sessions: Option<SeparateSessions>,
    settings: AuthSettings,
) -> Result<Auth<Profile>, ConfigError> {
    let (passwords, origin) = (PasswordPool::default(), settings.origin.clone());
    let builder = match sessions {
        Some(sessions) => Auth::builder(Split::new(store, sessions), passwords, origin),
        None => Auth::builder(store, passwords, origin),
    };
    settings.apply(builder).build()
}

/// Returns the error with its environment variable and with advice.
fn explain(name: &str, url: &dyn Display, error: &(dyn Error + 'static)) -> Box<dyn Error> {
    format!("{name}={url}: {error}{}", advice(error)).into()
}

const ADOPT: &str = "; to adopt it, run: cargo run -p starter -- adopt-lucia";

#[cfg(any(feature = "mysql", feature = "postgres", feature = "redis"))]
const CHECK_SERVER: &str = "; check that the server is running, and the host, user and password in the URL";

fn advice(error: &(dyn Error + 'static)) -> &'static str {
    #[cfg(any(feature = "mysql", feature = "postgres"))]
    match error.downcast_ref() {
        Some(PoolOpenError::NotAdopted { .. }) => return ADOPT,
        Some(PoolOpenError::Unavailable(_)) => return CHECK_SERVER,
        _ => {}
    }
    #[cfg(feature = "redis")]
    match error.downcast_ref() {
        Some(RedisOpenError::HalfAdopted) => return ADOPT,
        Some(RedisOpenError::Connection(_)) => return CHECK_SERVER,
        _ => {}
    }
    match error.downcast_ref() {
        Some(SqliteOpenError::NotAdopted { .. }) => ADOPT,
        _ => "",
    }
}
