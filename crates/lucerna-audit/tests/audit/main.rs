//! Tests of the guarantees of the audit trail, on every store.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod app;
mod failures;
mod guarantees;
mod privacy;
mod stores;

macro_rules! on {
    ($store:ident: $($module:ident::$case:ident),+ $(,)?) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    crate::$module::$case(crate::stores::$store().await).await;
                }
            )+
        }
    };
}

macro_rules! on_every_store {
    ($($store:ident),+ $(,)?) => {
        $(on! {
            $store:
            guarantees::asvs_16_2_1_an_entry_says_what_happened_when_to_whom_and_from_where,
            guarantees::asvs_16_3_1_sign_ins_are_recorded_with_their_methods_and_refused_ones_too,
            guarantees::pages_are_newest_first_and_stay_the_same_while_events_arrive,
            guarantees::an_ended_session_belongs_to_its_user,
            guarantees::an_event_is_kept_for_the_retention_and_then_deleted,
            guarantees::asvs_16_2_4_the_export_is_json_lines_of_every_event,
            guarantees::rt_213_hostile_text_is_stored_as_text,
            privacy::users_read_only_their_own_events_and_only_those_meant_for_them,
            privacy::the_events_of_a_deleted_user_go_and_an_anonymous_trace_stays,
            privacy::rt_211_no_password_token_or_typed_name_is_recorded,
        })+
    };
}

on_every_store![memory, sqlite, postgres, mariadb, memory_and_redis, sqlite_and_redis];
