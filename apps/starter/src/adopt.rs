//! `adopt-lucia`: makes the database of an application on Lucia v2 ours.

use crate::Profile;
use crate::database::Database;
use lucerna::{AdoptOptions, Clock, Schema, SystemClock, adopt_lucia};
use std::error::Error;

/// The name of Lucia's session cookie, which is read where our own is not there, so that whoever was signed in stays so.
/// It can go when no adopted session is left: 90 days after the adoption, unless Lucia gave one longer.
pub(crate) const COOKIE: &str = "auth_session";

pub(crate) fn run(database: &Database, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let Database::Sqlite(database) = database else {
        return Err("DATABASE_URL: only SQLite databases of Lucia v2 can be adopted so far".into());
    };
    let mut options = AdoptOptions::new(SystemClock::default().now());
    options.dry_run = dry_run;
    println!("{}", adopt_lucia(database, &Schema::of::<Profile>()?, options)?);
    Ok(())
}
