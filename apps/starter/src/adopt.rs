//! `adopt-lucia`: makes the database of an application on Lucia v2 ours.

use crate::Profile;
use crate::config::Config;
use crate::database::Database;
use lucerna::mysql::MySqlStore;
use lucerna::{AdoptOptions, Clock, PostgresStore, Schema, SystemClock, adopt_lucia};
use std::error::Error;

/// The name of Lucia's session cookie, which is read where our own is not there, so that whoever was signed in stays so.
/// It can go when no adopted session is left: 90 days after the adoption, unless Lucia gave one longer.
pub(crate) const COOKIE: &str = "auth_session";

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(config: &Config, dry_run: bool) -> Result<(), Box<dyn Error>> {
    if config.sessions.is_some() {
        return Err("SESSION_URL: Lucia's sessions in Redis cannot be adopted so far; without it, those in the database are".into());
    }
    let schema = Schema::of::<Profile>()?;
    let mut options = AdoptOptions::new(SystemClock::default().now());
    options.dry_run = dry_run;
    let report = match &config.database {
        Database::Sqlite(file) => adopt_lucia(file, &schema, options)?,
        Database::Postgres(url) => PostgresStore::adopt_lucia(url, &schema, options).await?,
        Database::MySql(url) => MySqlStore::adopt_lucia(url, &schema, options).await?,
    };
    println!("{report}");
    Ok(())
}
