//! Tests of the guarantees of mail, on every store.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod app;
mod attribute;
mod failures;
mod guarantees;
mod interrupted_undo;
mod killed_process;
mod notices;
mod refused_changes;
mod smtp;
mod stores;

use app::LostEvents;

macro_rules! on {
    ($store:ident: $($group:ident::$case:ident),+ $(,)?) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    crate::guarantees::$group::$case(crate::stores::$store(crate::lost_events(stringify!($group))).await).await;
                }
            )+
        }
    };
}

macro_rules! on_every_store {
    ($($store:ident),+ $(,)?) => {
        $(on! {
            $store:
            flows::an_address_is_verified_and_knows_when,
            flows::a_forgotten_password_is_replaced_and_every_session_ends,
            flows::refused_passwords_do_not_use_up_a_code,
            flows::rt_074_a_link_makes_one_session,
            flows::a_code_works_in_the_browser_that_asked_and_strangers_use_up_no_guess,
            flows::a_new_message_retires_the_one_before,
            flows::a_stranger_retires_no_link_and_no_code_of_the_user,
            flows::a_new_message_for_the_user_retires_all_before_it,
            flows::rt_066_links_and_codes_expire_by_the_clock,
            flows::rt_079_a_link_and_a_code_are_for_one_purpose,
            flows::rt_081_finding_a_link_uses_nothing,
            flows::a_link_dies_with_its_key_and_its_user,
            races::rt_070_one_of_64_redeems_a_link,
            races::rt_070_one_of_64_undoes_a_change_of_address,
            races::rt_072_one_of_64_signs_in_with_a_code,
            races::rt_072_one_of_64_signs_in_with_a_link,
            races::rt_073_guesses_of_64_callers_are_all_counted,
            races::rt_073_after_64_wrong_guesses_a_new_code_has_to_wait,
            first_proof::rt_090_signing_in_by_link_drops_what_a_stranger_set_up,
            first_proof::rt_091_verifying_in_another_browser_drops_the_password_and_the_sessions,
            first_proof::rt_092_a_reset_drops_the_accounts_of_other_providers,
            first_proof::rt_093_a_change_of_address_in_progress_is_dropped,
            first_proof::rt_090_a_second_address_is_proven_by_its_user_alone,
            first_proof::rt_093_only_the_user_who_asked_confirms_an_address,
            changes::an_address_is_changed_with_a_notice_to_the_old_one,
            changes::an_address_is_added_to_a_user_without_one,
            changes::a_change_is_undone_from_the_old_address,
            changes::rt_076_of_parallel_changes_one_is_made_and_it_is_the_last_asked,
            changes::rt_101_a_change_is_bound_to_the_old_and_the_new_address,
            changes::an_address_of_another_account_is_not_taken_over,
            changes::rt_163_an_older_link_does_not_say_whether_another_account_has_the_newer_address,
            changes::changing_an_address_takes_a_recent_proof_twice,
            lost_events::a_change_is_told_once_though_its_event_was_lost,
            lost_events::a_change_that_failed_is_not_told,
            lost_events::refused_changes_are_not_told_though_another_one_follows,
            lost_events::a_refused_sign_in_is_not_told,
            guesses::a_stranger_who_guesses_does_not_delay_the_code_of_the_user,
            guesses::guesses_of_one_network_are_limited_and_those_of_others_are_not,
        })+
    };
}

/// Returns the events that never reach the worker in this group of tests.
fn lost_events(group: &str) -> LostEvents {
    if group == "lost_events" { LostEvents::All } else { LostEvents::Unused }
}

on_every_store![memory, sqlite, postgres, mariadb, memory_and_redis, sqlite_and_redis];
