//! The Redis store of Lucerna: sessions on one Redis or on a cluster, with the users in another store.
//!
//! [`RedisStore`] keeps sessions only; [`Split`](lucerna_core::Split) puts it beside the store of the users.
//!
//! * A session is a hash that Redis itself forgets at the moment at which the session is over.
//! * Everything of one user is in one slot and changed by scripts, each whole or not at all. A session counts while it is
//!   in its user's index, so that ending all sessions of a user ends all.
//! * Looking a session up is one round trip on one Redis. On a cluster it is two the first time that a process meets the
//!   session, since the id alone does not tell the slot; from then on it is one, of two questions at once.
//! * Every call gives up in time, and every failure is told as one: never as a session that is not there.
//!
//! It needs Redis 7 or newer, or Valkey.
//!
//! # What Redis has to be set to
//!
//! * `appendonly yes`. With `appendfsync always` what was acknowledged survives a crash of the machine; with the default,
//!   `everysec`, the last second may be undone, and a session that ended in it lives again.
//! * [`replicas`](RedisOptions::replicas) where a replica may take over: Redis copies to them later, and a failover may
//!   undo what was acknowledged, unless a call waits until they have it.
//! * `maxmemory-policy noeviction`. With another, Redis drops sessions when memory is short and people are signed out
//!   early. Nothing worse follows: whatever part of a session is dropped, the rest does not count.
//! * Clocks in step: Redis forgets by its own.

mod store;

mod options;

mod open;

mod connection;

mod calls;

mod scripts;

mod keys;

mod sessions;

mod records;

mod owners;

mod scan;

mod row;

mod value;

mod mark;

mod adoption;

mod error;

#[doc(hidden)]
pub use adoption::RedisAdoption;
pub use error::RedisOpenError;
pub use options::RedisOptions;
#[doc(hidden)]
pub use scan::Scan;
#[doc(hidden)]
pub use scripts::Script;
pub use store::RedisStore;
