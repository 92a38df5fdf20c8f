//! `adopt-lucia`: makes the database of an application on Lucia v2 ours.

use crate::Profile;
use crate::config::Config;
use crate::database::{Database, Sessions};
use lucerna::mysql::MySqlStore;
use lucerna::{
    AdoptOptions, Clock, PostgresStore, RedisAdoptError, RedisAdoptOptions, RedisAdoptReport, RedisStore,
    Schema, SystemClock, adopt_lucia,
};
use std::error::Error;

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
        Database::Postgres(url) => PostgresStore::adopt_lucia(url, &schema, options).await?,
        Database::MySql(url) => MySqlStore::adopt_lucia(url, &schema, options).await?,
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
) -> Result<Option<RedisAdoptReport>, String> {
    options.dry_run = true;
    match sessions {
        Some(sessions) => adopt_sessions(sessions, schema, options).await.map(Some),
        None => Ok(None),
    }
}

async fn adopt_sessions(
    Sessions(url): &Sessions,
    schema: &Schema,
    AdoptOptions { now, dry_run, .. }: AdoptOptions,
) -> Result<RedisAdoptReport, String> {
    let mut options = RedisAdoptOptions::new(now);
    options.dry_run = dry_run;
    let adopted = RedisStore::adopt_lucia(url, schema, options).await;
    adopted.map_err(|error: RedisAdoptError| format!("SESSION_URL: {error}"))
}
