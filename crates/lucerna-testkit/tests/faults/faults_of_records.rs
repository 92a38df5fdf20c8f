//! What can be wrong with names, credentials and records, and which cases have to notice.

macro_rules! faults_of_records {
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
            UserColumnsIgnoreCase => ["user_lists::a_user_is_found_by_a_unique_column_to_the_letter"],
            /// Rows with an empty column are found by it.
            EmptinessIsFound => ["user_lists::emptiness_finds_no_user", "record_pages::emptiness_finds_no_record"],
            /// A user is found by a column that is not unique, or nobody is.
            UsersAreFoundByAnyColumn => ["user_lists::users_are_found_by_unique_columns_only"],
            /// Deleted users are counted.
            EverybodyIsCountedForEver => ["user_lists::users_are_counted"],
            /// A copied key has no password.
            CopyHasNoPassword => ["key_names::a_copied_key_has_the_same_owner_and_password"],
            /// A key without a password is copied.
            CopyNeedsNoPassword => ["key_names::a_key_is_copied_only_with_a_password"],
            /// A copy takes the place of a key that there was.
            CopyOverwrites => ["key_names::a_key_in_use_is_no_copy_of_another"],
            /// The password is read, and later the copy is inserted with it.
            CopyReadsThenInserts => [
                "key_names::no_key_is_left_with_a_password_that_was_changed_while_it_was_copied",
            ],
            /// A key that is renamed has no password any more.
            RenamedKeyLosesItsPassword => ["key_names::a_renamed_key_keeps_everything_else"],
            /// A key's own name is in its way.
            SameNameIsTaken => ["key_names::a_name_is_written_otherwise_under_the_same_key"],
            /// A key takes the name of another one.
            RenamingTakesNames => ["key_names::a_key_is_not_renamed_to_a_name_in_use"],
            /// The key is renamed though an attribute is refused.
            RefusedRenamingRenamesTheKey => ["key_names::a_key_is_not_renamed_where_an_attribute_is_in_use"],
            /// A key that is not there is said to have been renamed.
            RenamingOfNothingSaysYes => ["key_names::a_key_that_is_not_there_is_not_renamed"],
            /// Whose key it is can be written.
            RenamingWritesTheOwner => ["key_names::lucia_flaw_37_a_renaming_writes_attributes_only"],
            /// It is looked whether a name is free, and later it is taken.
            NameIsCheckedThenTaken => ["key_names::one_of_many_renames_a_key_to_a_name"],
            /// Many are told that they renamed the key.
            KeyIsFoundThenRenamed => ["key_names::one_of_many_renames_a_key"],
            /// The key is renamed, and later the attribute is written.
            RenamingKeyInSteps => ["cancellation::a_key_is_renamed_with_the_attribute_or_not_at_all"],
            /// A change leaves all sessions as they are.
            ChangeLeavesSessions => [
                "credentials::a_new_password_ends_the_other_sessions",
                "credentials::a_change_from_elsewhere_ends_every_session_of_the_user",
            ],
            /// A key without a password gets none.
            FirstPasswordIsNotSet => ["credentials::a_first_password_is_that_of_the_key_that_is_named"],
            /// A key that is to be deleted stays.
            DeletedKeyStays => ["credentials::a_deleted_key_ends_the_other_sessions"],
            /// The current session ends with the others.
            ChangeEndsTheCurrent => ["credentials::a_new_password_ends_the_other_sessions"],
            /// The current session keeps the id that it had.
            ChangeKeepsTheOldId => [
                "credentials::a_new_password_ends_the_other_sessions",
                "credentials::a_removed_password_ends_the_other_sessions",
            ],
            /// Another user's session gets the new id.
            CurrentIsAnybodys => ["credentials::the_session_of_another_user_is_not_the_current_one"],
            /// Another user's key is proof enough.
            KeyOfAnybodyProves => [
                "sign_in::a_session_does_not_start_on_a_key_of_another_user",
                "credentials::a_change_on_a_proof_that_no_longer_holds_changes_nothing",
            ],
            /// Sessions end though nothing was changed.
            RefusedChangeEndsSessions => [
                "credentials::a_change_on_a_proof_that_no_longer_holds_changes_nothing",
                "credentials::a_change_of_what_is_not_there_changes_nothing",
                "credentials::the_last_key_goes_only_where_that_was_asked_for",
            ],
            /// The sessions end, and later the credential is changed.
            ChangeIsCheckedThenMade => [
                "credentials::of_a_change_and_a_sign_in_with_the_old_credential_no_session_is_left",
            ],
            /// The credential is changed, and later the sessions end.
            ChangeInSteps => ["cancellation::a_credential_is_changed_and_no_other_session_is_left_or_not"],
            /// What carries a session's token is not kept.
            DetailsAreForgotten => ["sessions::details_come_back_and_so_does_their_absence"],
            /// A verification is not written with the new id.
            VerificationIsNotWritten => ["session_updates::a_session_that_was_verified_again_keeps_everything_else"],

            // Records.
            /// A column of a record that was given is left empty.
            RecordForgetsAColumn => ["records::a_record_is_found_as_inserted"],
            /// An id with a wildcard finds what it matches.
            RecordIdsArePatterns => [
                "records::an_id_that_is_not_there_names_no_record",
                "record_text::hostile_text_names_no_record_but_its_own",
            ],
            /// An id in use is used again.
            RecordIsOverwritten => ["records::a_record_is_inserted_once_and_never_overwritten"],
            /// The first unique column of a table is named whichever it is.
            FirstRecordColumnIsBlamed => ["records::a_conflict_names_the_unique_column_and_leaves_nothing"],
            /// Two empty values of records are the same.
            EmptyRecordsConflict => ["records::emptiness_is_in_no_records_way"],
            /// A record needs no user.
            RecordForNobody => [
                "records::a_record_of_nobody_is_refused",
                "record_races::a_user_deleted_while_records_are_written_leaves_none",
            ],
            /// A column of a record that must not be empty gets an empty text, or keeps what it had.
            MissingRecordValueIsEmptyText => ["records::a_column_of_a_record_that_must_not_be_empty_never_is"],
            /// Whose record it is can be written.
            OwnerOfARecordIsWritten => ["records::lucia_flaw_36_a_column_beyond_the_table_is_not_written"],
            /// An id is deleted in every table.
            TablesAreOne => ["records::the_same_id_in_two_tables_is_two_records"],
            /// In a table that was not declared nothing is found.
            UndeclaredTableIsEmpty => ["records::a_table_that_was_not_declared_is_refused"],
            /// Records are listed backwards.
            RecordsAreUnordered => ["record_pages::records_are_ordered_by_the_bytes_of_their_ids"],
            /// A list has everybody's records.
            RecordsOfOthersAreListed => ["record_pages::records_of_a_user_are_theirs_alone"],
            /// A record is found by a value in another case.
            RecordColumnsIgnoreCase => ["record_pages::records_are_found_by_a_column_to_the_letter"],
            /// An update empties what it is not given.
            RecordUpdateEmptiesTheRest => [
                "record_updates::an_update_of_a_record_writes_what_it_is_given_and_nothing_else",
            ],
            /// Whatever the record has, it is changed or taken.
            StillIsIgnored => [
                "record_updates::a_record_is_changed_only_while_every_value_is_still_so",
                "record_updates::a_record_is_taken_only_while_every_value_is_still_so",
                "record_values::values_of_every_type_are_compared",
            ],
            /// That a value has to be empty still is not looked at.
            EmptinessIsNotCompared => ["record_updates::emptiness_is_compared_like_any_value"],
            /// Floating-point numbers have to be what they were.
            FloatsAreCompared => ["record_updates::json_and_floating_point_numbers_are_not_compared"],
            /// An update without columns says that any record is there.
            EmptyRecordUpdateSaysYes => [
                "record_updates::an_update_without_columns_says_whether_the_record_is_still_so",
            ],
            /// An update inserts what is not there.
            RecordUpdateBringsBack => ["record_updates::an_update_never_brings_a_record_back"],
            /// An update that fails has written what did not conflict.
            RefusedRecordUpdateWritesTheRest => [
                "record_updates::an_update_of_a_record_to_a_taken_value_changes_nothing",
            ],
            /// What is taken stays.
            TakenRecordStays => ["record_updates::a_record_is_taken_whole_and_once"],
            /// The first addition is added to what it inserts.
            FirstAdditionAdds => ["counters::the_first_addition_inserts_the_record"],
            /// An addition writes the rest of the record too.
            AdditionTakesTheRest => ["counters::an_addition_keeps_everything_else"],
            /// Numbers are added as floats.
            AdditionIsOfFloats => ["counters::numbers_are_added_exactly"],
            /// A sum that is too large is the largest.
            AdditionSaturates => ["counters::a_sum_that_is_too_large_is_refused_and_changes_nothing"],
            /// A number is read, and later the sum is written.
            AdditionReadsThenWrites => ["record_races::every_addition_of_many_has_a_number_of_its_own"],
            /// The last write of a step is not done.
            StepLosesTheLastWrite => ["record_batches::several_writes_are_done_in_one_step"],
            /// The last write of a step is done first.
            StepGoesBackwards => ["record_batches::writes_of_one_step_are_done_in_their_order"],
            /// Writes are done one after the other, until one fails.
            StepIsSeveral => [
                "record_batches::a_step_that_fails_leaves_nothing",
                "record_races::of_many_steps_that_are_in_each_others_way_one_is_done",
                "record_cancellation::several_writes_are_all_done_or_none",
                "record_reopening::a_step_that_nobody_waited_for_is_whole_or_not_there",
            ],
            /// A step deletes a record that has expired.
            StepDeletesTheExpired => ["record_batches::a_step_deletes_only_what_has_not_expired"],
            /// One of many steps is acknowledged and not done.
            StepOfOneIsLost => ["record_races::many_steps_that_are_in_nobodys_way_are_all_done"],
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
            /// Records that were swept are not counted.
            SweptRecordsAreNotCounted => [
                "record_deletions::expired_records_are_deleted_and_counted",
                "record_deletions::expired_codes_are_counted_unless_the_store_forgets_them_itself",
            ],
            /// A record is over in its last millisecond.
            RecordIsOverTooEarly => ["record_expiry::a_record_is_found_to_its_last_millisecond"],
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
            /// Every record expires once.
            EveryRecordExpires => ["record_expiry::a_record_without_expiry_is_always_found"],
            /// An id of a record has room for 250 letters.
            RecordIdsAreCut => ["record_text::the_longest_ids_of_records_are_kept_whole"],
            /// It is looked whether an id is free, and later it is taken.
            RecordIsCheckedThenInserted => ["record_races::one_of_many_inserts_a_record"],
            /// It is looked whether a value is free, and later it is taken.
            UniqueValueIsCheckedThenInserted => ["record_races::one_of_many_gets_a_unique_value_of_a_record"],
            /// Many are told that they took the record.
            RecordIsFoundThenTaken => ["record_races::one_of_many_takes_a_record"],
            /// It is looked whether a record is still so, and later it is changed.
            StillIsComparedThenWritten => ["record_races::one_of_many_changes_a_record_that_is_still_so"],
            /// An update reads the record, thinks, and writes all of it.
            RecordIsReadThenWritten => [
                "record_races::two_who_change_two_columns_of_a_record_both_do",
                "record_races::a_record_that_is_taken_while_it_is_changed_is_gone",
            ],
            /// The columns of a record are written one after the other.
            RecordUpdateInSteps => ["record_cancellation::a_record_is_changed_in_all_columns_or_in_none"],
            /// A condition on a column that is not there always holds.
            UnknownConditionHolds => ["record_updates::a_condition_on_a_column_that_is_not_there_is_refused"],
            /// Records are found and deleted by any column.
            AnyColumnIsSearched => ["record_pages::records_are_found_by_no_column_without_an_index"],
            /// A record that was added is an answer only if it has not expired.
            ExpiredAdditionIsBroken => [
                "counters::a_new_record_that_has_expired_already_is_the_answer_and_is_not_found",
            ],
            /// A table that is declared later is not created.
            LaterTablesAreMissing => ["record_reopening::a_table_that_is_declared_later_is_there_then"],
            /// A table that is not declared any more is dropped.
            UndeclaredTablesAreDropped => [
                "record_reopening::a_table_that_is_declared_no_more_is_left_as_it_is",
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
