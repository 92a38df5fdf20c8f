//! The faults of a store about names, credentials and records, each with the cases that find it.

macro_rules! record_faults {
    ($($others:tt)*) => {
        faults! {
            $($others)*

            // Lists of users, names, credentials.
            /// Users are listed backwards.
            UsersAreUnordered => ["user_lists::users_are_listed_whole_and_in_the_order_of_their_ids"],
            /// The next page begins after as many rows as were shown.
            PagesGoByNumber => [
                "user_lists::pages_are_stable_while_users_come_and_go",
                "record_pages::pages_are_stable_while_records_come_and_go",
            ],
            /// A page of no rows has some.
            PageOfNoneIsAll => [
                "user_lists::a_page_of_users_is_no_longer_than_asked_for",
                "record_pages::a_page_is_no_longer_than_asked_for",
            ],
            /// A user is found by a value in another case.
            UserColumnsIgnoreCase => ["user_lists::a_user_is_found_by_the_exact_value_of_a_unique_column"],
            /// Rows with an empty column are found by it.
            EmptinessIsFound => ["user_lists::null_finds_no_user", "record_pages::null_finds_no_record"],
            /// A user is found by a column that is not unique, or by none.
            UsersAreFoundByAnyColumn => ["user_lists::users_are_found_by_unique_columns_only"],
            /// Deleted users are counted.
            DeletedUsersAreCounted => ["user_lists::users_are_counted"],
            /// A copied key has no password.
            CopyHasNoPassword => ["key_names::a_copied_key_has_the_same_owner_and_password"],
            /// A key without a password is copied.
            CopyNeedsNoPassword => ["key_names::a_key_is_copied_only_with_a_password"],
            /// A copy replaces an existing key.
            CopyOverwrites => ["key_names::a_key_is_not_copied_to_a_name_in_use"],
            /// The password is read, and later the copy is inserted with it.
            CopyReadsThenInserts => [
                "key_names::no_key_is_left_with_a_password_that_was_changed_while_it_was_copied",
            ],
            /// A key that is renamed has no password any more.
            RenamedKeyLosesItsPassword => [
                "key_names::a_renamed_key_keeps_everything_else",
                "looks::names_of_earlier_versions_sign_in_and_keep_their_looks",
            ],
            /// A key's own name conflicts with it.
            SameNameIsTaken => ["key_names::a_name_may_change_its_spelling_under_the_same_key"],
            /// A key takes the name of another one.
            RenamingTakesNames => ["key_names::a_key_is_not_renamed_to_a_name_in_use"],
            /// The key is renamed though an attribute is refused.
            RefusedRenamingRenamesTheKey => ["key_names::a_key_is_not_renamed_if_an_attribute_is_in_use"],
            /// A renaming of an unknown key reports success.
            RenamingOfNothingSaysYes => ["key_names::a_key_that_is_not_there_is_not_renamed"],
            /// The owner of a key can be written.
            RenamingWritesTheOwner => ["key_names::lucia_flaw_37_a_renaming_writes_attributes_only"],
            /// A name is checked first and taken later.
            NameIsCheckedThenTaken => ["key_names::one_of_many_renames_a_key_to_a_name"],
            /// Several calls report that they renamed the key.
            KeyIsFoundThenRenamed => ["key_names::one_of_many_renames_a_key"],
            /// The key is renamed, and later the attribute is written.
            RenamingKeyInSteps => ["cancellation::a_key_is_renamed_with_the_attribute_or_not_at_all"],
            /// A change leaves all sessions as they are.
            ChangeLeavesSessions => [
                "credentials::a_new_password_ends_the_other_sessions",
                "credentials::a_change_without_a_session_ends_every_session_of_the_user",
            ],
            /// A key without a password gets none.
            FirstPasswordIsNotSet => ["credentials::a_first_password_is_set_on_the_named_key"],
            /// A key that is to be deleted stays.
            DeletedKeyStays => [
                "credentials::a_deleted_key_ends_the_other_sessions",
                "looks::a_look_is_reserved_until_the_key_exists",
            ],
            /// The current session ends with the others.
            ChangeEndsTheCurrent => ["credentials::a_new_password_ends_the_other_sessions"],
            /// The current session keeps the id that it had.
            ChangeKeepsTheOldId => [
                "credentials::a_new_password_ends_the_other_sessions",
                "credentials::a_removed_password_ends_the_other_sessions",
            ],
            /// Another user's session gets the new id.
            CurrentSessionOfAnyUser => ["credentials::the_session_of_another_user_is_not_the_current_one"],
            /// Another user's key is proof enough.
            KeyOfAnyUserProves => [
                "sign_in::a_session_does_not_start_on_a_key_of_another_user",
                "credentials::a_change_on_a_proof_that_no_longer_holds_changes_nothing",
            ],
            /// Sessions end though nothing was changed.
            RefusedChangeEndsSessions => [
                "credentials::a_change_on_a_proof_that_no_longer_holds_changes_nothing",
                "credentials::a_change_of_an_unknown_key_changes_nothing",
                "credentials::a_change_deletes_the_last_key_only_on_request",
            ],
            /// The sessions end, and later the credential is changed.
            ChangeIsCheckedThenMade => [
                "credentials::a_concurrent_change_leaves_no_session_of_the_old_credential",
            ],
            /// The credential is changed, and later the sessions end.
            ChangeInSteps => ["cancellation::a_credential_is_changed_and_no_other_session_is_left_or_not"],
            /// The carrier of a session's token is not stored.
            DetailsAreForgotten => ["sessions::details_come_back_and_so_does_their_absence"],
            /// A verification is not written with the new id.
            VerificationIsNotWritten => ["session_updates::a_session_that_was_verified_again_keeps_everything_else"],

            // Records.
            /// A column of a record that was given is left empty.
            RecordForgetsAColumn => ["records::a_record_is_found_as_inserted"],
            /// An id with a wildcard finds what it matches.
            RecordIdsArePatterns => [
                "records::an_unknown_id_finds_no_record",
                "record_text::hostile_text_matches_only_its_own_record",
            ],
            /// An id in use is used again.
            RecordIsOverwritten => [
                "records::a_record_is_inserted_once_and_never_overwritten",
                "looks::rt_113_look_alikes_are_refused_both_ways",
                "looks::rt_113_a_look_alike_is_no_second_name_either",
                "looks::plain_names_that_look_alike_are_all_created",
                "looks::a_deletion_frees_the_look",
            ],
            /// The first unique column of a table is named whichever it is.
            FirstRecordColumnIsBlamed => ["records::a_conflict_names_the_unique_column_and_leaves_nothing"],
            /// Two empty values of records are the same.
            EmptyRecordsConflict => ["records::null_values_of_records_do_not_conflict"],
            /// A record needs no user.
            RecordOfUnknownUser => [
                "records::a_record_of_an_unknown_user_is_refused",
                "record_races::a_user_deleted_while_records_are_written_leaves_none",
            ],
            /// A column of a record that must not be empty gets an empty text, or keeps what it had.
            MissingRecordValueIsEmptyText => ["records::a_column_of_a_record_that_must_not_be_empty_never_is"],
            /// The owner of a record can be written.
            OwnerOfARecordIsWritten => ["records::lucia_flaw_36_a_column_beyond_the_table_is_not_written"],
            /// An id is deleted in every table.
            TablesAreOne => ["records::the_same_id_in_two_tables_is_two_records"],
            /// A search in an undeclared table finds nothing.
            UndeclaredTableIsEmpty => ["records::a_table_that_was_not_declared_is_refused"],
            /// Records are listed backwards.
            RecordsAreUnordered => ["record_pages::records_are_ordered_by_the_bytes_of_their_ids"],
            /// A list has the records of all users.
            RecordsOfOthersAreListed => ["record_pages::a_search_by_user_finds_only_their_records"],
            /// A record is found by a value in another case.
            RecordColumnsIgnoreCase => ["record_pages::records_are_found_by_the_exact_value_of_a_column"],
            /// An update empties what it is not given.
            RecordUpdateEmptiesTheRest => [
                "record_updates::an_update_of_a_record_writes_the_given_columns_only",
            ],
            /// A record is changed or taken with any values.
            StillIsIgnored => [
                "record_updates::a_record_is_changed_only_if_every_expected_value_matches",
                "record_updates::a_record_is_taken_only_if_every_expected_value_matches",
                "record_values::values_of_every_type_are_compared",
            ],
            /// An expected null is not compared.
            EmptinessIsNotCompared => ["record_updates::null_is_compared_like_any_value"],
            /// Floating-point numbers are compared.
            FloatsAreCompared => ["record_updates::json_and_floating_point_numbers_are_not_compared"],
            /// An update without columns reports that any record exists.
            EmptyRecordUpdateSaysYes => [
                "record_updates::an_update_without_columns_returns_whether_the_record_matches",
            ],
            /// An update inserts a missing record.
            RecordUpdateBringsBack => ["record_updates::an_update_never_brings_a_record_back"],
            /// An update that fails has written the other columns.
            RefusedRecordUpdateWritesTheRest => [
                "record_updates::an_update_of_a_record_to_a_taken_value_changes_nothing",
            ],
            /// A taken record stays.
            TakenRecordStays => [
                "record_updates::a_record_is_taken_whole_and_once",
                "looks::rt_113_no_row_names_a_deleted_user",
                "looks::rt_113_a_look_alike_keeps_no_address_from_its_owner",
            ],
            /// The first addition is added to what it inserts.
            FirstAdditionAdds => [
                "counters::the_first_addition_inserts_the_record",
                "attempts::rt_171_a_success_clears_the_account_and_not_the_network",
                "attempts::sign_ups_are_limited_per_network",
                "attempts::a_window_from_which_all_was_given_back_has_room_for_exactly_its_count",
            ],
            /// An addition writes the rest of the record too.
            AdditionTakesTheRest => ["counters::an_addition_keeps_everything_else"],
            /// Numbers are added as floats.
            AdditionIsOfFloats => ["counters::numbers_are_added_exactly"],
            /// A sum that is too large is the largest.
            AdditionSaturates => ["counters::a_sum_that_is_too_large_is_refused_and_changes_nothing"],
            /// A number is read, and later the sum is written.
            AdditionReadsThenWrites => [
                "record_races::every_addition_of_many_has_a_number_of_its_own",
                "attempts::a_window_has_room_for_exactly_its_count",
            ],
            /// The last write of a batch is not done.
            StepLosesTheLastWrite => [
                "record_batches::several_writes_are_done_in_one_step",
                "looks::names_of_many_earlier_users_are_indexed",
            ],
            /// The last write of a batch is done first.
            StepGoesBackwards => ["record_batches::writes_of_one_step_are_done_in_their_order"],
            /// Writes are done one after the other, until one fails.
            StepIsSeveral => [
                "record_batches::a_step_that_fails_leaves_nothing",
                "record_races::one_of_many_conflicting_batches_succeeds",
                "record_cancellation::several_writes_are_all_done_or_none",
                "record_reopening::a_dropped_batch_is_done_entirely_or_not_at_all",
            ],
            /// A batch deletes a record that has expired.
            StepDeletesTheExpired => ["record_batches::a_step_deletes_only_what_has_not_expired"],
            /// One of many batches is acknowledged and lost.
            StepOfOneIsLost => ["record_races::batches_without_conflict_all_succeed"],
            /// Deleted records are not counted.
            DeletedRecordsAreNotCounted => ["record_deletions::records_are_deleted_by_id_and_by_user"],
            /// All records are deleted instead of those with a value.
            DeletionIgnoresTheColumn => ["record_deletions::records_are_deleted_by_a_column_and_all"],
            /// Records outlive their user.
            RecordsOutliveTheirUser => ["record_deletions::records_are_deleted_with_their_user"],
            /// Records are swept in their last millisecond.
            SweepOfRecordsIsEarly => [
                "record_deletions::expired_records_are_deleted_and_counted",
                "record_deletions::expired_codes_are_counted_unless_the_store_forgets_them_itself",
            ],
            /// Deleted expired records are not counted.
            SweptRecordsAreNotCounted => [
                "record_deletions::expired_records_are_deleted_and_counted",
                "record_deletions::expired_codes_are_counted_unless_the_store_forgets_them_itself",
            ],
            /// A record is over in its last millisecond.
            RecordIsOverTooEarly => [
                "record_expiry::a_record_is_found_to_its_last_millisecond",
                "attempts::counts_are_stored_by_hashes_and_expire",
            ],
            /// An expired record is found.
            ExpiredRecordIsFound => [
                "record_expiry::a_record_is_found_to_its_last_millisecond",
                "record_expiry::expiry_may_be_any_time",
            ],
            /// An expired record is changed.
            ExpiredRecordIsChanged => ["record_expiry::an_expired_record_is_neither_changed_nor_taken"],
            /// An expired record is taken.
            ExpiredRecordIsTaken => ["record_expiry::an_expired_record_is_neither_changed_nor_taken"],
            /// An expired number is added to.
            ExpiredNumberGoesOn => ["record_expiry::an_expired_number_is_counted_from_the_beginning"],
            /// The id and the values of an expired record are in use.
            ExpiredRecordKeepsItsPlace => [
                "record_expiry::an_expired_record_leaves_its_id_free",
                "record_expiry::an_expired_record_leaves_its_unique_values_free",
            ],
            /// Every record expires at some time.
            EveryRecordExpires => ["record_expiry::a_record_without_expiry_is_always_found"],
            /// An id of a record has room for 250 letters.
            RecordIdsAreCut => ["record_text::the_longest_ids_of_records_are_kept_whole"],
            /// An id is checked first and taken later.
            RecordIsCheckedThenInserted => [
                "record_races::one_of_many_inserts_a_record",
                "looks::rt_113_of_many_look_alikes_one_kind_is_created",
            ],
            /// A value is checked first and taken later.
            UniqueValueIsCheckedThenInserted => ["record_races::one_of_many_gets_a_unique_value_of_a_record"],
            /// Several calls report that they took the record.
            RecordIsFoundThenTaken => ["record_races::rt_070_one_of_many_takes_a_record"],
            /// A record is compared first and changed later.
            StillIsComparedThenWritten => [
                "record_races::one_of_many_changes_a_record_with_matching_values",
                "attempts::rt_075_concurrent_guesses_stay_within_the_limit_of_three_processes",
            ],
            /// An update reads the record, waits, and writes all of it.
            RecordIsReadThenWritten => [
                "record_races::concurrent_changes_of_two_columns_of_a_record_both_succeed",
                "record_races::a_record_that_is_taken_while_it_is_changed_is_gone",
            ],
            /// The columns of a record are written one after the other.
            RecordUpdateInSteps => [
                "record_cancellation::a_record_is_changed_in_all_columns_or_in_none",
                "attempts::a_correct_password_during_a_delay_is_refused_and_not_compared",
                "attempts::a_refused_attempt_lengthens_no_delay",
                "attempts::an_account_is_locked_until_its_count_is_cleared",
                "attempts::an_attempt_that_was_not_compared_is_given_back",
            ],
            /// A condition on an unknown column always holds.
            UnknownConditionHolds => ["record_updates::a_condition_on_an_unknown_column_is_refused"],
            /// Records are found and deleted by any column.
            AnyColumnIsSearched => ["record_pages::a_column_without_an_index_cannot_be_searched"],
            /// A record is returned after an addition only if it has not expired.
            ExpiredAdditionIsBroken => [
                "counters::a_new_record_that_has_expired_already_is_the_answer_and_is_not_found",
            ],
            /// A table that is declared later is not created.
            LaterTablesAreMissing => ["record_reopening::a_table_declared_later_is_created"],
            /// A table that is no longer declared is dropped.
            UndeclaredTablesAreDropped => [
                "record_reopening::a_table_no_longer_declared_is_kept",
            ],
            /// A column that was added has another value than its default.
            DefaultsAreForgotten => [
                "record_reopening::a_later_version_adds_columns_with_defaults_and_empty_ones",
                "record_reopening::columns_are_added_with_defaults_of_every_type",
            ],
            /// A table may be changed in any way.
            EveryTableIsAccepted => ["record_reopening::any_other_change_of_a_table_is_refused"],
        }
    };
}
