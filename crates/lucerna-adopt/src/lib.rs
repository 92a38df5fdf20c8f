//! Adopts the database of an application on Lucia v2 in place, with its users, keys, passwords and sessions.
//!
//! [`adopt_lucia`] does all of it. Every user keeps their id, attributes and password. Every signed-in browser stays
//! signed in with the cookie it has. Afterwards the database holds hashes instead of tokens.
//!
//! # Features
//!
//! | feature | what it adopts |
//! |---|---|
//! | `sqlite` | a file |
//! | `postgres` | a database of PostgreSQL |
//! | `mysql` | a database of MySQL or MariaDB |
//! | `redis` | sessions in Redis or Redis Cluster, with the users in one of those |

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(feature = "mysql", feature = "postgres", feature = "redis", feature = "sqlite")),
    allow(dead_code, reason = "some shared items are used by databases only, or by Redis only")
)]

mod options;

mod report;

mod error;

mod sql;

#[cfg(feature = "redis")]
mod redis;

pub use error::AdoptError;
pub use options::AdoptOptions;
#[cfg(feature = "redis")]
pub use options::RedisSessions;
pub use report::{AdoptOutcome, AdoptReport, Counter, StoreReport};

use lucerna_core::Schema;

/// Adopts the database of an application on Lucia v2 in place, with its users, keys and sessions.
///
/// `database` is `sqlite:` with the path of a file, or the URL of a server: `postgres://…` or `mysql://…`. Each needs
/// the feature of its name. If Lucia kept its sessions in Redis, [`AdoptOptions::sessions`] names that Redis.
///
/// Each session is stored under the hash of its id, so the cookie that a browser has remains its token. To read that
/// cookie, the application calls [`Auth::exchange_adopted`](lucerna_core::Auth::exchange_adopted), which replaces it
/// by a cookie of Lucerna. That works until the time that the store's `adopted_until` returns. A database that is
/// already adopted stays unchanged.
///
/// Stop the application and make a backup first, since an adoption cannot be undone. Obstacles in Redis are found
/// before the database is changed. After an interruption, run it again: the adoption continues where it stopped.
/// `docs/coming-from/adopting-lucia.md` describes the change of each column and each key of Redis.
///
/// ```no_run
/// use lucerna_adopt::{AdoptOptions, adopt_lucia};
/// use lucerna_core::{Clock, Column, Schema, SystemClock};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()])?;
/// let mut options = AdoptOptions::new(SystemClock::default().now());
/// options.dry_run = true; // report the changes without making them
/// println!("{}", adopt_lucia("sqlite:app.db", &schema, &options).await?);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`AdoptError`], which names the obstacle. Nothing was changed, unless it is [`AdoptError::HalfWay`].
pub async fn adopt_lucia(
    database: &str,
    schema: &Schema,
    options: &AdoptOptions,
) -> Result<AdoptReport, AdoptError> {
    #[cfg(feature = "redis")]
    let rehearsed = match &options.sessions {
        Some(sessions) => Some(redis::SessionAdoption::rehearse(sessions, schema, options).await?),
        None => None,
    };
    #[cfg(feature = "redis")]
    let redis_until = rehearsed.as_ref().and_then(|(adoption, _)| adoption.latest());
    #[cfg(not(feature = "redis"))]
    let redis_until = None;
    let database = sql::adopt(database, schema, options, redis_until).await?;
    #[cfg(feature = "redis")]
    let redis = match rehearsed {
        Some((adoption, rehearsal)) => Some(adoption.carry_out(rehearsal).await?),
        None => None,
    };
    #[cfg(not(feature = "redis"))]
    let redis = None;
    Ok(AdoptReport { database, redis })
}
