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

pub(crate) use faults;

faults_of_records! {
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
    HashIsSetForAnybodysKey => [
        "passwords::a_key_that_is_named_gets_the_password_if_it_is_the_users",
        "passwords::every_key_that_is_named_gets_the_password_and_nobody_elses_does",
    ],
    /// Of the keys that are named only the first gets the password.
    OneNamedKeyGetsThePassword => [
        "passwords::every_key_that_is_named_gets_the_password_and_nobody_elses_does",
        "credentials::a_first_password_is_that_of_every_key_that_is_named",
    ],
    /// The session that a proof was taken from is not looked at.
    SessionOfTheProofIsIgnored => [
        "credentials::a_change_from_a_session_that_is_not_the_users_changes_nothing",
    ],
    /// The session that a proof was taken from may be anybody's.
    SessionOfAnybodyProves => [
        "credentials::a_change_from_a_session_that_is_not_the_users_changes_nothing",
    ],
    /// It is looked whether the session is there, and later the credential is changed.
    SessionIsCheckedThenUsed => ["credentials::of_many_changes_from_one_session_one_is_made"],
    /// It is looked whether the proof holds, and later the credential is changed.
    ProofIsCheckedThenUsed => ["credentials::of_many_changes_on_one_proof_one_is_made"],
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
        "user_lists::a_user_is_found_by_values_of_every_type",
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
