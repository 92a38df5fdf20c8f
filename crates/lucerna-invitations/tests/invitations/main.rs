//! What an invitation promises, on every store.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod app;
mod cases;
mod failures;
mod stores;

macro_rules! on {
    ($store:ident: $($case:ident),+ $(,)?) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    crate::cases::$case(crate::stores::$store().await).await;
                }
            )+
        }
    };
}

macro_rules! on_every_store {
    ($($store:ident),+ $(,)?) => {
        $(on! {
            $store:
            an_invited_address_becomes_a_user,
            whoever_has_the_address_is_signed_in,
            whoever_signs_up_meanwhile_is_signed_in,
            of_64_racers_one_is_let_in,
            an_address_is_invited_once_at_a_time,
            an_invitation_ends_after_seven_days,
            a_user_lists_and_withdraws_their_own,
            administrators_list_and_withdraw_all,
            deleting_the_inviting_user_deletes_their_invitations,
            what_cannot_be_invited_is_refused_by_name,
            a_user_who_cannot_be_created_leaves_the_invitation_open,
            the_invited_person_can_choose_a_password,
            a_deleted_key_lets_nobody_in,
            everything_is_an_event_and_none_has_the_address,
            links_and_callers_are_those_of_the_handle,
            no_debug_shows_the_code,
        })+
    };
}

on_every_store![memory, sqlite, postgres, mariadb, memory_and_redis, sqlite_and_redis];
