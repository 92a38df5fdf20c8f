//! The list of all cases of the web contract, from which both the functions and the tests are generated.

use super::web_case::WebCase;
use super::{
    cookies, csrf, escaping, guide, hostile, methods, navigation, redirects, secrets, sessions, websockets,
};

/// Returns every case of the web contract.
///
/// ```
/// let names: Vec<_> = lucerna_testkit::web::cases().iter().map(|it| it.name()).collect();
/// assert!(names.contains(&"guide::a_user_signs_up_out_and_in"));
/// ```
#[must_use]
pub fn cases() -> Vec<WebCase> {
    crate::__web_cases! { { cases_of } () }
}

macro_rules! cases_of {
    (() $($subject:ident { $($case:ident)* })*) => {
        vec![$($(WebCase::new(
            concat!(stringify!($subject), "::", stringify!($case)),
            $subject::$case,
        ),)*)*]
    };
}
use cases_of;

/// Passes the list and the arguments to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __web_cases {
    ({ $($macro:tt)* } $arguments:tt) => {
        $($macro)*! {
            $arguments
            guide {
                a_user_signs_up_out_and_in
                the_forms_have_the_fields_of_the_guide
                the_profile_shows_the_name_as_typed_and_a_button_to_sign_out
                the_profile_is_the_users_own_in_each_of_their_sessions
                a_visitor_who_is_signed_out_is_sent_to_the_sign_in_page
                a_signed_in_visitor_is_redirected_from_the_forms
                a_name_that_is_taken_is_409
                a_name_in_another_case_is_the_same_name
                a_wrong_password_is_401
                a_password_is_not_trimmed_cut_or_folded
                a_password_opens_one_account_only
                names_have_4_to_31_characters_and_passwords_enough
                signing_out_twice_is_401_or_the_sign_in_page
            }
            csrf {
                rt_046_another_site_cannot_sign_a_visitor_in_up_or_out
                rt_046_login_csrf_is_refused
                a_form_from_the_own_origin_is_accepted
                a_link_from_another_site_opens_a_page
                rt_039_a_malformed_or_similar_origin_is_refused
                rt_039_a_repeated_or_unreadable_header_is_refused
                rt_039_dns_rebinding_is_refused
                rt_038_the_scheme_is_part_of_the_origin
                rt_044_every_method_that_may_change_something_is_guarded
            }
            sessions {
                two_browsers_have_two_sessions
                a_visitor_is_known_by_each_request_and_not_by_its_connection
                rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead
                rt_050_a_planted_token_is_never_taken_over
                rt_051_an_unknown_token_never_becomes_a_session
                rt_180_every_character_of_a_token_counts
                rt_055_a_cookie_from_before_signing_out_is_dead
                rt_054_requests_in_flight_do_not_undo_signing_out
                rt_061_the_next_visitor_of_a_browser_sees_nothing_of_the_last
                rt_081_a_safe_method_starts_and_ends_no_session
                lucia_flaw_64_a_link_does_not_sign_up_in_or_out
            }
            cookies {
                the_cookie_is_http_only_and_same_site
                rt_042_on_https_the_cookie_is_bound_to_the_host
                rt_027_a_forwarded_scheme_changes_nothing
                signing_out_clears_the_cookie_with_the_same_attributes
                an_answer_that_sets_the_cookie_has_no_store
                a_page_sets_no_cookie
                the_cookie_is_found_among_others
                rt_187_a_cookie_with_a_similar_name_or_token_is_ignored
                rt_187_two_cookies_of_our_name_never_mix_two_users
            }
            secrets {
                rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer
                lucia_flaw_63_a_token_is_in_no_body_and_no_url
                a_password_is_never_sent_back
                a_token_counts_in_the_cookie_alone
            }
            redirects {
                rt_001_no_parameter_is_an_open_redirect
                rt_012_a_path_with_two_slashes_is_no_open_redirect
                rt_020_no_header_decides_where_a_redirect_leads
                rt_006_a_form_with_a_dead_session_is_not_sent_to_its_referer
                signing_in_and_up_lead_to_the_page_that_was_asked_for
            }
            hostile {
                rt_220_no_header_causes_a_server_error
                rt_220_no_cookie_causes_a_server_error
                rt_220_no_url_causes_a_server_error
                rt_222_a_form_without_its_fields_is_refused
                rt_222_no_field_causes_a_server_error
                a_body_that_is_not_a_form_is_refused
                rt_192_a_body_that_is_too_large_is_refused
                malformed_http_causes_no_server_error
            }
            escaping {
                rt_210_a_name_is_escaped_on_every_page
                rt_210_no_page_repeats_markup_from_its_address
                a_name_is_not_evaluated_as_a_template
            }
            methods {
                head_is_get_without_the_body
                an_unsupported_method_does_nothing
                a_trace_does_not_show_the_cookie
            }
            websockets {
                an_upgrade_from_another_site_is_refused
                an_upgrade_without_proof_is_refused
                an_upgrade_from_the_own_origin_is_accepted
            }
            navigation {
                a_browser_that_navigates_is_sent_to_the_sign_in_page
                a_script_is_answered_with_a_status
                htmx_gets_an_hx_redirect
                without_fetch_metadata_the_accept_header_decides
            }
        }
    };
}
