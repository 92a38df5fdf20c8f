//! Tests of the guarantees of invitations, on every store.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod app;
mod failures;
mod guarantees;
mod stores;

macro_rules! on {
    ($store:ident: $($case:ident),+ $(,)?) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    crate::guarantees::$case(crate::stores::$store().await).await;
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
            a_user_with_the_address_is_signed_in,
            a_user_who_signs_up_concurrently_is_signed_in,
            of_64_concurrent_callers_one_succeeds,
            an_address_has_one_open_invitation,
            an_invitation_expires_after_seven_days,
            rt_094_the_address_of_an_invitation_does_not_accept_it,
            a_user_lists_and_withdraws_their_own,
            administrators_list_and_withdraw_all,
            deleting_the_inviting_user_deletes_their_invitations,
            an_invalid_address_and_a_missing_user_are_refused,
            a_user_who_cannot_be_created_leaves_the_invitation_open,
            the_invited_person_can_choose_a_password,
            a_deleted_key_revokes_the_proof,
            every_change_is_an_event_without_the_address,
            the_handle_sets_the_page_of_links_and_the_peer_of_events,
            debug_redacts_the_code,
        })+
    };
}

on_every_store![memory, sqlite, postgres, mariadb, memory_and_redis, sqlite_and_redis];
