//! The store contract: everything that a store promises, as cases for any store.
//!
//! The promises are those of [`lucerna_core::Store`]. [`store_contract!`](crate::store_contract) generates tests from
//! the cases. This module offers them as values, for tests that run them in another way.
//!
//! # The cases of Lucia's adapters
//!
//! Lucia v2 tested its adapters with 34 cases, and its session adapters with 10 of them. The table names the case
//! here that checks the same. Lucia's tests wrote and read rows directly; these cases use the store only.
//!
//! | | Lucia | here |
//! |---|---|---|
//! | 1 | getUser | `users::a_user_is_found_as_inserted` |
//! | 2 | getUser, of an unknown user | `users::an_unknown_id_finds_no_user` |
//! | 3 | setUser | `users::a_user_needs_no_key` |
//! | 4 | setUser, with a key | `users::a_user_and_their_key_are_inserted_together` |
//! | 5 | setUser, with a key in use | `conflicts::a_conflict_names_the_key_before_the_column_before_the_id` |
//! | 6 | the same, and no user stays | `conflicts::lucia_flaw_46_a_taken_key_rolls_back_the_user` |
//! | 7 | deleteUser | `users::a_deleted_user_is_gone_and_the_others_stay` |
//! | 8 | deleteUser, of an unknown user | `users::deleting_an_unknown_user_is_no_error_and_deletes_no_user` |
//! | 9 | updateUser | `user_updates::an_update_writes_the_given_columns_only` |
//! | 10 | getKey | `keys::a_key_is_found_as_inserted` |
//! | 11 | getKey, unknown | `keys::an_unknown_name_finds_no_key` |
//! | 12 | setKey | `keys::a_key_is_found_as_inserted` |
//! | 13 | setKey, in use | `keys::a_key_in_use_cannot_be_inserted_again` |
//! | 14 | setKey, for an unknown user | `keys::a_key_of_an_unknown_user_is_refused` |
//! | 15 | updateKey | `passwords::a_password_is_set_on_all_keys_with_a_password` |
//! | 16 | getKeysByUserId | `keys::a_users_keys_are_listed_in_order` |
//! | 17 | getKeysByUserId, of an unknown user | `keys::an_unknown_user_has_no_keys` |
//! | 18 | deleteKeysByUserId | `users::a_user_is_deleted_with_their_own_keys_and_sessions_only` |
//! | 19 | deleteKeysByUserId, of an unknown user | `users::deleting_an_unknown_user_is_no_error_and_deletes_no_user` |
//! | 20 | deleteKey | `keys::one_of_two_keys_is_deleted_and_the_other_stays` |
//! | 21 | deleteKey, unknown | `keys::deleting_a_key_that_is_not_there_is_no_error` |
//! | 22 | getSession | `sessions::a_session_is_found_as_inserted` |
//! | 23 | getSession, unknown | `sessions::an_unknown_id_finds_no_session` |
//! | 24 | getSessionsByUserId | `sessions::a_users_sessions_are_listed_in_order` |
//! | 25 | getSessionsByUserId, of an unknown user | `sessions::an_unknown_user_has_no_sessions` |
//! | 26 | setSession | `sessions::a_session_is_found_as_inserted` |
//! | 27 | setSession, for an unknown user | `sessions::a_session_of_an_unknown_user_is_refused` |
//! | 28 | deleteSession | `revocation::one_session_ends_and_the_others_stay` |
//! | 29 | deleteSession, unknown | `revocation::ending_a_session_that_is_not_there_is_no_error` |
//! | 30 | deleteSessionsByUserId | `revocation::lucia_flaw_43_all_sessions_of_one_user_end` |
//! | 31 | deleteSessionsByUserId, of an unknown user | `revocation::ending_the_sessions_of_an_unknown_user_is_no_error` |
//! | 32 | updateSession | `session_updates::an_update_of_a_session_writes_the_given_columns_only` |
//! | 33 | getSessionAndUser | `sessions::a_session_is_found_with_its_own_user` |
//! | 34 | getSessionAndUser, unknown | `sessions::an_unknown_id_finds_no_session` |
//!
//! Of the 10 cases for session adapters, `getSession` is 22 and 23 of these, `getSessionsByUserId` is 24 and 25, and
//! `setSession` is 26. `deleteSession` is 28 and 29, `deleteSessionsByUserId` is 30 and 31, and `updateSession` is
//! 32.
//!
//! # Time
//!
//! The cases use a clock that starts in the year 2100. A store may also have a clock of its own, as Redis has, and
//! forget what has expired by it. No case depends on that.
//!
//! # Records
//!
//! The subjects that begin with `record`, and `counters`, are about tables that an application or a feature declares.
//! Promises for both lifetimes are checked on a lasting table and on a passing one. Some stores, for instance one in
//! Redis, hold sessions and passing records only. Such a store is tested in a [`Split`](lucerna_core::Split) beside
//! any store of users:
//!
//! ```
//! use lucerna_core::{RecordStore, Schema, SessionStore, Split, Store};
//! use lucerna_store_memory::MemoryStore;
//!
//! fn beside_users(schema: Schema, sessions: impl SessionStore + RecordStore) -> impl Store {
//!     Split::new(MemoryStore::new(schema), sessions) // the argument of `store_contract!`
//! }
//! ```
//!
//! # The other cases
//!
//! They are about expiry, conflicts and rollbacks, values and text of every kind, schemas, and lists of users. Others
//! are about key names, credential changes, limits of attempts, concurrent calls, dropped calls, and reopened stores. Names with `rt_`
//! refer to a row of Lucerna's `SECURITY.md`; names with `lucia_flaw_` refer to an error of Lucia's adapters.

mod store_case;
pub use store_case::{CaseFailure, StoreCase};

mod all_cases;
pub use all_cases::{cases, reopen_cases};

mod test_macro;
#[doc(hidden)]
pub use test_macro::check;

mod environment;

mod store_under_test;

mod fixtures;

mod concurrency;

mod users;

mod user_updates;

mod user_lists;

mod conflicts;

mod keys;

mod key_names;

mod passwords;

mod last_keys;

mod sessions;

mod looks;

mod sign_in;

mod credentials;

mod session_updates;

mod revocation;

mod expiry;

mod values;

mod schemas;

mod hostile;

mod races;

mod orphans;

mod cancellation;

mod record_fixtures;

mod records;

mod record_pages;

mod record_updates;

mod counters;

mod record_batches;

mod record_deletions;

mod record_expiry;

mod record_values;

mod record_text;

mod record_races;

mod record_cancellation;

mod attempts_fixtures;

mod attempts;

mod reopening;

mod record_reopening;

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_store_memory::MemoryStore;
    use std::collections::BTreeSet;

    fn names() -> Vec<&'static str> {
        cases::<MemoryStore>().iter().chain(&reopen_cases()).map(StoreCase::name).collect()
    }

    #[test]
    fn case_names_are_unique() {
        assert_eq!(names().iter().collect::<BTreeSet<_>>().len(), names().len());
    }

    #[test]
    fn each_of_lucias_cases_has_a_case_here() {
        let text = include_str!("contract.rs");
        let rows = text.lines().filter_map(|it| it.strip_prefix("//! | ")?.strip_suffix("` |"));
        let cases: Vec<_> = rows.filter_map(|row| row.split_once(" | ")?.1.split_once("| `")).collect();
        assert_eq!(cases.len(), 34);
        for (lucia, ours) in cases {
            assert!(names().contains(&ours), "{lucia}: {ours}");
        }
    }
}
