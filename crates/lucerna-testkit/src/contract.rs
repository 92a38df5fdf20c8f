//! What every store promises, as cases that any store can be put to.
//!
//! The promises are those of [`lucerna_core::Store`]. [`store_contract!`](crate::store_contract) makes tests of the cases;
//! here they are as values, for whoever wants to run them otherwise.
//!
//! # The cases of Lucia's adapters
//!
//! Lucia v2 tested its adapters with 34 cases, and those for sessions alone with 10 of them again. Each is held here by
//! the case beside it. Lucia's rows were put in and looked at by other means; here a store is asked to show what it was
//! told.
//!
//! | | Lucia | here |
//! |---|---|---|
//! | 1 | getUser | `users::a_user_is_found_as_inserted` |
//! | 2 | getUser, of nobody | `users::an_id_that_is_not_there_finds_nobody` |
//! | 3 | setUser | `users::a_user_needs_no_key` |
//! | 4 | setUser, with a key | `users::a_user_and_their_key_are_inserted_together` |
//! | 5 | setUser, with a key in use | `conflicts::a_conflict_names_the_key_before_the_column_before_the_id` |
//! | 6 | the same, and no user is left | `conflicts::lucia_flaw_46_a_taken_key_keeps_the_user_out_as_well` |
//! | 7 | deleteUser | `users::a_deleted_user_is_gone_and_the_others_stay` |
//! | 8 | deleteUser, of nobody | `users::deleting_nobody_is_no_error_and_deletes_nobody` |
//! | 9 | updateUser | `user_updates::an_update_writes_what_it_is_given_and_nothing_else` |
//! | 10 | getKey | `keys::a_key_is_found_as_inserted` |
//! | 11 | getKey, unknown | `keys::a_name_that_is_nobodys_finds_no_key` |
//! | 12 | setKey | `keys::a_key_is_found_as_inserted` |
//! | 13 | setKey, in use | `keys::a_key_in_use_is_given_to_nobody_else` |
//! | 14 | setKey, for nobody | `keys::a_key_for_nobody_is_refused` |
//! | 15 | updateKey | `passwords::a_password_is_that_of_all_keys_of_the_user_that_have_one` |
//! | 16 | getKeysByUserId | `keys::the_keys_of_a_user_are_theirs_alone_and_in_order` |
//! | 17 | getKeysByUserId, of nobody | `keys::nobody_has_no_keys` |
//! | 18 | deleteKeysByUserId | `users::a_user_is_deleted_with_all_keys_and_sessions_and_with_nobody_elses` |
//! | 19 | deleteKeysByUserId, of nobody | `users::deleting_nobody_is_no_error_and_deletes_nobody` |
//! | 20 | deleteKey | `keys::one_of_two_keys_is_deleted_and_the_other_stays` |
//! | 21 | deleteKey, unknown | `keys::deleting_a_key_that_is_not_there_is_no_error` |
//! | 22 | getSession | `sessions::a_session_is_found_as_inserted` |
//! | 23 | getSession, unknown | `sessions::an_id_that_is_not_there_finds_no_session` |
//! | 24 | getSessionsByUserId | `sessions::the_sessions_of_a_user_are_theirs_alone_and_in_order` |
//! | 25 | getSessionsByUserId, of nobody | `sessions::nobody_has_no_sessions` |
//! | 26 | setSession | `sessions::a_session_is_found_as_inserted` |
//! | 27 | setSession, for nobody | `sessions::a_session_for_nobody_is_refused` |
//! | 28 | deleteSession | `revocation::one_session_ends_and_the_others_stay` |
//! | 29 | deleteSession, unknown | `revocation::ending_a_session_that_is_not_there_is_no_error` |
//! | 30 | deleteSessionsByUserId | `revocation::lucia_flaw_43_all_sessions_of_a_user_end_and_nobody_elses` |
//! | 31 | deleteSessionsByUserId, of nobody | `revocation::ending_the_sessions_of_nobody_is_no_error` |
//! | 32 | updateSession | `session_updates::an_update_of_a_session_writes_what_it_is_given_and_nothing_else` |
//! | 33 | getSessionAndUser | `sessions::a_session_is_found_with_its_own_user` |
//! | 34 | getSessionAndUser, unknown | `sessions::an_id_that_is_not_there_finds_no_session` |
//!
//! Of the 10 for sessions alone, `getSession` is 22 and 23 of these, `getSessionsByUserId` 24 and 25, `setSession` 26,
//! `deleteSession` 28 and 29, `deleteSessionsByUserId` 30 and 31, `updateSession` 32.
//!
//! # Time
//!
//! The cases turn a clock that starts in the year 2100. A store may have a clock of its own besides, as Redis has, and
//! forget what is over by that: no case is in its way.
//!
//! # What they do not cover
//!
//! The other cases are about expiry, conflicts and what they leave behind, values and text of every kind, schemas, many
//! calls at once, calls that are broken off, and stores that are opened again. Names with `rt_` answer a row of
//! Lucerna's `SECURITY.md`; names with `lucia_flaw_` are about what an adapter of Lucia's did wrong.

mod case;
pub use case::{Case, Failure};

mod all_cases;
pub use all_cases::{cases, reopen_cases};

mod as_tests;
#[doc(hidden)]
pub use as_tests::check;

mod environment;

mod opened;

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

mod reopening;

mod record_reopening;

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_store_memory::MemoryStore;
    use std::collections::BTreeSet;

    fn names() -> Vec<&'static str> {
        cases::<MemoryStore>().iter().chain(&reopen_cases()).map(Case::name).collect()
    }

    #[test]
    fn no_two_cases_have_one_name() {
        assert_eq!(names().iter().collect::<BTreeSet<_>>().len(), names().len());
    }

    #[test]
    fn each_of_lucias_cases_is_held_by_one_of_ours() {
        let text = include_str!("contract.rs");
        let rows = text.lines().filter_map(|it| it.strip_prefix("//! | ")?.strip_suffix("` |"));
        let cases: Vec<_> = rows.filter_map(|row| row.split_once(" | ")?.1.split_once("| `")).collect();
        assert_eq!(cases.len(), 34);
        for (lucia, ours) in cases {
            assert!(names().contains(&ours), "{lucia}: {ours}");
        }
    }
}
