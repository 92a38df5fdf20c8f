//! What can be wrong with a store, and which cases have to notice: each case at least one fault.

macro_rules! faults {
    ($($(#[doc = $doc:literal])* $fault:ident => [$($case:literal),* $(,)?],)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            /// It is right.
            None,
            $($(#[doc = $doc])* $fault,)*
        }

        /// Every fault with the names of its cases.
        pub(crate) const FAULTS: &[(Fault, &[&str])] = &[$((Fault::$fault, &[$($case),*]),)*];
    };
}

faults! {
    // Users.
    /// A column that was given is left empty.
    InsertionForgetsAColumn => [
        "users::a_user_is_found_as_inserted",
        "users::a_user_needs_no_key",
        "users::a_user_and_their_key_are_inserted_together",
    ],
    /// An id with a wildcard finds whom it matches.
    IdsArePatterns => ["users::an_id_that_is_not_there_finds_nobody"],
    /// Values are taken in the order in which they come.
    ColumnsGoByPosition => [
        "users::columns_come_in_any_order_and_what_may_be_empty_may_be_left_out",
        "user_updates::an_update_writes_several_columns_in_any_order",
        "values::emptiness_comes_back_and_can_be_written_over_a_value",
        "records::columns_of_a_record_come_in_any_order_and_may_be_left_out",
    ],
    /// A user stays though their key is taken.
    TakenKeyLeavesUser => [
        "conflicts::lucia_flaw_46_a_taken_key_keeps_the_user_out_as_well",
        "reopening::what_was_refused_left_nothing",
    ],
    /// The key of a user whose id is taken goes to its owner.
    TakenIdGetsKey => ["conflicts::a_taken_id_gives_its_owner_neither_key_nor_attributes"],
    /// The key of a user whose name is taken stays.
    TakenColumnLeavesKey => ["conflicts::a_taken_column_keeps_the_key_out_as_well"],
    /// The id is looked at first.
    IdConflictsFirst => ["conflicts::a_conflict_names_the_key_before_the_column_before_the_id"],
    /// What is in use is always called the key.
    EveryConflictIsTheKey => ["conflicts::lucia_flaw_39_a_taken_id_is_not_called_a_taken_key"],
    /// The first unique column is named whichever it is.
    FirstColumnIsBlamed => ["conflicts::a_conflict_names_the_column_that_is_in_use_and_no_other"],
    /// What was refused is rolled back later, with what was done meanwhile.
    RollbackIsLate => ["conflicts::lucia_flaw_41_a_refusal_is_over_when_it_is_told_and_undoes_nothing_later"],
    /// Two empty values are the same.
    EmptyValuesConflict => ["conflicts::what_is_empty_is_in_nobodys_way"],
    /// Ids of users do not tell upper case from lower.
    IdsIgnoreCase => ["hostile::lucia_flaw_49_what_looks_alike_is_not_the_same"],
    /// A column that must not be empty gets an empty text.
    MissingValueIsEmptyText => ["users::a_column_that_must_not_be_empty_is_never_stored_empty"],
    /// Columns beyond the schema come back.
    ExtraColumnsAreWritten => ["users::lucia_flaw_36_a_column_beyond_the_schema_is_not_written"],
    /// An update empties what it is not given.
    UpdateEmptiesTheRest => ["user_updates::an_update_writes_what_it_is_given_and_nothing_else"],
    /// An update reads the row, thinks, and writes all of it.
    UpdateReadsThenWrites => [
        "races::two_who_change_two_columns_of_a_user_both_do",
        "races::two_who_change_two_columns_of_a_session_both_do",
    ],
    /// An update of nobody creates them.
    UpdateCreates => [
        "user_updates::lucia_flaw_47_an_update_of_nobody_says_so_and_creates_nobody",
        "user_updates::an_update_of_a_deleted_user_does_nothing",
    ],
    /// An update without columns says that anybody is there.
    EmptyUpdateSaysYes => [
        "user_updates::lucia_flaw_38_an_empty_update_writes_nothing_and_says_whether_the_user_is_there",
        "session_updates::an_empty_update_writes_nothing_and_says_whether_the_session_is_there",
        "schemas::users_and_sessions_need_no_attributes",
    ],
    /// An update that fails has written what did not conflict.
    RefusedUpdateWritesTheRest => ["conflicts::an_update_to_a_taken_value_changes_nothing"],
    /// A user's own value is in their way.
    OwnValueConflicts => ["conflicts::nobody_is_in_the_way_of_themselves"],
    /// Sessions outlive their user.
    DeletionLeavesSessions => [
        "users::a_user_is_deleted_with_all_keys_and_sessions_and_with_nobody_elses",
        "users::a_user_created_in_the_place_of_a_deleted_one_has_nothing_of_theirs",
        "schemas::columns_of_the_same_name_are_not_mixed_up",
    ],
    /// Keys outlive their user.
    DeletionLeavesKeys => ["users::a_user_is_deleted_with_all_keys_and_sessions_and_with_nobody_elses"],
    /// Whoever is deleted is said to have been there.
    DeletionSaysYes => [
        "users::deleting_nobody_is_no_error_and_deletes_nobody",
        "users::a_deleted_user_is_gone_and_the_others_stay",
        "hostile::an_id_with_a_nul_is_nobodys",
    ],
    /// User and key are inserted one after the other.
    InsertionInTwoSteps => [
        "cancellation::a_user_is_inserted_with_their_key_or_not_at_all",
        "reopening::what_nobody_waited_for_is_whole_or_not_there",
    ],
    /// Sessions and user are deleted one after the other.
    DeletionInTwoSteps => ["cancellation::a_user_is_deleted_with_all_or_not_at_all"],

    // Keys.
    /// It is looked whether a name and an id are free, and later they are taken.
    UserIsCheckedThenInserted => [
        "races::one_of_many_signs_up_with_a_name",
        "races::one_of_many_gets_a_value_that_is_unique",
        "races::one_of_many_gets_an_id",
    ],
    /// Many are told that they deleted the user.
    UserIsFoundThenDeleted => ["races::one_of_many_deletes_a_user"],
    /// The columns of an update are written one after the other.
    UpdateInSteps => [
        "cancellation::a_user_is_updated_in_all_columns_or_in_none",
        "cancellation::a_session_is_updated_in_all_columns_or_in_none",
    ],
    /// An update changes somebody else as well.
    UpdateChangesEverybody => ["user_updates::an_update_leaves_other_users_keys_and_sessions_as_they_are"],
    /// The id is written where a row has one.
    IdIsWritten => ["user_updates::lucia_flaw_37_the_id_of_a_user_is_not_to_be_written"],
    /// What somebody once had is nobody else's.
    TakenIsTakenForEver => ["conflicts::what_nobody_uses_any_more_can_be_taken"],
    /// Columns are unique that are not.
    EverythingIsUnique => ["conflicts::what_is_not_unique_may_be_the_same"],
    /// A write that is broken off leaves everything locked.
    BrokenOffWriteStaysLocked => [
        "cancellation::a_key_is_inserted_or_not",
        "cancellation::a_session_is_inserted_or_not",
        "cancellation::a_session_ends_or_does_not",
        "cancellation::a_key_is_copied_or_not",
        "record_cancellation::a_record_is_inserted_or_not",
        "record_cancellation::a_record_is_taken_or_not",
        "record_cancellation::an_addition_counts_once_or_not",
    ],
    /// A key in use is given to the next who asks.
    KeyIsOverwritten => ["keys::a_key_in_use_is_given_to_nobody_else"],
    /// It is looked whether a key is free, and later it is taken.
    KeyIsCheckedThenInserted => ["races::one_of_many_gets_a_key"],
    /// A key needs no user.
    KeyForNobody => [
        "keys::a_key_for_nobody_is_refused",
        "orphans::a_user_deleted_while_keys_are_added_leaves_no_key",
        "reopening::what_is_unique_and_who_is_missing_is_known_again",
    ],
    /// That the user is missing is called a conflict.
    MissingUserIsAConflict => ["keys::a_key_for_nobody_is_refused"],
    /// A key without a password gets an empty one.
    KeysNeedPasswords => [
        "users::a_key_that_comes_with_its_user_needs_no_password",
        "keys::a_key_is_found_as_inserted",
    ],
    /// A name has room for 60 letters.
    NamesAreCut => ["hostile::the_longest_names_are_kept_whole"],
    /// What two providers call the same is the same.
    ProvidersAreOne => ["keys::the_same_subject_of_two_providers_is_two_keys"],
    /// One of many writes is acknowledged and not done.
    WritesAreLost => ["races::many_who_want_different_things_all_get_them"],
    /// A key that is not there is said to have been.
    MissingKeyIsThere => [
        "keys::deleting_a_key_that_is_not_there_is_no_error",
        "passwords::a_key_that_is_not_there_gets_no_hash",
        "hostile::hostile_text_names_nothing_but_itself",
    ],
    /// All keys of a user are deleted with one.
    AllKeysGoWithOne => ["keys::one_of_two_keys_is_deleted_and_the_other_stays"],
    /// A deleted key is found.
    DeletedKeyKeepsItsName => ["keys::a_deleted_key_can_be_taken_by_another"],
    /// A hash is replaced in every key that has it.
    HashIsReplacedWhereItIsTheSame => ["passwords::a_hash_is_replaced_once_and_nobody_elses_is"],
    /// A hash is removed before the new one is written.
    HashIsRemovedFirst => ["cancellation::a_hash_is_set_or_not"],
    /// A user's first key cannot be deleted.
    FirstKeyIsTheLast => ["last_keys::of_two_keys_either_is_deleted_and_then_the_other_is_the_last"],
    /// Names are compared without the space at their end.
    NamesIgnorePadding => [
        "hostile::lucia_flaw_49_what_looks_alike_is_not_the_same",
        "hostile::deleting_one_deletes_nobody_who_looks_alike",
        "record_text::records_that_look_alike_are_not_the_same",
    ],
    /// Where there is none, another key is found.
    AnyKeyIsFound => ["keys::a_name_that_is_nobodys_finds_no_key"],
    /// A subject ends at its first colon.
    SubjectEndsAtColon => ["keys::a_subject_may_have_colons"],
    /// A list has Bob's keys whoever asked.
    KeysOfOthersAreListed => [
        "keys::the_keys_of_a_user_are_theirs_alone_and_in_order",
        "keys::nobody_has_no_keys",
    ],
    /// Keys are listed backwards.
    KeysAreUnordered => ["keys::the_keys_of_a_user_are_theirs_alone_and_in_order"],
    /// Only the first key of a user gets the password.
    HashIsSetForFirstKey => ["passwords::a_password_is_that_of_all_keys_of_the_user_that_have_one"],
    /// A key that is named gets the password whosever it is.
    HashIsSetForAnybodysKey => ["passwords::a_key_that_is_named_gets_the_password_if_it_is_the_users"],
    /// A password cannot be removed.
    HashIsNeverRemoved => [
        "passwords::a_hash_is_removed_and_set_again",
        "credentials::a_removed_password_ends_the_other_sessions",
    ],
    /// A hash is replaced whatever it was.
    OldHashIsIgnored => ["passwords::a_hash_is_replaced_only_by_who_knows_it_to_the_letter"],
    /// A hash is put where there was none.
    NoHashIsReplaced => ["passwords::where_there_is_no_hash_none_is_replaced"],
    /// It is looked whether a hash is the old one, and later it is replaced.
    HashIsComparedThenSet => ["races::one_of_many_replaces_a_hash"],
    /// The last key is deleted like any other.
    LastKeyGoes => [
        "last_keys::the_last_key_stays_where_it_is_to_be_kept",
        "cancellation::a_key_is_deleted_or_not",
        "credentials::the_last_key_goes_only_where_that_was_asked_for",
    ],
    /// The last key cannot be deleted at all.
    LastKeyAlwaysStays => ["last_keys::the_last_key_is_deleted_where_that_was_asked_for"],
    /// A key is the last only if nobody has another.
    LastKeyCountsOthers => ["last_keys::the_keys_of_others_are_no_way_in"],
    /// It is looked whether there is another key, and later this one is deleted.
    LastKeyIsCountedThenDeleted => [
        "races::of_two_who_delete_the_last_two_keys_one_is_refused",
        "races::of_many_who_delete_all_keys_one_is_refused",
    ],
    /// Many are told that they deleted the key.
    KeyIsFoundThenDeleted => ["races::one_of_many_deletes_a_key"],

    // Sessions.
    /// An attribute that was given is left empty.
    SessionForgetsAColumn => ["sessions::a_session_is_found_as_inserted"],
    /// Where there is none, another session is found.
    AnySessionIsFound => [
        "sessions::an_id_that_is_not_there_finds_no_session",
        "schemas::names_may_be_words_of_sql",
        "schemas::names_may_have_sixty_three_letters",
    ],
    /// A session is found after its user was deleted.
    JoinFindsWhatIsGone => ["sessions::lucia_flaw_42_a_session_whose_user_is_gone_is_not_found"],
    /// A session is found as it was in the beginning.
    JoinFindsWhatWas => ["sessions::a_session_is_found_with_its_user_as_both_are_now"],
    /// The id of a session that ended is not free.
    EndedIdsStayTaken => ["sessions::a_session_that_ended_leaves_its_id_free"],
    /// No limit is before 1970.
    LimitsStartIn1970 => [
        "expiry::limits_before_1970_are_limits",
        "sessions::limits_come_back_to_the_millisecond",
    ],
    /// A session is over with its active period.
    ActiveLimitIsTheEnd => ["expiry::the_active_limit_is_no_end"],
    /// A renewal never brings a limit nearer.
    RenewalGoesForwardOnly => ["session_updates::a_renewal_can_bring_the_limits_nearer"],
    /// A renewal writes one limit after the other.
    RenewalInSteps => ["cancellation::a_session_is_renewed_in_both_limits_or_in_none"],
    /// An update empties what it is not given.
    SessionUpdateEmptiesTheRest => [
        "session_updates::an_update_of_a_session_writes_what_it_is_given_and_nothing_else",
    ],
    /// All sessions of a user end with one.
    AllSessionsEndWithOne => ["revocation::one_session_ends_and_the_others_stay"],
    /// A session to keep that is not theirs keeps all.
    KeepIsNotTheirs => ["revocation::a_session_to_keep_that_is_not_theirs_keeps_nothing"],
    /// A user without sessions is said to have had one.
    NobodysSessionsAreCounted => ["revocation::ending_the_sessions_of_nobody_is_no_error"],
    /// Sessions are counted, and later they end.
    SessionsAreCountedThenEnded => ["races::what_many_end_is_counted_once"],
    /// The dead are swept one after the other.
    SweepInSteps => ["cancellation::all_dead_sessions_are_deleted_or_none"],
    /// A session's id can be used again while it is there.
    SessionIsOverwritten => ["sessions::rt_052_a_session_is_inserted_once_and_never_overwritten"],
    /// It is looked whether an id is free, and later it is taken.
    SessionIsCheckedThenInserted => ["races::one_of_many_inserts_a_session"],
    /// A session needs no user.
    SessionForNobody => ["sessions::a_session_for_nobody_is_refused"],
    /// It is looked whether the user is there, and later the session is inserted.
    UserIsFoundThenSignedIn => ["orphans::lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session"],
    /// A session's own periods are not kept.
    PeriodsAreForgotten => ["sessions::periods_come_back_and_so_does_their_absence"],
    /// A session is found with Bob, whosever it is.
    JoinFindsAnotherUser => ["sessions::a_session_is_found_with_its_own_user"],
    /// A list has Bob's sessions whoever asked.
    SessionsOfOthersAreListed => [
        "sessions::the_sessions_of_a_user_are_theirs_alone_and_in_order",
        "sessions::nobody_has_no_sessions",
    ],
    /// Sessions are listed backwards.
    SessionsAreUnordered => ["sessions::the_sessions_of_a_user_are_theirs_alone_and_in_order"],
    /// A dead session is found.
    FindIgnoresExpiry => [
        "expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period",
        "expiry::a_session_that_was_over_from_the_start_is_never_found",
    ],
    /// A dead session is found with its user.
    JoinIgnoresExpiry => ["expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period"],
    /// A dead session is listed.
    ListIgnoresExpiry => ["expiry::a_list_has_what_is_alive_only"],
    /// A session is over in its last millisecond.
    LastMillisecondIsOver => ["expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period"],
    /// The absolute limit is not looked at.
    AbsoluteLimitIsIgnored => [
        "expiry::rt_066_a_session_is_over_at_its_absolute_limit_however_long_it_might_idle",
    ],
    /// A renewal inserts what is not there.
    RenewalBringsBack => ["session_updates::rt_054_a_renewal_never_brings_a_session_back"],
    /// A renewal reads the session, thinks, and writes it.
    RenewalReadsThenWrites => [
        "races::lucia_flaw_44_a_session_that_ends_during_its_renewal_has_ended",
        "orphans::a_user_deleted_during_renewals_leaves_no_session",
    ],
    /// A renewal moves the absolute limit.
    RenewalMovesAbsoluteLimit => ["session_updates::a_renewal_never_moves_the_absolute_limit"],
    /// A renewal leaves the idle limit where it was.
    RenewalKeepsIdleLimit => [
        "session_updates::a_renewal_moves_the_limits_and_nothing_else",
        "expiry::a_renewed_session_lives_to_its_new_limit_and_no_longer",
        "reopening::what_was_changed_stays_changed",
    ],
    /// A session loses its own periods with its id.
    RenamingForgetsThePeriods => ["session_updates::a_session_with_another_id_keeps_everything_else"],
    /// A renaming inserts what is not there.
    RenamingBringsBack => ["session_updates::rt_054_renaming_never_brings_a_session_back"],
    /// A session takes the place of the one whose id it gets.
    RenamingOverwrites => ["session_updates::an_id_in_use_is_given_to_no_other_session"],
    /// A session is inserted under the new id, and later it ends under the old one.
    RenamingInSteps => [
        "races::one_of_many_renames_a_session",
        "cancellation::a_session_is_renamed_or_not",
    ],
    /// A renaming reads the session, thinks, and writes it under the new id.
    RenamingReadsThenWrites => ["races::a_session_that_ends_while_it_is_renamed_has_ended"],
    /// Whose session it is can be written.
    OwnColumnsAreWritten => [
        "session_updates::lucia_flaw_37_what_is_not_an_attribute_of_a_session_is_not_to_be_written",
        "session_updates::what_is_not_an_attribute_of_a_session_is_not_inserted",
    ],
    /// An update inserts what is not there.
    SessionUpdateBringsBack => ["session_updates::an_update_never_brings_a_session_back"],
    /// Whatever is ended is said to have been there.
    EndSaysYes => ["revocation::a_session_ends_once", "revocation::ending_a_session_that_is_not_there_is_no_error"],
    /// Many are told that they ended the session.
    SessionIsFoundThenEnded => ["races::one_of_many_ends_a_session"],
    /// The session to keep ends with the others.
    KeepIsIgnored => [
        "revocation::all_sessions_but_one_end",
        "reopening::what_was_swept_or_ended_for_a_user_stays_so",
    ],
    /// The sessions of everybody end.
    EverybodysSessionsEnd => ["revocation::lucia_flaw_43_all_sessions_of_a_user_end_and_nobody_elses"],
    /// The session that was kept is counted with those that ended.
    KeptSessionIsCounted => ["revocation::all_sessions_but_one_end"],
    /// Sessions end one after the other.
    SessionsEndInSteps => ["cancellation::all_sessions_of_a_user_end_or_none"],
    /// The dead are swept a millisecond early.
    SweepIsEarly => [
        "expiry::dead_sessions_of_everybody_are_deleted_and_counted",
        "expiry::sessions_that_are_alive_are_not_deleted_with_the_dead",
    ],
    /// What is over at its absolute limit is not swept.
    SweepLeavesAbsoluteLimit => ["expiry::dead_sessions_of_everybody_are_deleted_and_counted"],
    /// What was swept stays in the list of its user.
    SweepLeavesTheList => ["expiry::lucia_flaw_45_what_was_swept_is_in_no_list_and_ends_no_more"],
    /// What was swept is not counted.
    SweepDoesNotCount => ["expiry::dead_sessions_of_everybody_are_deleted_and_counted"],

    // Starts.
    /// A session that starts is not the one that was given.
    StartForgetsTheLimits => ["sign_in::a_session_starts_as_it_is_given"],
    /// The password that was proven is not looked at.
    ProofIsIgnored => [
        "sign_in::a_session_does_not_start_with_an_older_password",
        "sign_in::who_cannot_start_keeps_what_they_had",
        "sign_in::a_session_does_not_start_on_a_key_that_is_gone",
    ],
    /// No proof is ever good enough.
    ProofNeverHolds => [
        "sign_in::a_session_starts_while_the_password_is_the_proven_one",
        "sign_in::a_session_starts_on_a_key_whatever_its_password_is",
    ],
    /// The proof is looked at, and later the session is inserted.
    ProofIsCheckedThenInserted => [
        "sign_in::of_a_password_change_and_a_sign_in_with_the_old_one_no_session_is_left",
    ],
    /// The session of before stays.
    OlderSessionStays => ["sign_in::the_session_of_before_ends_whoever_had_it"],
    /// The session of before ends first.
    OlderSessionEndsFirst => ["sign_in::who_cannot_start_keeps_what_they_had"],

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
    /// A table that is declared later is not created.
    LaterTablesAreMissing => ["record_reopening::a_table_that_is_declared_later_is_there_then"],
    /// A table that is not declared any more is dropped.
    UndeclaredTablesAreDropped => [
        "record_reopening::a_table_that_is_declared_no_more_is_left_as_it_is",
    ],
    /// A column that was added has another value than its default.
    DefaultsAreForgotten => [
        "record_reopening::a_later_version_adds_columns_with_defaults_and_empty_ones",
    ],
    /// A table may be changed in any way.
    EveryTableIsAccepted => ["record_reopening::any_other_change_of_a_table_is_refused"],

    // Values, schemas, files.
    /// Quotes are escaped where nothing needs it.
    QuotesAreDoubled => [
        "hostile::rt_213_hostile_text_in_an_update_is_kept_to_the_letter",
        "hostile::rt_213_hostile_text_is_kept_to_the_letter",
        "record_text::rt_213_hostile_text_in_a_record_is_kept_to_the_letter",
    ],
    /// An infinity is stored as the largest number.
    InfinityIsTheLargest => ["values::infinities_come_back_or_are_refused"],
    /// An empty text is nothing.
    EmptyTextIsNothing => ["conflicts::text_without_letters_is_not_empty", "values::text_comes_back"],
    /// A text ends at its first NUL.
    TextEndsAtNul => ["values::text_with_a_nul_comes_back_or_is_refused_and_is_never_cut"],
    /// A text has room for 255 bytes.
    TextIsCut => ["values::long_text_comes_back"],
    /// Integers are stored as floats.
    IntegersAreFloats => [
        "values::integers_come_back",
        "record_values::values_of_every_type_come_back_from_records",
        "record_values::values_of_every_type_are_found",
    ],
    /// Whole floats are stored as integers.
    FloatsAreIntegers => ["values::floats_come_back"],
    /// Booleans come back as integers.
    BooleansAreIntegers => ["values::booleans_come_back"],
    /// Bytes end at their first zero.
    BytesEndAtZero => ["values::bytes_come_back"],
    /// There is no time before 1970.
    TimeStartsIn1970 => ["values::times_come_back_also_from_before_1970"],
    /// A time after the last is stored as the last.
    TimeIsCutToTheLargest => ["values::times_beyond_the_calendar_come_back_or_are_refused"],
    /// The first bytes of a UUID are a number of the machine's.
    UuidsAreLittleEndian => ["values::uuids_come_back"],
    /// Numbers in JSON are stored as floats.
    JsonNumbersAreFloats => ["values::json_comes_back"],
    /// The schema is another than was given.
    SchemaIsForgotten => ["schemas::a_store_says_with_which_schema_it_was_opened"],
    /// What is opened again is empty.
    RestartForgets => [
        "reopening::what_was_inserted_is_there",
        "reopening::what_was_deleted_stays_deleted",
        "reopening::what_was_acknowledged_among_many_is_there",
        "record_reopening::records_are_there_again",
    ],
}
