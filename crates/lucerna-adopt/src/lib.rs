//! Takes over the database of an application on Lucia v2, in place: users, keys, passwords and sessions stay.
//!
//! [`adopt_lucia`] does all of it. Every user keeps their id, attributes and password, and every browser that is signed in
//! stays signed in with the cookie it has. Afterwards the database holds hashes where it held tokens.
//!
//! # Features
//!
//! | feature | what can be adopted |
//! |---|---|
//! | `sqlite` | a file |
//! | `postgres` | a database of PostgreSQL |
//! | `mysql` | a database of MySQL or MariaDB |
//! | `redis` | sessions in Redis or in Redis Cluster, beside users in one of those |

#![cfg_attr(
    not(all(feature = "mysql", feature = "postgres", feature = "redis", feature = "sqlite")),
    allow(dead_code, reason = "some of what databases and Redis share is used by one of them only")
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

/// Takes over the database of an application on Lucia v2, keeping its users, keys and sessions.
///
/// The database is `sqlite:` with the path of a file, or the URL of a server: `postgres://…` or `mysql://…`. Each needs the
/// feature of its name. Where Lucia kept its sessions in Redis, [`AdoptOptions::sessions`] says where.
///
/// Each session is kept under the hash of its id, so that the cookie a browser has is still its token. The application reads that
/// cookie with [`Auth::exchange_adopted`](lucerna_core::Auth::exchange_adopted), which gives the browser one of Lucerna's, until
/// the time that `adopted_until` of the store returns. A database that was adopted before is left as it is.
///
/// Stop the application first, and make a backup: there is no other way back. What could stand in the way in Redis is looked
/// for before the database is touched. After an interruption, do it again: the adoption goes on where it was.
/// `docs/coming-from/adopting-lucia.md` says what happens to each column and to each key of Redis.
///
/// ```no_run
/// use lucerna_adopt::{AdoptOptions, adopt_lucia};
/// use lucerna_core::{Clock, Column, Schema, SystemClock};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()])?;
/// let mut options = AdoptOptions::new(SystemClock::default().now());
/// options.dry_run = true; // first see what would be done
/// println!("{}", adopt_lucia("sqlite:app.db", &schema, &options).await?);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`AdoptError`], which says what stands in the way. Nothing was changed, unless it is [`AdoptError::HalfWay`].
pub async fn adopt_lucia(
    database: &str,
    schema: &Schema,
    options: &AdoptOptions,
) -> Result<AdoptReport, AdoptError> {
    #[cfg(feature = "redis")]
    let rehearsed = match &options.sessions {
        Some(sessions) => Some(redis::Adoption::rehearse(sessions, schema, options).await?),
        None => None,
    };
    #[cfg(feature = "redis")]
    let elsewhere = rehearsed.as_ref().and_then(|(adoption, _)| adoption.latest());
    #[cfg(not(feature = "redis"))]
    let elsewhere = None;
    let database = sql::adopt(database, schema, options, elsewhere).await?;
    #[cfg(feature = "redis")]
    let redis = match rehearsed {
        Some((adoption, rehearsal)) => Some(adoption.carry_out(rehearsal).await?),
        None => None,
    };
    #[cfg(not(feature = "redis"))]
    let redis = None;
    Ok(AdoptReport { database, redis })
}
