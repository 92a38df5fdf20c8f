//! The faults of a store, each with the cases that find it.

macro_rules! faults {
    ($($(#[doc = $doc:literal])* $fault:ident => [$($case:literal),* $(,)?],)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            /// No fault.
            None,
            $($(#[doc = $doc])* $fault,)*
        }

        /// Every fault with the names of its cases.
        pub(crate) const FAULTS: &[(Fault, &[&str])] = &[$((Fault::$fault, &[$($case),*]),)*];
    };
}

pub(crate) use faults;

record_faults! {
    // Users.
    /// A column that was given is left empty.
    InsertionForgetsAColumn => [
        "users::a_user_is_found_as_inserted",
        "users::a_user_needs_no_key",
        "users::a_user_and_their_key_are_inserted_together",
    ],
    /// An id with a wildcard finds the users that it matches.
    IdsArePatterns => ["users::an_unknown_id_finds_no_user"],
    /// Values are taken in the order in which they come.
    ColumnsGoByPosition => [
        "users::columns_may_come_in_any_order_and_nullable_ones_may_be_left_out",
        "user_updates::an_update_writes_several_columns_in_any_order",
        "values::null_comes_back_and_can_replace_a_value",
        "records::columns_of_a_record_come_in_any_order_and_may_be_left_out",
    ],
    /// A user stays even if their key is taken.
    TakenKeyLeavesUser => [
        "conflicts::lucia_flaw_46_a_taken_key_rolls_back_the_user",
        "reopening::refused_calls_leave_nothing_after_reopening",
    ],
    /// The key of a user whose id is taken goes to its owner.
    TakenIdGetsKey => ["conflicts::a_taken_id_gives_its_owner_neither_key_nor_attributes"],
    /// The key of a user whose name is taken stays.
    TakenColumnLeavesKey => ["conflicts::a_taken_column_rolls_back_the_key"],
    /// The id is checked first.
    IdConflictsFirst => ["conflicts::a_conflict_names_the_key_before_the_column_before_the_id"],
    /// Every conflict is reported as one of the key.
    EveryConflictIsTheKey => ["conflicts::lucia_flaw_39_a_taken_id_is_not_called_a_taken_key"],
    /// Every conflict of a column names the first unique column.
    FirstColumnIsBlamed => ["conflicts::a_conflict_names_the_column_that_is_in_use_and_no_other"],
    /// A refused call is rolled back later, together with calls made meanwhile.
    RollbackIsLate => ["conflicts::lucia_flaw_41_a_refused_call_has_rolled_back_when_it_returns"],
    /// Two null values conflict.
    EmptyValuesConflict => ["conflicts::null_values_do_not_conflict"],
    /// Ids of users do not tell upper case from lower.
    IdsIgnoreCase => ["hostile::lucia_flaw_49_similar_text_is_not_equal"],
    /// A column that must not be empty gets an empty text.
    MissingValueIsEmptyText => ["users::a_column_that_must_not_be_empty_is_never_stored_empty"],
    /// Columns beyond the schema come back.
    ExtraColumnsAreWritten => ["users::lucia_flaw_36_a_column_beyond_the_schema_is_not_written"],
    /// An update empties the columns that it does not change.
    UpdateEmptiesTheRest => ["user_updates::an_update_writes_the_given_columns_only"],
    /// An update reads the row, waits, and writes all of it.
    UpdateReadsThenWrites => [
        "races::concurrent_changes_of_two_columns_of_a_user_both_succeed",
        "races::concurrent_changes_of_two_columns_of_a_session_both_succeed",
    ],
    /// An update of an unknown user creates one.
    UpdateCreates => [
        "user_updates::lucia_flaw_47_an_update_of_an_unknown_user_returns_false_and_creates_none",
        "user_updates::an_update_of_a_deleted_user_does_nothing",
    ],
    /// An update without columns reports that any user exists.
    EmptyUpdateSaysYes => [
        "user_updates::lucia_flaw_38_an_empty_update_writes_nothing_and_returns_whether_the_user_exists",
        "session_updates::an_empty_update_writes_nothing_and_returns_whether_the_session_exists",
        "schemas::users_and_sessions_need_no_attributes",
    ],
    /// An update that fails has written the other columns.
    RefusedUpdateWritesTheRest => ["conflicts::an_update_to_a_taken_value_changes_nothing"],
    /// A user's own value conflicts with it.
    OwnValueConflicts => ["conflicts::a_users_own_value_does_not_conflict"],
    /// Sessions outlive their user.
    DeletionLeavesSessions => [
        "users::a_user_is_deleted_with_their_own_keys_and_sessions_only",
        "users::a_new_user_with_the_id_of_a_deleted_one_inherits_nothing",
        "schemas::columns_of_the_same_name_are_not_mixed_up",
    ],
    /// Keys outlive their user.
    DeletionLeavesKeys => ["users::a_user_is_deleted_with_their_own_keys_and_sessions_only"],
    /// A deletion reports that any user existed.
    DeletionSaysYes => [
        "users::deleting_an_unknown_user_is_no_error_and_deletes_no_user",
        "users::a_deleted_user_is_gone_and_the_others_stay",
        "hostile::an_id_with_a_nul_finds_no_user",
    ],
    /// User and key are inserted one after the other.
    InsertionInTwoSteps => [
        "cancellation::a_user_is_inserted_with_their_key_or_not_at_all",
        "reopening::a_dropped_call_is_done_entirely_or_not_at_all",
    ],
    /// Sessions and user are deleted one after the other.
    DeletionInTwoSteps => ["cancellation::a_user_is_deleted_with_all_or_not_at_all"],

    // Keys.
    /// A name and an id are checked first and taken later.
    UserIsCheckedThenInserted => [
        "races::one_of_many_signs_up_with_a_name",
        "races::one_of_many_gets_a_value_that_is_unique",
        "races::one_of_many_gets_an_id",
    ],
    /// Several calls report that they deleted the user.
    UserIsFoundThenDeleted => ["races::one_of_many_deletes_a_user"],
    /// The columns of an update are written one after the other.
    UpdateInSteps => [
        "cancellation::a_user_is_updated_in_all_columns_or_in_none",
        "cancellation::a_session_is_updated_in_all_columns_or_in_none",
    ],
    /// An update changes another user as well.
    UpdateChangesOtherUsers => ["user_updates::an_update_leaves_other_users_keys_and_sessions_as_they_are"],
    /// The id is written if a row has one.
    IdIsWritten => ["user_updates::lucia_flaw_37_the_id_of_a_user_cannot_be_written"],
    /// A value that a user once had stays taken.
    TakenIsTakenForEver => ["conflicts::a_released_value_can_be_taken"],
    /// All columns are unique.
    EverythingIsUnique => ["conflicts::columns_without_a_unique_constraint_may_repeat"],
    /// A dropped write leaves everything locked.
    DroppedWriteStaysLocked => [
        "cancellation::a_key_is_inserted_or_not",
        "cancellation::a_session_is_inserted_or_not",
        "cancellation::a_session_ends_or_does_not",
        "cancellation::a_key_is_copied_or_not",
        "record_cancellation::a_record_is_inserted_or_not",
        "record_cancellation::a_record_is_taken_or_not",
        "record_cancellation::an_addition_counts_once_or_not",
    ],
    /// A key in use is overwritten.
    KeyIsOverwritten => ["keys::a_key_in_use_cannot_be_inserted_again"],
    /// A key is checked first and taken later.
    KeyIsCheckedThenInserted => ["races::one_of_many_gets_a_key"],
    /// A key needs no user.
    KeyOfUnknownUser => [
        "keys::a_key_of_an_unknown_user_is_refused",
        "orphans::a_user_deleted_while_keys_are_added_leaves_no_key",
        "reopening::constraints_hold_after_reopening",
    ],
    /// A missing user is reported as a conflict.
    MissingUserIsAConflict => ["keys::a_key_of_an_unknown_user_is_refused"],
    /// A key without a password gets an empty one.
    KeysNeedPasswords => [
        "users::a_key_that_comes_with_its_user_needs_no_password",
        "keys::a_key_is_found_as_inserted",
    ],
    /// A name has room for 60 letters.
    NamesAreCut => ["hostile::the_longest_names_are_kept_whole"],
    /// Equal subjects of two providers are the same key.
    ProvidersAreOne => ["keys::the_same_subject_of_two_providers_is_two_keys"],
    /// One of many writes is acknowledged and lost.
    WritesAreLost => ["races::concurrent_calls_without_conflict_all_succeed"],
    /// A call on a missing key reports that it existed.
    MissingKeyIsThere => [
        "keys::deleting_a_key_that_is_not_there_is_no_error",
        "passwords::a_key_that_is_not_there_gets_no_hash",
        "hostile::hostile_text_matches_only_itself",
    ],
    /// All keys of a user are deleted with one.
    AllKeysGoWithOne => ["keys::one_of_two_keys_is_deleted_and_the_other_stays"],
    /// A deleted key is found.
    DeletedKeyKeepsItsName => ["keys::a_deleted_key_can_be_taken_by_another"],
    /// A hash is replaced in every key that has it.
    HashIsReplacedWhereItIsTheSame => ["passwords::a_hash_is_replaced_on_one_key_only"],
    /// A hash is removed before the new one is written.
    HashIsRemovedFirst => ["cancellation::a_hash_is_set_or_not"],
    /// A user's first key cannot be deleted.
    FirstKeyIsTheLast => ["last_keys::of_two_keys_either_is_deleted_and_then_the_other_is_the_last"],
    /// Names are compared without the space at their end.
    NamesIgnorePadding => [
        "hostile::lucia_flaw_49_similar_text_is_not_equal",
        "hostile::deleting_a_user_keeps_users_with_similar_ids",
        "record_text::similar_ids_of_records_are_not_equal",
    ],
    /// A search for an unknown key finds another one.
    AnyKeyIsFound => ["keys::an_unknown_name_finds_no_key"],
    /// A subject ends at its first colon.
    SubjectEndsAtColon => ["keys::a_subject_may_have_colons"],
    /// Every list has Bob's keys.
    KeysOfOthersAreListed => [
        "keys::a_users_keys_are_listed_in_order",
        "keys::an_unknown_user_has_no_keys",
    ],
    /// Keys are listed backwards.
    KeysAreUnordered => ["keys::a_users_keys_are_listed_in_order"],
    /// Only the first key of a user gets the password.
    HashIsSetForFirstKey => ["passwords::a_password_is_set_on_all_keys_with_a_password"],
    /// A named key gets the password even if it belongs to another user.
    HashIsSetForKeysOfOthers => [
        "passwords::a_named_key_gets_the_password_if_it_belongs_to_the_user",
        "passwords::all_named_keys_of_the_user_get_the_password",
    ],
    /// Only the first named key gets the password.
    OneNamedKeyGetsThePassword => [
        "passwords::all_named_keys_of_the_user_get_the_password",
        "credentials::a_first_password_is_set_on_every_named_key",
    ],
    /// The session of a proof is not checked.
    SessionOfTheProofIsIgnored => [
        "credentials::a_change_from_a_session_that_is_not_the_users_changes_nothing",
    ],
    /// The session of a proof may belong to any user.
    SessionOfAnyUserProves => [
        "credentials::a_change_from_a_session_that_is_not_the_users_changes_nothing",
    ],
    /// The session is checked first, and the credential is changed later.
    SessionIsCheckedThenUsed => ["credentials::one_of_many_concurrent_changes_from_one_session_succeeds"],
    /// The proof is checked first, and the credential is changed later.
    ProofIsCheckedThenUsed => ["credentials::one_of_many_concurrent_changes_with_one_proof_succeeds"],
    /// A password cannot be removed.
    HashIsNeverRemoved => [
        "passwords::a_hash_is_removed_and_set_again",
        "credentials::a_removed_password_ends_the_other_sessions",
    ],
    /// A hash is replaced without comparing the old one.
    OldHashIsIgnored => ["passwords::a_hash_is_replaced_only_if_the_old_one_matches_exactly"],
    /// A key without a hash gets one.
    NoHashIsReplaced => ["passwords::a_key_without_a_hash_gets_none"],
    /// A hash is compared first and replaced later.
    HashIsComparedThenSet => ["races::one_of_many_replaces_a_hash"],
    /// The last key is deleted like any other.
    LastKeyGoes => [
        "last_keys::the_last_key_is_kept_on_request",
        "cancellation::a_key_is_deleted_or_not",
        "credentials::a_change_deletes_the_last_key_only_on_request",
    ],
    /// The last key cannot be deleted at all.
    LastKeyAlwaysStays => ["last_keys::the_last_key_is_deleted_on_request"],
    /// A key is the last only if no user has another.
    LastKeyCountsOthers => ["last_keys::keys_of_other_users_do_not_count"],
    /// The other keys are counted first, and the key is deleted later.
    LastKeyIsCountedThenDeleted => [
        "races::one_of_two_concurrent_deletions_of_the_last_two_keys_is_refused",
        "races::one_of_many_concurrent_deletions_of_all_keys_is_refused",
    ],
    /// Several calls report that they deleted the key.
    KeyIsFoundThenDeleted => ["races::one_of_many_deletes_a_key"],

    // Sessions.
    /// An attribute that was given is left empty.
    SessionForgetsAColumn => ["sessions::a_session_is_found_as_inserted"],
    /// A search for an unknown session finds another one.
    AnySessionIsFound => [
        "sessions::an_unknown_id_finds_no_session",
        "schemas::names_may_be_sql_keywords",
        "schemas::names_may_have_sixty_three_letters",
    ],
    /// A session is found after its user was deleted.
    JoinFindsWhatIsGone => ["sessions::lucia_flaw_42_a_session_of_a_deleted_user_is_not_found"],
    /// A session is found with its first values.
    JoinFindsWhatWas => ["sessions::a_session_and_its_user_are_found_with_current_values"],
    /// The id of a session that ended is not free.
    EndedIdsStayTaken => ["sessions::a_session_that_ended_leaves_its_id_free"],
    /// No limit is before 1970.
    LimitsStartIn1970 => [
        "expiry::limits_before_1970_are_limits",
        "sessions::limits_come_back_to_the_millisecond",
    ],
    /// A session expires with its active period.
    ActiveLimitIsTheEnd => ["expiry::the_active_limit_does_not_end_a_session"],
    /// A renewal never shortens a limit.
    RenewalGoesForwardOnly => ["session_updates::a_renewal_can_bring_the_limits_nearer"],
    /// A renewal writes one limit after the other.
    RenewalInSteps => ["cancellation::a_session_is_renewed_in_both_limits_or_in_none"],
    /// An update empties the columns that it does not change.
    SessionUpdateEmptiesTheRest => [
        "session_updates::an_update_of_a_session_writes_the_given_columns_only",
    ],
    /// All sessions of a user end with one.
    AllSessionsEndWithOne => ["revocation::one_session_ends_and_the_others_stay"],
    /// A session to keep of another user keeps all.
    KeepIsNotTheirs => ["revocation::a_session_to_keep_of_another_user_keeps_nothing"],
    /// Ending the sessions of an unknown user counts one.
    SessionsOfUnknownUserAreCounted => ["revocation::ending_the_sessions_of_an_unknown_user_is_no_error"],
    /// Sessions are counted, and later they end.
    SessionsAreCountedThenEnded => ["races::sessions_ended_concurrently_are_counted_once"],
    /// Dead sessions are deleted one after the other.
    SweepInSteps => ["cancellation::all_dead_sessions_are_deleted_or_none"],
    /// A session's id can be used again while the session exists.
    SessionIsOverwritten => ["sessions::rt_052_a_session_is_inserted_once_and_never_overwritten"],
    /// An id is checked first and taken later.
    SessionIsCheckedThenInserted => ["races::one_of_many_inserts_a_session"],
    /// A session needs no user.
    SessionForNobody => ["sessions::a_session_of_an_unknown_user_is_refused"],
    /// The user is checked first, and the session is inserted later.
    UserIsFoundThenSignedIn => ["orphans::lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session"],
    /// A session's own periods are not kept.
    PeriodsAreForgotten => ["sessions::periods_come_back_and_so_does_their_absence"],
    /// Every session is found with Bob.
    JoinFindsAnotherUser => ["sessions::a_session_is_found_with_its_own_user"],
    /// Every list has Bob's sessions.
    SessionsOfOthersAreListed => [
        "sessions::a_users_sessions_are_listed_in_order",
        "sessions::an_unknown_user_has_no_sessions",
    ],
    /// Sessions are listed backwards.
    SessionsAreUnordered => ["sessions::a_users_sessions_are_listed_in_order"],
    /// A dead session is found.
    FindIgnoresExpiry => [
        "expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period",
        "expiry::a_session_inserted_after_its_expiry_is_never_found",
    ],
    /// A dead session is found with its user.
    JoinIgnoresExpiry => ["expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period"],
    /// A dead session is listed.
    ListIgnoresExpiry => ["expiry::a_list_has_live_sessions_only"],
    /// A session expires a millisecond early.
    LastMillisecondIsOver => ["expiry::a_session_is_found_to_the_last_millisecond_of_its_idle_period"],
    /// The absolute limit is not checked.
    AbsoluteLimitIsIgnored => [
        "expiry::rt_066_a_session_expires_at_its_absolute_limit",
    ],
    /// A renewal inserts a missing session.
    RenewalBringsBack => ["session_updates::rt_054_a_renewal_never_brings_a_session_back"],
    /// A renewal reads the session, waits, and writes it.
    RenewalReadsThenWrites => [
        "races::lucia_flaw_44_a_session_that_ends_during_its_renewal_has_ended",
        "orphans::a_user_deleted_during_renewals_leaves_no_session",
    ],
    /// A renewal moves the absolute limit.
    RenewalMovesAbsoluteLimit => ["session_updates::a_renewal_never_moves_the_absolute_limit"],
    /// A renewal does not move the idle limit.
    RenewalKeepsIdleLimit => [
        "session_updates::a_renewal_moves_the_limits_and_nothing_else",
        "expiry::a_renewed_session_lives_to_its_new_limit_and_no_longer",
        "reopening::changes_survive_reopening",
    ],
    /// A renamed session loses its own periods.
    RenamingForgetsThePeriods => ["session_updates::a_session_with_another_id_keeps_everything_else"],
    /// A renaming inserts a missing session.
    RenamingBringsBack => ["session_updates::rt_054_renaming_never_brings_a_session_back"],
    /// A renamed session replaces the one with its new id.
    RenamingOverwrites => ["session_updates::a_session_cannot_be_renamed_to_an_id_in_use"],
    /// A session is inserted under the new id, and later it ends under the old one.
    RenamingInSteps => [
        "races::one_of_many_renames_a_session",
        "cancellation::a_session_is_renamed_or_not",
    ],
    /// A renaming reads the session, waits, and writes it under the new id.
    RenamingReadsThenWrites => ["races::a_session_that_ends_while_it_is_renamed_has_ended"],
    /// The user of a session can be written.
    OwnColumnsAreWritten => [
        "session_updates::lucia_flaw_37_other_columns_of_a_session_cannot_be_written",
        "session_updates::unknown_attributes_of_a_session_are_not_inserted",
    ],
    /// An update inserts a missing session.
    SessionUpdateBringsBack => ["session_updates::an_update_never_brings_a_session_back"],
    /// Ending a session reports that any session existed.
    EndSaysYes => ["revocation::a_session_ends_once", "revocation::ending_a_session_that_is_not_there_is_no_error"],
    /// Several calls report that they ended the session.
    SessionIsFoundThenEnded => ["races::one_of_many_ends_a_session"],
    /// The session to keep ends with the others.
    KeepIsIgnored => [
        "revocation::all_sessions_but_one_end",
        "reopening::ended_sessions_stay_ended_after_reopening",
    ],
    /// The sessions of all users end.
    EverybodysSessionsEnd => ["revocation::lucia_flaw_43_all_sessions_of_one_user_end"],
    /// The session that was kept is counted with those that ended.
    KeptSessionIsCounted => ["revocation::all_sessions_but_one_end"],
    /// Sessions end one after the other.
    SessionsEndInSteps => ["cancellation::all_sessions_of_a_user_end_or_none"],
    /// Dead sessions are deleted a millisecond early.
    SweepIsEarly => [
        "expiry::dead_sessions_of_all_users_are_deleted_and_counted",
        "expiry::live_sessions_are_not_deleted_with_the_dead",
    ],
    /// Sessions past their absolute limit are not deleted.
    SweepLeavesAbsoluteLimit => ["expiry::dead_sessions_of_all_users_are_deleted_and_counted"],
    /// Deleted dead sessions stay in the list of their user.
    SweepLeavesTheList => ["expiry::lucia_flaw_45_deleted_dead_sessions_are_in_no_list_and_end_no_more"],
    /// Deleted dead sessions are not counted.
    SweepDoesNotCount => ["expiry::dead_sessions_of_all_users_are_deleted_and_counted"],

    // Starts.
    /// The session that starts differs from the given one.
    StartForgetsTheLimits => ["sign_in::a_session_starts_as_it_is_given"],
    /// The proven password is not checked.
    ProofIsIgnored => [
        "sign_in::a_session_does_not_start_with_an_older_password",
        "sign_in::a_refused_start_keeps_the_replaced_session",
        "sign_in::a_session_does_not_start_on_a_key_that_is_gone",
    ],
    /// Every proof is refused.
    ProofNeverHolds => [
        "sign_in::a_session_starts_while_the_password_is_the_proven_one",
        "sign_in::a_session_starts_on_a_key_whatever_its_password_is",
    ],
    /// The proof is checked first, and the session is inserted later.
    ProofIsCheckedThenInserted => [
        "sign_in::a_concurrent_password_change_leaves_no_session_of_the_old_password",
    ],
    /// The replaced session stays.
    OlderSessionStays => ["sign_in::the_replaced_session_ends_even_if_it_is_another_users"],
    /// The replaced session ends first.
    OlderSessionEndsFirst => ["sign_in::a_refused_start_keeps_the_replaced_session"],

    // Values, schemas, files.
    /// Quotes are doubled without need.
    QuotesAreDoubled => [
        "hostile::rt_213_hostile_text_in_an_update_is_kept_exactly",
        "hostile::rt_213_hostile_text_is_kept_exactly",
        "record_text::rt_213_hostile_text_in_a_record_is_kept_exactly",
    ],
    /// An infinity is stored as the largest number.
    InfinityIsTheLargest => ["values::infinities_come_back_or_are_refused"],
    /// An empty text is stored as null.
    EmptyTextIsNothing => ["conflicts::an_empty_text_is_a_value", "values::text_comes_back"],
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
    /// No time is before 1970.
    TimeStartsIn1970 => ["values::times_come_back_also_from_before_1970"],
    /// A time after the last is stored as the last.
    TimeIsCutToTheLargest => ["values::times_beyond_the_calendar_come_back_or_are_refused"],
    /// The first bytes of a UUID are swapped.
    UuidsAreLittleEndian => ["values::uuids_come_back"],
    /// Numbers in JSON are stored as floats.
    JsonNumbersAreFloats => ["values::json_comes_back"],
    /// The store returns another schema.
    SchemaIsForgotten => ["schemas::a_store_returns_the_schema_it_was_opened_with"],
    /// A reopened store is empty.
    RestartForgets => [
        "reopening::inserted_rows_survive_reopening",
        "reopening::deletions_survive_reopening",
        "reopening::acknowledged_concurrent_writes_survive_reopening",
        "record_reopening::records_survive_reopening",
    ],
}
