//! What can be wrong with an application, and which cases have to notice: each case at least one fault.

use crate::fault::faults;

faults! {
    // The pages.
    /// Whoever signs up is not signed in.
    SignUpSetsNoCookie => ["guide::the_story"],
    /// The forms call the name something else.
    FieldHasAnotherName => ["guide::the_forms_have_the_fields_of_the_guide"],
    /// The name is shown as it is compared.
    ProfileLowersTheName => ["guide::the_profile_shows_the_name_as_typed_and_a_button_to_sign_out"],
    /// A page is kept for whoever comes next.
    ProfileIsCached => ["guide::the_profile_is_the_users_own_in_each_of_their_sessions"],
    /// Nobody in particular has a profile.
    ProfileIsForEverybody => ["guide::a_visitor_who_is_signed_out_is_sent_to_the_sign_in_page"],
    /// The forms are shown to who is signed in.
    FormsAreForEverybody => ["guide::a_visitor_who_is_signed_in_is_sent_away_from_the_forms"],
    /// A second account of a name takes the place of the first.
    TakenNameIsWrittenOver => ["guide::a_name_that_is_taken_is_409"],
    /// Names are compared as typed.
    CaseMakesAnotherUser => ["guide::a_name_in_another_case_is_the_same_name"],
    /// Nobody looks at the password.
    AnyPasswordSignsIn => ["guide::a_wrong_password_is_401"],
    /// White space around a password is cut off.
    PasswordsAreTrimmed => ["guide::a_password_is_not_trimmed_cut_or_folded"],
    /// The rest of a password is not looked at.
    PasswordsAreCut => ["guide::a_password_is_not_trimmed_cut_or_folded"],
    /// The password of anybody will do.
    PasswordsAreEverybodys => ["guide::a_password_opens_one_account_only"],
    /// A name is as long as somebody likes.
    NamesHaveAnyLength => ["guide::names_have_4_to_31_characters_and_passwords_enough"],
    /// An empty password is one.
    PasswordsHaveAnyLength => ["guide::names_have_4_to_31_characters_and_passwords_enough"],
    /// To end no session is an error.
    SecondSignOutIsAnError => ["guide::signing_out_twice_is_401_or_the_sign_in_page"],

    // Where requests come from.
    /// Nobody asks.
    NoOriginCheck => [
        "csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out",
        "csrf::rt_038_the_scheme_is_part_of_the_origin",
    ],
    /// Without any header, a request is taken for ours.
    NoHeaderIsProof => ["csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out"],
    /// A page that hides its origin is taken for ours.
    NullIsProof => ["csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out"],
    /// Only a request with a cookie is guarded.
    OnlySessionsAreGuarded => ["csrf::rt_046_login_csrf_is_refused"],
    /// What a browser says of the site is not enough.
    SiteIsNoProof => ["csrf::a_form_from_the_own_origin_is_accepted"],
    /// A link is guarded like a form.
    LinksAreGuarded => ["csrf::a_link_from_another_site_opens_a_page"],
    /// An origin is ours if it begins like ours.
    OriginsBeginAlike => ["csrf::rt_039_a_malformed_or_similar_origin_is_refused"],
    /// What stands there twice is read once.
    FirstHeaderCounts => ["csrf::rt_039_a_repeated_or_unreadable_header_is_refused"],
    /// Our origin is whatever the request says that it is for.
    HostIsTrusted => ["csrf::rt_039_dns_rebinding_is_refused"],
    /// Only the host of an origin is compared.
    SchemeDoesNotMatter => ["csrf::rt_038_the_scheme_is_part_of_the_origin"],
    /// Any other method is a form too, and is not guarded.
    OtherMethodsAreForms => [
        "csrf::rt_044_every_method_that_may_change_something_is_guarded",
        "methods::a_method_that_a_page_does_not_have_does_nothing",
    ],

    // Sessions.
    /// A user has one token wherever they sign in.
    OneTokenPerUser => [
        "sessions::two_browsers_have_two_sessions",
        "sessions::rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead",
    ],
    /// Who was signed in stays so for the rest of the connection.
    ConnectionKeepsVisitor => [
        "sessions::a_visitor_is_known_by_each_request_and_not_by_its_connection",
    ],
    /// The session that the browser had lives on.
    OldSessionLives => [
        "sessions::rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead",
        "sessions::rt_061_the_next_visitor_of_a_browser_sees_nothing_of_the_last",
    ],
    /// The token that a client offers becomes that of its session.
    PlantedTokenIsTaken => ["sessions::rt_050_a_planted_token_is_never_taken_over"],
    /// A token that names nothing makes an empty session.
    UnknownTokenIsSession => ["sessions::rt_051_an_unknown_token_never_becomes_a_session"],
    /// The beginning of a token is enough.
    TokensBeginAlike => ["sessions::rt_180_every_character_of_a_token_counts"],
    /// Signing out clears the cookie and keeps the session.
    SignOutKeepsTheSession => [
        "guide::the_story",
        "sessions::rt_055_a_cookie_from_before_signing_out_is_dead",
        "sessions::two_browsers_have_two_sessions",
    ],
    /// A request saves the session that it read.
    RequestsSaveTheSession => ["sessions::rt_054_requests_in_flight_do_not_undo_signing_out"],
    /// A header makes a safe method another.
    MethodsAreOverridden => ["sessions::rt_081_a_safe_method_starts_and_ends_no_session"],
    /// The fields may stand in the address.
    LinksSignIn => [
        "sessions::rt_081_a_safe_method_starts_and_ends_no_session",
        "sessions::lucia_flaw_64_a_link_signs_nobody_up_in_or_out",
    ],
    /// A link signs out.
    LinksSignOut => ["sessions::lucia_flaw_64_a_link_signs_nobody_up_in_or_out"],

    // The cookie.
    /// Scripts can read it.
    CookieIsNotHttpOnly => ["cookies::it_is_http_only_and_same_site"],
    /// Other sites' forms send it.
    CookieHasNoSameSite => ["cookies::it_is_http_only_and_same_site"],
    /// Every host of the domain gets it.
    CookieHasDomain => ["cookies::it_is_http_only_and_same_site"],
    /// It is sent without TLS as well.
    CookieIsNotSecure => ["cookies::rt_042_on_https_it_is_bound_to_the_host"],
    /// A neighbouring host can set it.
    CookieHasNoPrefix => ["cookies::rt_042_on_https_it_is_bound_to_the_host"],
    /// It is read without its prefix too.
    PrefixIsOptional => ["cookies::rt_042_on_https_it_is_bound_to_the_host"],
    /// It is `Secure` where a proxy says that there is TLS.
    SchemeIsForwarded => ["cookies::rt_027_a_forwarded_scheme_changes_nothing"],
    /// It is cleared under another path, where it is not.
    CookieIsClearedElsewhere => ["cookies::signing_out_clears_it_as_it_was_set"],
    /// A proxy may keep it.
    CookieIsStored => ["cookies::an_answer_that_sets_it_is_no_store"],
    /// Every page sets it again.
    PagesSetTheCookie => ["cookies::a_page_sets_no_cookie"],
    /// Only the first cookie is looked at.
    FirstCookieOnly => ["cookies::it_is_found_among_other_cookies"],
    /// Names are decoded before they are compared.
    CookieNamesAreDecoded => ["cookies::rt_187_a_cookie_that_only_looks_like_ours_is_not"],
    /// Names do not tell upper case from lower.
    CookieNamesIgnoreCase => ["cookies::rt_187_a_cookie_that_only_looks_like_ours_is_not"],
    /// Of two, the last counts.
    LastCookieCounts => ["cookies::rt_187_two_cookies_of_our_name_never_mix_two_users"],

    // Secrets.
    /// A name that nobody has is told apart by the status.
    UnknownNameIsToldByStatus => ["secrets::rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer"],
    /// A name that nobody has is told apart by a header.
    UnknownNameIsToldByHeader => ["secrets::rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer"],
    /// The token is in the address as well.
    TokenIsInTheAddress => ["secrets::lucia_flaw_63_a_token_is_in_no_body_and_no_url"],
    /// The form keeps the password.
    PasswordIsSentBack => ["secrets::a_password_is_never_sent_back"],
    /// A token in the address signs in.
    AddressSignsIn => ["secrets::a_token_counts_in_the_cookie_alone"],
    /// A token of a cookie signs in as a bearer's.
    BearerSignsIn => ["secrets::a_token_counts_in_the_cookie_alone"],

    // Redirects.
    /// A parameter says where one goes.
    NextIsFollowed => ["redirects::rt_001_no_parameter_is_an_open_redirect"],
    /// Everybody goes to the profile as such.
    PageAskedForIsForgotten => ["redirects::signing_in_and_up_lead_to_the_page_that_was_asked_for"],
    /// A path that is not there is tried with a slash behind it.
    SlashIsAppended => ["redirects::rt_012_a_path_with_two_slashes_is_no_open_redirect"],
    /// Addresses are made of the host that the request names.
    AddressesAreMadeOfHost => ["redirects::rt_020_no_header_decides_where_a_redirect_leads"],
    /// Whoever is signed out is sent back where they came from.
    RefererIsFollowed => ["redirects::rt_006_a_form_with_a_dead_session_is_not_sent_to_its_referer"],

    // Hostile requests.
    /// Headers must be text.
    UnreadableHeaderPanics => ["hostile::rt_220_no_header_causes_a_server_error"],
    /// Cookies must be text.
    UnreadableCookiePanics => ["hostile::rt_220_no_cookie_causes_a_server_error"],
    /// Addresses must be text.
    UnreadableAddressIsAnError => ["hostile::rt_220_no_url_causes_a_server_error"],
    /// A field must be there.
    MissingFieldIsAnError => ["hostile::rt_222_a_form_without_its_fields_is_refused"],
    /// A name may have control characters.
    ControlCharactersPass => ["hostile::rt_222_a_form_without_its_fields_is_refused"],
    /// A field must be text.
    UnreadableFieldIsAnError => ["hostile::rt_222_no_field_causes_a_server_error"],
    /// Whatever comes is taken for a form.
    EverythingIsAForm => ["hostile::a_body_that_is_no_form_is_refused"],
    /// A body that is too large is an error.
    LargeBodyIsAnError => ["hostile::rt_192_a_body_that_is_too_large_is_refused"],
    /// What is no HTTP is an error.
    JunkIsAnError => ["hostile::malformed_http_causes_no_server_error"],

    // Markup.
    /// A name is a part of the page.
    NamesAreMarkup => ["escaping::rt_210_a_name_is_escaped_on_every_page"],
    /// An address is a part of the page.
    AddressesAreMarkup => ["escaping::rt_210_no_page_repeats_markup_from_its_address"],
    /// A name is filled in as a template.
    NamesAreTemplates => ["escaping::a_name_is_not_evaluated_as_a_template"],

    // Methods.
    /// HEAD is answered as a method that is not there.
    HeadIsNoMethod => ["methods::head_is_get_without_the_body"],
    /// TRACE repeats the request.
    TraceRepeats => [
        "methods::a_trace_does_not_show_the_cookie",
        "secrets::lucia_flaw_63_a_token_is_in_no_body_and_no_url",
    ],

    // Upgrades.
    /// Only forms are guarded.
    UpgradesAreNotGuarded => [
        "websockets::an_upgrade_from_another_site_is_refused",
        "websockets::an_upgrade_without_proof_is_refused",
    ],
    /// No upgrade gets through.
    UpgradesAreRefused => ["websockets::an_upgrade_from_the_own_origin_is_accepted"],

    // Who asks.
    /// A visitor gets a status.
    EverybodyGetsStatus => ["navigation::a_browser_that_navigates_is_sent_to_the_sign_in_page"],
    /// A script gets a page.
    EverybodyGetsPage => ["navigation::a_script_is_answered_with_a_status"],
    /// htmx gets a redirect.
    HtmxIsRedirected => ["navigation::htmx_gets_an_hx_redirect"],
    /// Who does not ask for HTML gets a status.
    OnlyHtmlIsPage => ["navigation::without_fetch_metadata_the_accept_header_decides"],
}
