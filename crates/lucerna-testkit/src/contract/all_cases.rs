//! The list of all cases, from which both the functions and the tests are made.

use super::case::Case;
use super::{
    cancellation, conflicts, counters, credentials, expiry, hostile, key_names, keys, last_keys, orphans,
    passwords, races, record_batches, record_cancellation, record_deletions, record_expiry, record_pages,
    record_races, record_reopening, record_text, record_updates, record_values, records, reopening,
    revocation, schemas, session_updates, sessions, sign_in, user_lists, user_updates, users, values,
};
use lucerna_core::Store;

/// Every case that any store has to pass.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract;
///
/// let case = contract::cases().into_iter().find(|it| it.name() == "revocation::a_session_ends_once").unwrap();
/// case.check(async |schema, _| MemoryStore::new(schema))?;
/// # Ok::<(), contract::Failure>(())
/// ```
#[must_use]
pub fn cases<S: Store>() -> Vec<Case<S>> {
    crate::__store_cases! { { cases_of } () }
}

/// Every case that a store has to pass besides if it persists.
///
/// ```
/// # use lucerna_store_memory::MemoryStore as FileStore;
/// use lucerna_testkit::contract::reopen_cases;
///
/// let names: Vec<_> = reopen_cases::<FileStore>().iter().map(|it| it.name()).collect();
/// assert!(names.contains(&"reopening::what_was_deleted_stays_deleted"));
/// ```
#[must_use]
pub fn reopen_cases<S: Store>() -> Vec<Case<S>> {
    crate::__reopen_cases! { { cases_of } () }
}

macro_rules! cases_of {
    (() $($subject:ident { $($case:ident)* })*) => {
        vec![$($(Case::new(
            concat!(stringify!($subject), "::", stringify!($case)),
            |env| Box::pin($subject::$case(env)),
        ),)*)*]
    };
}
use cases_of;

