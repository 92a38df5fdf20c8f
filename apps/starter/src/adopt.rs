//! The command `adopt-lucia`: converts the database of an application that used Lucia v2.

use crate::config::Config;
use crate::profile::Profile;
use lucerna::adopt::{AdoptError, AdoptOptions, adopt_lucia};
use lucerna::{Clock, SystemClock};
use std::error::Error;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(config: &Config, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let schema = Profile::schema()?;
    let mut options = AdoptOptions::new(SystemClock::default().now());
    options.dry_run = dry_run;
    #[cfg(feature = "redis")]
    {
        options.sessions = config.sessions.as_ref().map(|it| lucerna::adopt::RedisSessions::at(&it.0));
    }
    let adopted = adopt_lucia(&config.database.url(), &schema, &options).await;
    println!("{}", adopted.map_err(|error| in_variables(&error, config))?);
    Ok(())
}

/// Returns the text of an error, with the environment variable to correct.
fn in_variables(error: &AdoptError, config: &Config) -> String {
    match error {
        AdoptError::Redis(_) => format!("SESSION_URL: {error}"),
        AdoptError::HalfWay(it) if matches!(**it, AdoptError::Redis(_)) => format!("SESSION_URL: {error}"),
        AdoptError::NotLucia(reason) if config.sessions.is_none() && reason.contains("Redis") => {
            format!("{error}; if its sessions are in Redis, set SESSION_URL")
        }
        _ => error.to_string(),
    }
}
