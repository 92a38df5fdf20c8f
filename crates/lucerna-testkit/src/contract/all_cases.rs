//! The list of all cases of the store contract, from which both the functions and the tests are generated.

use super::store_case::StoreCase;
use super::{
    attempts, cancellation, conflicts, counters, credentials, expiry, hostile, key_names, keys, last_keys,
    looks, orphans, passwords, races, record_batches, record_cancellation, record_deletions, record_expiry,
    record_pages, record_races, record_reopening, record_text, record_updates, record_values, records,
    reopening, revocation, schemas, session_updates, sessions, sign_in, user_lists, user_updates, users,
    values,
};
use lucerna_core::Store;

/// Returns every case of the store contract.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract;
///
/// let case = contract::cases().into_iter().find(|it| it.name() == "revocation::a_session_ends_once").unwrap();
/// case.check(async |schema, _| MemoryStore::new(schema))?;
/// # Ok::<(), contract::CaseFailure>(())
/// ```
#[must_use]
pub fn cases<S: Store>() -> Vec<StoreCase<S>> {
    crate::__store_cases! { { cases_of } () }
}

/// Returns every case of the contract for stores that persist.
///
/// ```
/// # use lucerna_store_memory::MemoryStore as FileStore;
/// use lucerna_testkit::contract::reopen_cases;
///
/// let names: Vec<_> = reopen_cases::<FileStore>().iter().map(|it| it.name()).collect();
/// assert!(names.contains(&"reopening::deletions_survive_reopening"));
/// ```
#[must_use]
pub fn reopen_cases<S: Store>() -> Vec<StoreCase<S>> {
    crate::__reopen_cases! { { cases_of } () }
}

macro_rules! cases_of {
    (() $($subject:ident { $($case:ident)* })*) => {
        vec![$($(StoreCase::new(
            concat!(stringify!($subject), "::", stringify!($case)),
            |env| Box::pin($subject::$case(env)),
        ),)*)*]
    };
}
use cases_of;

