//! The commands `backup` and `restore`, for a database in a file.

use crate::config::Config;
use crate::database_url::DatabaseUrl;
use crate::profile::Profile;
use lucerna::{back_up_file, restore_file};
use std::error::Error;
use std::path::Path;

/// Copies the database into a new file, also while another process serves from it.
pub(crate) fn back_up(config: &Config, copy: &Path) -> Result<(), Box<dyn Error>> {
    let database = sqlite_file(&config.database)?;
    back_up_file(database, copy).map_err(|error| format!("DATABASE_URL={}: {error}", config.database))?;
    println!("{} is a complete and checked copy of {}", copy.display(), database.display());
    if config.sessions.is_some() {
        println!("The sessions in SESSION_URL are not part of it.");
    }
    Ok(())
}

/// Puts a backup in the place of the database. It fails while another process has the database open.
pub(crate) fn restore(config: &Config, backup: &Path) -> Result<(), Box<dyn Error>> {
    let database = sqlite_file(&config.database)?;
    let former = restore_file(backup, database, &Profile::schema()?)
        .map_err(|error| format!("DATABASE_URL={}: {error}", config.database))?;
    println!(
        "{} has the users of {}. Every user has to sign in again.",
        database.display(),
        backup.display()
    );
    if let Some(former) = former {
        println!("The former database is {}.", former.display());
    }
    if config.sessions.is_some() {
        println!("Empty the Redis of SESSION_URL before you start the program: its sessions are newer.");
    }
    Ok(())
}

/// Returns the path of the file, or what to use for a server.
fn sqlite_file(database: &DatabaseUrl) -> Result<&Path, String> {
    let tools = match database {
        DatabaseUrl::Sqlite(file) => return Ok(file),
        DatabaseUrl::Postgres(_) => "pg_dump and pg_restore",
        DatabaseUrl::MySql(_) => "mysqldump and mysql, or mariadb-dump and mariadb",
    };
    Err(format!("DATABASE_URL={database}: this command is for a SQLite file; for this server use {tools}"))
}
