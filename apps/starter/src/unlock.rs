//! The command `unlock`, for a user whose account is locked after wrong passwords.

use crate::attempt_counters::AttemptCounters;
use crate::auth_settings::AuthSettings;
use crate::config::Config;
use crate::database::{self, OpenDatabase};
use crate::start_log;
use lucerna::KeyId;
use std::error::Error;

const IN_MEMORY: &str =
    "attempts are counted in the memory of each process: to clear them, restart the program";

/// Clears the counts of wrong passwords of a user, also while other processes serve from the database.
#[tokio::main]
pub(crate) async fn unlock(config: &Config, name: &str) -> Result<(), Box<dyn Error>> {
    if config.attempts != AttemptCounters::InStore {
        return Err(IN_MEMORY.into());
    }
    start_log();
    let settings = AuthSettings::new(config, config.origin(config.listen)?);
    let OpenDatabase { auth, file, .. } =
        database::open(&config.database, config.sessions.as_ref(), settings).await?;
    let found = match auth.find_key(&KeyId::username(name)).await? {
        None => auth.find_key(&KeyId::email(name)).await?,
        found => found,
    };
    let key = found.ok_or("no user signs in with this name")?;
    auth.danger_clear_attempts(&key.id).await?;
    println!("the wrong passwords of user {} are cleared", key.user_id);
    file.close().await
}