/// Passes the list and the arguments to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_cases {
    ({ $($macro:tt)* } $arguments:tt) => {
        $($macro)*! {
            $arguments
            users {
                a_user_is_found_as_inserted
                an_unknown_id_finds_no_user
                a_user_needs_no_key
                a_user_and_their_key_are_inserted_together
                a_key_that_comes_with_its_user_needs_no_password
                columns_may_come_in_any_order_and_nullable_ones_may_be_left_out
                a_column_that_must_not_be_empty_is_never_stored_empty
                lucia_flaw_36_a_column_beyond_the_schema_is_not_written
                a_deleted_user_is_gone_and_the_others_stay
                deleting_an_unknown_user_is_no_error_and_deletes_no_user
                a_user_is_deleted_with_their_own_keys_and_sessions_only
                a_new_user_with_the_id_of_a_deleted_one_inherits_nothing
            }
            user_updates {
                an_update_writes_the_given_columns_only
                an_update_writes_several_columns_in_any_order
                an_update_leaves_other_users_keys_and_sessions_as_they_are
                lucia_flaw_47_an_update_of_an_unknown_user_returns_false_and_creates_none
                lucia_flaw_38_an_empty_update_writes_nothing_and_returns_whether_the_user_exists
                lucia_flaw_37_the_id_of_a_user_cannot_be_written
                an_update_of_a_deleted_user_does_nothing
            }
            conflicts {
                a_conflict_names_the_key_before_the_column_before_the_id
                lucia_flaw_39_a_taken_id_is_not_called_a_taken_key
                a_conflict_names_the_column_that_is_in_use_and_no_other
                lucia_flaw_46_a_taken_key_rolls_back_the_user
                a_taken_column_rolls_back_the_key
                a_taken_id_gives_its_owner_neither_key_nor_attributes
                an_update_to_a_taken_value_changes_nothing
                lucia_flaw_41_a_refused_call_has_rolled_back_when_it_returns
                a_users_own_value_does_not_conflict
                null_values_do_not_conflict
                an_empty_text_is_a_value
                a_released_value_can_be_taken
                columns_without_a_unique_constraint_may_repeat
            }
            user_lists {
                users_are_listed_whole_and_in_the_order_of_their_ids
                pages_are_stable_while_users_come_and_go
                a_page_of_users_is_no_longer_than_asked_for
                a_user_is_found_by_the_exact_value_of_a_unique_column
                a_user_is_found_by_values_of_every_type
                null_finds_no_user
                users_are_found_by_unique_columns_only
                users_are_counted
            }
            keys {
                a_key_is_found_as_inserted
                an_unknown_name_finds_no_key
                a_key_in_use_cannot_be_inserted_again
                a_key_of_an_unknown_user_is_refused
                a_users_keys_are_listed_in_order
                an_unknown_user_has_no_keys
                one_of_two_keys_is_deleted_and_the_other_stays
                deleting_a_key_that_is_not_there_is_no_error
                a_deleted_key_can_be_taken_by_another
                a_subject_may_have_colons
                the_same_subject_of_two_providers_is_two_keys
            }
            key_names {
                a_copied_key_has_the_same_owner_and_password
                a_key_is_copied_only_with_a_password
                a_key_is_not_copied_to_a_name_in_use
                a_renamed_key_keeps_everything_else
                a_name_may_change_its_spelling_under_the_same_key
                a_key_is_not_renamed_to_a_name_in_use
                a_key_is_not_renamed_if_an_attribute_is_in_use
                a_key_that_is_not_there_is_not_renamed
                lucia_flaw_37_a_renaming_writes_attributes_only
                one_of_many_renames_a_key_to_a_name
                one_of_many_renames_a_key
                no_key_is_left_with_a_password_that_was_changed_while_it_was_copied
            }
            passwords {
                a_password_is_set_on_all_keys_with_a_password
                a_named_key_gets_the_password_if_it_belongs_to_the_user
                all_named_keys_of_the_user_get_the_password
                a_hash_is_removed_and_set_again
                a_key_that_is_not_there_gets_no_hash
                a_hash_is_replaced_on_one_key_only
                a_hash_is_replaced_only_if_the_old_one_matches_exactly
                a_key_without_a_hash_gets_none
            }
            last_keys {
                the_last_key_is_kept_on_request
                the_last_key_is_deleted_on_request
                of_two_keys_either_is_deleted_and_then_the_other_is_the_last
                keys_of_other_users_do_not_count
            }
            sessions {
                a_session_is_found_as_inserted
                an_unknown_id_finds_no_session
                a_session_is_found_with_its_own_user
                a_session_and_its_user_are_found_with_current_values
                lucia_flaw_42_a_session_of_a_deleted_user_is_not_found
                a_users_sessions_are_listed_in_order
                an_unknown_user_has_no_sessions
                a_session_of_an_unknown_user_is_refused
                rt_052_a_session_is_inserted_once_and_never_overwritten
                a_session_that_ended_leaves_its_id_free
                periods_come_back_and_so_does_their_absence
                details_come_back_and_so_does_their_absence
                limits_come_back_to_the_millisecond
            }
            looks {
                rt_113_look_alikes_are_refused_both_ways
                rt_113_a_look_alike_keeps_no_address_from_its_owner
                rt_113_a_look_alike_is_no_second_name_either
                plain_names_that_look_alike_are_all_created
                rt_113_of_many_look_alikes_one_kind_is_created
                a_deletion_frees_the_look
                rt_113_no_row_names_a_deleted_user
                a_look_is_reserved_until_the_key_exists
                names_of_earlier_versions_sign_in_and_keep_their_looks
                names_of_many_earlier_users_are_indexed
            }
            sign_in {
                a_session_starts_as_it_is_given
                a_session_starts_while_the_password_is_the_proven_one
                a_session_does_not_start_with_an_older_password
                a_session_starts_on_a_key_whatever_its_password_is
                a_session_does_not_start_on_a_key_that_is_gone
                a_session_does_not_start_on_a_key_of_another_user
                the_replaced_session_ends_even_if_it_is_another_users
                a_refused_start_keeps_the_replaced_session
                a_concurrent_password_change_leaves_no_session_of_the_old_password
            }
            credentials {
                a_new_password_ends_the_other_sessions
                a_first_password_is_set_on_the_named_key
                a_first_password_is_set_on_every_named_key
                a_removed_password_ends_the_other_sessions
                a_deleted_key_ends_the_other_sessions
                a_change_without_a_session_ends_every_session_of_the_user
                the_session_of_another_user_is_not_the_current_one
                a_change_on_a_proof_that_no_longer_holds_changes_nothing
                a_change_from_a_session_that_is_not_the_users_changes_nothing
                a_change_of_an_unknown_key_changes_nothing
                a_change_deletes_the_last_key_only_on_request
                one_of_many_concurrent_changes_with_one_proof_succeeds
                one_of_many_concurrent_changes_from_one_session_succeeds
                a_concurrent_change_leaves_no_session_of_the_old_credential
            }
            session_updates {
                a_renewal_moves_the_limits_and_nothing_else
                a_renewal_never_moves_the_absolute_limit
                a_renewal_can_bring_the_limits_nearer
                rt_054_a_renewal_never_brings_a_session_back
                an_update_of_a_session_writes_the_given_columns_only
                an_empty_update_writes_nothing_and_returns_whether_the_session_exists
                an_update_never_brings_a_session_back
                lucia_flaw_37_other_columns_of_a_session_cannot_be_written
                unknown_attributes_of_a_session_are_not_inserted
                a_session_with_another_id_keeps_everything_else
                a_session_that_was_verified_again_keeps_everything_else
                rt_054_renaming_never_brings_a_session_back
                a_session_cannot_be_renamed_to_an_id_in_use
            }
            revocation {
                one_session_ends_and_the_others_stay
                a_session_ends_once
                ending_a_session_that_is_not_there_is_no_error
                lucia_flaw_43_all_sessions_of_one_user_end
                ending_the_sessions_of_an_unknown_user_is_no_error
                all_sessions_but_one_end
                a_session_to_keep_of_another_user_keeps_nothing
            }
            expiry {
                a_session_is_found_to_the_last_millisecond_of_its_idle_period
                rt_066_a_session_expires_at_its_absolute_limit
                the_active_limit_does_not_end_a_session
                limits_before_1970_are_limits
                a_session_inserted_after_its_expiry_is_never_found
                a_list_has_live_sessions_only
                a_renewed_session_lives_to_its_new_limit_and_no_longer
                dead_sessions_of_all_users_are_deleted_and_counted
                live_sessions_are_not_deleted_with_the_dead
                lucia_flaw_45_deleted_dead_sessions_are_in_no_list_and_end_no_more
            }
            values {
                text_comes_back
                long_text_comes_back
                integers_come_back
                floats_come_back
                infinities_come_back_or_are_refused
                booleans_come_back
                bytes_come_back
                times_come_back_also_from_before_1970
                times_beyond_the_calendar_come_back_or_are_refused
                uuids_come_back
                json_comes_back
                null_comes_back_and_can_replace_a_value
                text_with_a_nul_comes_back_or_is_refused_and_is_never_cut
            }
            schemas {
                a_store_returns_the_schema_it_was_opened_with
                users_and_sessions_need_no_attributes
                columns_of_the_same_name_are_not_mixed_up
                names_may_be_sql_keywords
                names_may_have_sixty_three_letters
            }
            hostile {
                rt_213_hostile_text_is_kept_exactly
                rt_213_hostile_text_in_an_update_is_kept_exactly
                hostile_text_matches_only_itself
                lucia_flaw_49_similar_text_is_not_equal
                deleting_a_user_keeps_users_with_similar_ids
                an_id_with_a_nul_finds_no_user
                the_longest_names_are_kept_whole
            }
            races {
                one_of_many_gets_a_key
                one_of_many_signs_up_with_a_name
                one_of_many_gets_a_value_that_is_unique
                one_of_many_gets_an_id
                one_of_many_inserts_a_session
                one_of_many_ends_a_session
                one_of_many_deletes_a_key
                one_of_many_deletes_a_user
                one_of_many_replaces_a_hash
                sessions_ended_concurrently_are_counted_once
                one_of_two_concurrent_deletions_of_the_last_two_keys_is_refused
                one_of_many_concurrent_deletions_of_all_keys_is_refused
                concurrent_changes_of_two_columns_of_a_user_both_succeed
                concurrent_changes_of_two_columns_of_a_session_both_succeed
                concurrent_calls_without_conflict_all_succeed
                lucia_flaw_44_a_session_that_ends_during_its_renewal_has_ended
                one_of_many_renames_a_session
                a_session_that_ends_while_it_is_renamed_has_ended
            }
            orphans {
                lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session
                a_user_deleted_while_keys_are_added_leaves_no_key
                a_user_deleted_during_renewals_leaves_no_session
            }
            cancellation {
                a_user_is_inserted_with_their_key_or_not_at_all
                a_user_is_deleted_with_all_or_not_at_all
                a_user_is_updated_in_all_columns_or_in_none
                a_key_is_inserted_or_not
                a_hash_is_set_or_not
                a_key_is_copied_or_not
                a_key_is_renamed_with_the_attribute_or_not_at_all
                a_credential_is_changed_and_no_other_session_is_left_or_not
                a_key_is_deleted_or_not
                a_session_is_inserted_or_not
                a_session_is_renewed_in_both_limits_or_in_none
                a_session_is_updated_in_all_columns_or_in_none
                a_session_is_renamed_or_not
                a_session_ends_or_does_not
                all_sessions_of_a_user_end_or_none
                all_dead_sessions_are_deleted_or_none
            }
            attempts {
                rt_075_concurrent_guesses_stay_within_the_limit_of_three_processes
                a_correct_password_during_a_delay_is_refused_and_not_compared
                a_refused_attempt_lengthens_no_delay
                rt_171_a_success_clears_the_account_and_not_the_network
                an_account_is_locked_until_its_count_is_cleared
                sign_ups_are_limited_per_network
                a_window_has_room_for_exactly_its_count
                a_window_from_which_all_was_given_back_has_room_for_exactly_its_count
                counts_are_stored_by_hashes_and_expire
                an_attempt_that_was_not_compared_is_given_back
            }
            records {
                a_record_is_found_as_inserted
                an_unknown_id_finds_no_record
                a_record_is_inserted_once_and_never_overwritten
                a_conflict_names_the_unique_column_and_leaves_nothing
                null_values_of_records_do_not_conflict
                a_record_of_an_unknown_user_is_refused
                columns_of_a_record_come_in_any_order_and_may_be_left_out
                a_column_of_a_record_that_must_not_be_empty_never_is
                lucia_flaw_36_a_column_beyond_the_table_is_not_written
                the_same_id_in_two_tables_is_two_records
                a_table_that_was_not_declared_is_refused
            }
            record_pages {
                records_are_ordered_by_the_bytes_of_their_ids
                pages_are_stable_while_records_come_and_go
                a_page_is_no_longer_than_asked_for
                a_search_by_user_finds_only_their_records
                records_are_found_by_the_exact_value_of_a_column
                a_column_without_an_index_cannot_be_searched
                null_finds_no_record
            }
            record_updates {
                an_update_of_a_record_writes_the_given_columns_only
                a_record_is_changed_only_if_every_expected_value_matches
                null_is_compared_like_any_value
                json_and_floating_point_numbers_are_not_compared
                a_condition_on_an_unknown_column_is_refused
                an_update_without_columns_returns_whether_the_record_matches
                an_update_never_brings_a_record_back
                an_update_of_a_record_to_a_taken_value_changes_nothing
                a_record_is_taken_whole_and_once
                a_record_is_taken_only_if_every_expected_value_matches
            }
            counters {
                the_first_addition_inserts_the_record
                an_addition_keeps_everything_else
                a_new_record_that_has_expired_already_is_the_answer_and_is_not_found
                numbers_are_added_exactly
                a_sum_that_is_too_large_is_refused_and_changes_nothing
            }
            record_batches {
                several_writes_are_done_in_one_step
                writes_of_one_step_are_done_in_their_order
                a_step_that_fails_leaves_nothing
                a_step_deletes_only_what_has_not_expired
            }
            record_deletions {
                records_are_deleted_by_id_and_by_user
                records_are_deleted_by_a_column_and_all
                records_are_deleted_with_their_user
                expired_records_are_deleted_and_counted
                expired_codes_are_counted_unless_the_store_forgets_them_itself
            }
            record_expiry {
                a_record_is_found_to_its_last_millisecond
                an_expired_record_is_neither_changed_nor_taken
                an_expired_number_is_counted_from_the_beginning
                an_expired_record_leaves_its_id_free
                an_expired_record_leaves_its_unique_values_free
                a_record_without_expiry_is_always_found
                expiry_may_be_any_time
            }
            record_values {
                values_of_every_type_come_back_from_records
                values_of_every_type_are_compared
                values_of_every_type_are_found
            }
            record_text {
                rt_213_hostile_text_in_a_record_is_kept_exactly
                hostile_text_matches_only_its_own_record
                similar_ids_of_records_are_not_equal
                the_longest_ids_of_records_are_kept_whole
            }
            record_races {
                rt_070_one_of_many_takes_a_record
                one_of_many_changes_a_record_with_matching_values
                every_addition_of_many_has_a_number_of_its_own
                one_of_many_inserts_a_record
                one_of_many_gets_a_unique_value_of_a_record
                one_of_many_conflicting_batches_succeeds
                batches_without_conflict_all_succeed
                a_record_that_is_taken_while_it_is_changed_is_gone
                concurrent_changes_of_two_columns_of_a_record_both_succeed
                a_user_deleted_while_records_are_written_leaves_none
            }
            record_cancellation {
                a_record_is_inserted_or_not
                a_record_is_changed_in_all_columns_or_in_none
                a_record_is_taken_or_not
                an_addition_counts_once_or_not
                several_writes_are_all_done_or_none
            }
        }
    };
}

/// Passes the list of cases for stores that persist to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __reopen_cases {
    ({ $($macro:tt)* } $arguments:tt) => {
        $($macro)*! {
            $arguments
            reopening {
                inserted_rows_survive_reopening
                changes_survive_reopening
                deletions_survive_reopening
                ended_sessions_stay_ended_after_reopening
                refused_calls_leave_nothing_after_reopening
                constraints_hold_after_reopening
                acknowledged_concurrent_writes_survive_reopening
                a_dropped_call_is_done_entirely_or_not_at_all
            }
            record_reopening {
                records_survive_reopening
                a_table_declared_later_is_created
                a_table_no_longer_declared_is_kept
                a_later_version_adds_columns_with_defaults_and_empty_ones
                columns_are_added_with_defaults_of_every_type
                any_other_change_of_a_table_is_refused
                a_dropped_batch_is_done_entirely_or_not_at_all
            }
        }
    };
}