/// Hands the list, and what else it is given, to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_cases {
    ({ $($macro:tt)* } $arguments:tt) => {
        $($macro)*! {
            $arguments
            users {
                a_user_is_found_as_inserted
                an_id_that_is_not_there_finds_nobody
                a_user_needs_no_key
                a_user_and_their_key_are_inserted_together
                a_key_that_comes_with_its_user_needs_no_password
                columns_come_in_any_order_and_what_may_be_empty_may_be_left_out
                a_column_that_must_not_be_empty_is_never_stored_empty
                lucia_flaw_36_a_column_beyond_the_schema_is_not_written
                a_deleted_user_is_gone_and_the_others_stay
                deleting_nobody_is_no_error_and_deletes_nobody
                a_user_is_deleted_with_all_keys_and_sessions_and_with_nobody_elses
                a_user_created_in_the_place_of_a_deleted_one_has_nothing_of_theirs
            }
            user_updates {
                an_update_writes_what_it_is_given_and_nothing_else
                an_update_writes_several_columns_in_any_order
                an_update_leaves_other_users_keys_and_sessions_as_they_are
                lucia_flaw_47_an_update_of_nobody_says_so_and_creates_nobody
                lucia_flaw_38_an_empty_update_writes_nothing_and_says_whether_the_user_is_there
                lucia_flaw_37_the_id_of_a_user_is_not_to_be_written
                an_update_of_a_deleted_user_does_nothing
            }
            conflicts {
                a_conflict_names_the_key_before_the_column_before_the_id
                lucia_flaw_39_a_taken_id_is_not_called_a_taken_key
                a_conflict_names_the_column_that_is_in_use_and_no_other
                lucia_flaw_46_a_taken_key_keeps_the_user_out_as_well
                a_taken_column_keeps_the_key_out_as_well
                a_taken_id_gives_its_owner_neither_key_nor_attributes
                an_update_to_a_taken_value_changes_nothing
                lucia_flaw_41_a_refusal_is_over_when_it_is_told_and_undoes_nothing_later
                nobody_is_in_the_way_of_themselves
                what_is_empty_is_in_nobodys_way
                text_without_letters_is_not_empty
                what_nobody_uses_any_more_can_be_taken
                what_is_not_unique_may_be_the_same
            }
            user_lists {
                users_are_listed_whole_and_in_the_order_of_their_ids
                pages_are_stable_while_users_come_and_go
                a_page_of_users_is_no_longer_than_asked_for
                a_user_is_found_by_a_unique_column_to_the_letter
                a_user_is_found_by_values_of_every_type
                emptiness_finds_no_user
                users_are_found_by_unique_columns_only
                users_are_counted
            }
            keys {
                a_key_is_found_as_inserted
                a_name_that_is_nobodys_finds_no_key
                a_key_in_use_is_given_to_nobody_else
                a_key_for_nobody_is_refused
                the_keys_of_a_user_are_theirs_alone_and_in_order
                nobody_has_no_keys
                one_of_two_keys_is_deleted_and_the_other_stays
                deleting_a_key_that_is_not_there_is_no_error
                a_deleted_key_can_be_taken_by_another
                a_subject_may_have_colons
                the_same_subject_of_two_providers_is_two_keys
            }
            key_names {
                a_copied_key_has_the_same_owner_and_password
                a_key_is_copied_only_with_a_password
                a_key_in_use_is_no_copy_of_another
                a_renamed_key_keeps_everything_else
                a_name_is_written_otherwise_under_the_same_key
                a_key_is_not_renamed_to_a_name_in_use
                a_key_is_not_renamed_where_an_attribute_is_in_use
                a_key_that_is_not_there_is_not_renamed
                lucia_flaw_37_a_renaming_writes_attributes_only
                one_of_many_renames_a_key_to_a_name
                one_of_many_renames_a_key
                no_key_is_left_with_a_password_that_was_changed_while_it_was_copied
            }
            passwords {
                a_password_is_that_of_all_keys_of_the_user_that_have_one
                a_key_that_is_named_gets_the_password_if_it_is_the_users
                every_key_that_is_named_gets_the_password_and_nobody_elses_does
                a_hash_is_removed_and_set_again
                a_key_that_is_not_there_gets_no_hash
                a_hash_is_replaced_once_and_nobody_elses_is
                a_hash_is_replaced_only_by_who_knows_it_to_the_letter
                where_there_is_no_hash_none_is_replaced
            }
            last_keys {
                the_last_key_stays_where_it_is_to_be_kept
                the_last_key_is_deleted_where_that_was_asked_for
                of_two_keys_either_is_deleted_and_then_the_other_is_the_last
                the_keys_of_others_are_no_way_in
            }
            sessions {
                a_session_is_found_as_inserted
                an_id_that_is_not_there_finds_no_session
                a_session_is_found_with_its_own_user
                a_session_is_found_with_its_user_as_both_are_now
                lucia_flaw_42_a_session_whose_user_is_gone_is_not_found
                the_sessions_of_a_user_are_theirs_alone_and_in_order
                nobody_has_no_sessions
                a_session_for_nobody_is_refused
                rt_052_a_session_is_inserted_once_and_never_overwritten
                a_session_that_ended_leaves_its_id_free
                periods_come_back_and_so_does_their_absence
                details_come_back_and_so_does_their_absence
                limits_come_back_to_the_millisecond
            }
            sign_in {
                a_session_starts_as_it_is_given
                a_session_starts_while_the_password_is_the_proven_one
                a_session_does_not_start_with_an_older_password
                a_session_starts_on_a_key_whatever_its_password_is
                a_session_does_not_start_on_a_key_that_is_gone
                a_session_does_not_start_on_a_key_of_another_user
                the_session_of_before_ends_whoever_had_it
                who_cannot_start_keeps_what_they_had
                of_a_password_change_and_a_sign_in_with_the_old_one_no_session_is_left
            }
            credentials {
                a_new_password_ends_the_other_sessions
                a_first_password_is_that_of_the_key_that_is_named
                a_first_password_is_that_of_every_key_that_is_named
                a_removed_password_ends_the_other_sessions
                a_deleted_key_ends_the_other_sessions
                a_change_from_elsewhere_ends_every_session_of_the_user
                the_session_of_another_user_is_not_the_current_one
                a_change_on_a_proof_that_no_longer_holds_changes_nothing
                a_change_from_a_session_that_is_not_the_users_changes_nothing
                a_change_of_what_is_not_there_changes_nothing
                the_last_key_goes_only_where_that_was_asked_for
                of_many_changes_on_one_proof_one_is_made
                of_many_changes_from_one_session_one_is_made
                of_a_change_and_a_sign_in_with_the_old_credential_no_session_is_left
            }
            session_updates {
                a_renewal_moves_the_limits_and_nothing_else
                a_renewal_never_moves_the_absolute_limit
                a_renewal_can_bring_the_limits_nearer
                rt_054_a_renewal_never_brings_a_session_back
                an_update_of_a_session_writes_what_it_is_given_and_nothing_else
                an_empty_update_writes_nothing_and_says_whether_the_session_is_there
                an_update_never_brings_a_session_back
                lucia_flaw_37_what_is_not_an_attribute_of_a_session_is_not_to_be_written
                what_is_not_an_attribute_of_a_session_is_not_inserted
                a_session_with_another_id_keeps_everything_else
                a_session_that_was_verified_again_keeps_everything_else
                rt_054_renaming_never_brings_a_session_back
                an_id_in_use_is_given_to_no_other_session
            }
            revocation {
                one_session_ends_and_the_others_stay
                a_session_ends_once
                ending_a_session_that_is_not_there_is_no_error
                lucia_flaw_43_all_sessions_of_a_user_end_and_nobody_elses
                ending_the_sessions_of_nobody_is_no_error
                all_sessions_but_one_end
                a_session_to_keep_that_is_not_theirs_keeps_nothing
            }
            expiry {
                a_session_is_found_to_the_last_millisecond_of_its_idle_period
                rt_066_a_session_is_over_at_its_absolute_limit_however_long_it_might_idle
                the_active_limit_is_no_end
                limits_before_1970_are_limits
                a_session_that_was_over_from_the_start_is_never_found
                a_list_has_what_is_alive_only
                a_renewed_session_lives_to_its_new_limit_and_no_longer
                dead_sessions_of_everybody_are_deleted_and_counted
                sessions_that_are_alive_are_not_deleted_with_the_dead
                lucia_flaw_45_what_was_swept_is_in_no_list_and_ends_no_more
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
                emptiness_comes_back_and_can_be_written_over_a_value
                text_with_a_nul_comes_back_or_is_refused_and_is_never_cut
            }
            schemas {
                a_store_says_with_which_schema_it_was_opened
                users_and_sessions_need_no_attributes
                columns_of_the_same_name_are_not_mixed_up
                names_may_be_words_of_sql
                names_may_have_sixty_three_letters
            }
            hostile {
                rt_213_hostile_text_is_kept_to_the_letter
                rt_213_hostile_text_in_an_update_is_kept_to_the_letter
                hostile_text_names_nothing_but_itself
                lucia_flaw_49_what_looks_alike_is_not_the_same
                deleting_one_deletes_nobody_who_looks_alike
                an_id_with_a_nul_is_nobodys
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
                what_many_end_is_counted_once
                of_two_who_delete_the_last_two_keys_one_is_refused
                of_many_who_delete_all_keys_one_is_refused
                two_who_change_two_columns_of_a_user_both_do
                two_who_change_two_columns_of_a_session_both_do
                many_who_want_different_things_all_get_them
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
            records {
                a_record_is_found_as_inserted
                an_id_that_is_not_there_names_no_record
                a_record_is_inserted_once_and_never_overwritten
                a_conflict_names_the_unique_column_and_leaves_nothing
                emptiness_is_in_no_records_way
                a_record_of_nobody_is_refused
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
                records_of_a_user_are_theirs_alone
                records_are_found_by_a_column_to_the_letter
                records_are_found_by_no_column_without_an_index
                emptiness_finds_no_record
            }
            record_updates {
                an_update_of_a_record_writes_what_it_is_given_and_nothing_else
                a_record_is_changed_only_while_every_value_is_still_so
                emptiness_is_compared_like_any_value
                json_and_floating_point_numbers_are_not_compared
                a_condition_on_a_column_that_is_not_there_is_refused
                an_update_without_columns_says_whether_the_record_is_still_so
                an_update_never_brings_a_record_back
                an_update_of_a_record_to_a_taken_value_changes_nothing
                a_record_is_taken_whole_and_once
                a_record_is_taken_only_while_every_value_is_still_so
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
                rt_213_hostile_text_in_a_record_is_kept_to_the_letter
                hostile_text_names_no_record_but_its_own
                records_that_look_alike_are_not_the_same
                the_longest_ids_of_records_are_kept_whole
            }
            record_races {
                one_of_many_takes_a_record
                one_of_many_changes_a_record_that_is_still_so
                every_addition_of_many_has_a_number_of_its_own
                one_of_many_inserts_a_record
                one_of_many_gets_a_unique_value_of_a_record
                of_many_steps_that_are_in_each_others_way_one_is_done
                many_steps_that_are_in_nobodys_way_are_all_done
                a_record_that_is_taken_while_it_is_changed_is_gone
                two_who_change_two_columns_of_a_record_both_do
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

/// The same for the cases of stores that persist.
#[doc(hidden)]
#[macro_export]
macro_rules! __reopen_cases {
    ({ $($macro:tt)* } $arguments:tt) => {
        $($macro)*! {
            $arguments
            reopening {
                what_was_inserted_is_there
                what_was_changed_stays_changed
                what_was_deleted_stays_deleted
                what_was_swept_or_ended_for_a_user_stays_so
                what_was_refused_left_nothing
                what_is_unique_and_who_is_missing_is_known_again
                what_was_acknowledged_among_many_is_there
                what_nobody_waited_for_is_whole_or_not_there
            }
            record_reopening {
                records_are_there_again
                a_table_that_is_declared_later_is_there_then
                a_table_that_is_declared_no_more_is_left_as_it_is
                a_later_version_adds_columns_with_defaults_and_empty_ones
                columns_are_added_with_defaults_of_every_type
                any_other_change_of_a_table_is_refused
                a_step_that_nobody_waited_for_is_whole_or_not_there
            }
        }
    };
}
