//! `adopt-lucia`: makes the database of an application on Lucia v2 ours.

use crate::Profile;
use crate::config::Config;
use crate::database::{Database, Sessions};
#[cfg(feature = "postgres")]
use lucerna::PostgresStore;
#[cfg(feature = "mysql")]
use lucerna::mysql::MySqlStore;
use lucerna::{AdoptOptions, Clock, Schema, SystemClock, adopt_lucia};
#[cfg(feature = "redis")]
use lucerna::{RedisAdoptError, RedisAdoptOptions, RedisStore};
use std::error::Error;

/// The name of Lucia's session cookie, which is read where our own is not there, so that whoever was signed in stays so.
/// It can go when no adopted session is left: 90 days after the adoption, unless Lucia gave one longer.
pub(crate) const COOKIE: &str = "auth_session";

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(config: &Config, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let schema = Schema::of::<Profile>()?;
    let mut options = AdoptOptions::new(SystemClock::default().now());
    options.dry_run = dry_run;
    options.sessions_elsewhere = config.sessions.is_some();
    // Before the database is touched: what stands in the way in Redis does so now.
    let rehearsal = rehearse(config.sessions.as_ref(), &schema, options).await?;
    let report = match &config.database {
        Database::Sqlite(file) => adopt_lucia(file, &schema, options)?,
        #[cfg(feature = "postgres")]
        Database::Postgres(url) => PostgresStore::adopt_lucia(url, &schema, options).await?,
        #[cfg(feature = "mysql")]
        Database::MySql(url) => MySqlStore::adopt_lucia(url, &schema, options).await?,
        #[cfg(not(all(feature = "mysql", feature = "postgres")))]
        _ => return Err("this store is not compiled in".into()),
    };
    println!("{report}");
    match (&config.sessions, rehearsal) {
        (Some(_), Some(rehearsal)) if dry_run => println!("{rehearsal}"),
        (Some(sessions), _) => println!("{}", adopt_sessions(sessions, &schema, options).await?),
        (None, _) => {}
    }
    Ok(())
}

async fn rehearse(
    sessions: Option<&Sessions>,
    schema: &Schema,
    mut options: AdoptOptions,
) -> Result<Option<String>, String> {
    options.dry_run = true;
    match sessions {
        Some(sessions) => adopt_sessions(sessions, schema, options).await.map(Some),
        None => Ok(None),
    }
}

#[cfg(feature = "redis")]
async fn adopt_sessions(
    Sessions(url): &Sessions,
    schema: &Schema,
    AdoptOptions { now, dry_run, .. }: AdoptOptions,
) -> Result<String, String> {
    let mut options = RedisAdoptOptions::new(now);
    options.dry_run = dry_run;
    let adopted = RedisStore::adopt_lucia(url, schema, options).await;
    let told = adopted.map(|report| report.to_string());
    told.map_err(|error: RedisAdoptError| format!("SESSION_URL: {error}"))
}

#[cfg(not(feature = "redis"))]
async fn adopt_sessions(_: &Sessions, _: &Schema, _: AdoptOptions) -> Result<String, String> {
    Err("this store is not compiled in".to_owned())
}
