//! The Redis store of Lucerna: sessions and passing records on one Redis or on a cluster, with the users in another store.
//!
//! [`RedisStore`] keeps sessions, and the records of [passing](lucerna_core::Lifetime::Passing) tables.
//! [`Split`](lucerna_core::Split) puts it beside the store of the users, which keeps the lasting records too.
//!
//! # Sessions
//!
//! * A session is a hash that Redis itself forgets at the moment at which the session is over.
//! * Everything of one user is in one slot and changed by scripts, each whole or not at all. A session counts while it is
//!   in its user's index, so that ending all sessions of a user ends all.
//! * Looking a session up is one round trip on one Redis. On a cluster it is two the first time that a process meets the
//!   session, since the id alone does not tell the slot; from then on it is one, of two questions at once.
//!
//! # Records
//!
//! * A record is a hash that Redis itself forgets when the record expires. The time that a call is given decides too.
//! * Each call is one script and one round trip. Of many callers one takes a record, and each that adds receives another
//!   number, exact up to 64 bits.
//! * A record of a user has an entry in an index of that user's, by which it is deleted with the user. The index lasts as long as
//!   its latest record.
//! * On a cluster the index is in another slot, and costs one round trip more. The entry is written before its record and
//!   deleted after it, so that every record has its entry at every moment. An entry that a crash leaves behind deletes nothing,
//!   and goes when its record would have expired.
//! * Records are found and changed by id, and deleted by id or by user. Lasting tables, other searches and
//!   [`write_records`](lucerna_core::RecordStore::write_records) are refused as [`Broken`](lucerna_core::StoreError::Broken).
//!
//! Every call gives up in time, and every failure is told as one: never as a session or a record that is not there. On a cluster
//! the client repeats a call whose answer a dying node did not send. A record may then be taken without a receiver, or a number
//! added twice.
//!
//! # Requirements
//!
//! Redis 7 or newer, or Valkey, with these settings:
//!
//! * `appendonly yes`. With `appendfsync always` what was acknowledged survives a crash of the machine. With the default,
//!   `everysec`, the last second may be undone: a session that ended in it lives again, and a code that was taken in it can be
//!   taken once more.
//! * [`replicas`](RedisOptions::replicas) where a replica may take over: Redis copies to them later, and a failover may
//!   undo what was acknowledged, unless a call waits until they have it.
//! * `maxmemory-policy noeviction`. With another, Redis drops keys when memory is short. People are signed out early, codes are
//!   lost, and counters begin anew, so that a rate limit forgets. A record whose index was dropped stays after its user until it
//!   expires.
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
