//! The limits of attempts, by environment variables.

use crate::database_url::DatabaseUrl;
use crate::profile::Profile;
use crate::start_error::StartError;
use lucerna::{AuthBuilder, Origin};
use std::net::SocketAddr;

/// The place in which attempts are counted. `ATTEMPTS` sets it, and `LIMITS=off` removes the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptCounters {
    /// In the memory of this process. The default with a SQLite file.
    InMemory,
    /// In the database, so that all processes share the limits. The default with a database server.
    InStore,
    /// Nowhere, for load tests.
    Off,
}

impl AttemptCounters {
    pub(crate) fn parse(
        variable: impl Fn(&'static str) -> Result<Option<String>, StartError>,
        database: &DatabaseUrl,
    ) -> Result<Self, StartError> {
        match variable("LIMITS")?.as_deref() {
            Some("off") => return Ok(Self::Off),
            Some("on") | None => {}
            Some(other) => return Err(refused("LIMITS", other, "must be on or off, such as on")),
        }
        match variable("ATTEMPTS")?.as_deref() {
            Some("memory") => Ok(Self::InMemory),
            Some("database") => Ok(Self::InStore),
            Some(other) => Err(refused("ATTEMPTS", other, "must be memory or database, such as database")),
            None => Ok(Self::default_of(database)),
        }
    }

    fn default_of(database: &DatabaseUrl) -> Self {
        match database {
            DatabaseUrl::Sqlite(_) => Self::InMemory,
            DatabaseUrl::Postgres(_) | DatabaseUrl::MySql(_) => Self::InStore,
        }
    }

    /// Refuses to run without limits where other machines can reach the program.
    pub(crate) fn check(self, listen: SocketAddr, origin: &Origin) -> Result<(), StartError> {
        if self != Self::Off || (listen.ip().to_canonical().is_loopback() && origin.is_loopback()) {
            return Ok(());
        }
        let advice = "works only if LISTEN and ORIGIN are this machine, such as LISTEN=127.0.0.1:3000 without ORIGIN, \
                      since passwords can be guessed without limits";
        Err(refused("LIMITS", "off", advice))
    }

    pub(crate) fn apply(self, builder: AuthBuilder<Profile, ()>) -> AuthBuilder<Profile, ()> {
        match self {
            Self::InMemory => builder,
            Self::InStore => builder.attempts_in_store(),
            Self::Off => {
                tracing::warn!("limits.off");
                builder.danger_unlimited_attempts()
            }
        }
    }
}

fn refused(name: &'static str, value: &str, advice: &'static str) -> StartError {
    StartError { name, value: Some(value.to_owned()), advice: advice.into() }
}
