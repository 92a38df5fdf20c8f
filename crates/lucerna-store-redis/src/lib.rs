//! The Redis store of Lucerna: sessions and passing records, on one Redis or a cluster. The users are in another store.
//!
//! [`RedisStore`] keeps sessions, and the records of [passing](lucerna_core::Lifetime::Passing) tables.
//! [`Split`](lucerna_core::Split) combines it with the store of the users, which also keeps the lasting records.
//!
//! # Sessions
//!
//! * A session is a hash that Redis expires together with the session.
//! * All keys of a user are in one slot. Scripts change them atomically. Only sessions in their user's index count, so
//!   that ending all sessions of a user ends every one.
//! * On one Redis, looking up a session takes one round trip. On a cluster, a process needs two for the first look-up
//!   of a session, since the id does not tell the slot. Later look-ups take one, with two commands at once.
//!
//! # Records
//!
//! * A record is a hash that Redis expires together with the record. The time that the caller passes decides too.
//! * Each call is one script and one round trip. Only one of several concurrent callers takes a record. Each caller
//!   that adds a number receives a different sum, exact up to 64 bits.
//! * A user's record has an entry in an index of the user's, so that it is deleted with the user. The index expires
//!   with its latest record.
//! * On a cluster the index is in another slot and costs another round trip. Its entry is written before the record and
//!   deleted after it, so that every record always has one. After a crash, an entry without its record deletes nothing,
//!   and expires when the record would have.
//! * Records are found and changed by id, and deleted by id or by user. Lasting tables, other searches and
//!   [`write_records`](lucerna_core::RecordStore::write_records) fail as [`Broken`](lucerna_core::StoreError::Broken).
//!
//! Every call has a timeout, and every failure is an error, never an absent session or record. On a cluster, the client
//! repeats a call if a failing node did not send the reply. A record may then be taken without reaching its caller, or
//! a number may be added twice.
//!
//! # Requirements
//!
//! Redis 7 or newer, or Valkey, with these settings:
//!
//! * `appendonly yes`. With `appendfsync always`, acknowledged changes survive a crash of the machine. With the
//!   default, `everysec`, the last second may be lost. A session that ended in it is alive again, and a code that was
//!   taken in it can be replayed.
//! * [`replicas`](RedisOptions::replicas), if a replica may take over. Replication is asynchronous, and a failover may
//!   lose acknowledged changes, unless calls wait for the replicas.
//! * `maxmemory-policy noeviction`. With any other policy, Redis evicts keys when memory is short. Users are signed out
//!   early, codes are lost, and rate limits restart at zero. A record whose index was evicted outlives its user until
//!   it expires. [`open`](RedisStore::open) writes the warning `store.evicts` then.
//! * Synchronised clocks, since Redis expires keys by its own clock.

mod store;

mod options;

mod open;

mod connection;

mod single;

mod eviction;

mod commands;

mod scripts;

mod keys;

mod sessions;

mod records;

mod owners;

mod scan;

mod row;

mod value;

mod insert_mark;

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
