//! The faults of an application, each with the cases that find it.

use crate::fault::faults;

faults! {
    // The pages.
    /// Signing up does not sign in.
    SignUpSetsNoCookie => ["guide::a_user_signs_up_out_and_in"],
    /// The field of the name has another name.
    FieldHasAnotherName => ["guide::the_forms_have_the_fields_of_the_guide"],
    /// The name is shown in lower case.
    ProfileLowersTheName => ["guide::the_profile_shows_the_name_as_typed_and_a_button_to_sign_out"],
    /// A page is cached for the next visitor.
    ProfileIsCached => ["guide::the_profile_is_the_users_own_in_each_of_their_sessions"],
    /// The profile needs no session.
    ProfileNeedsNoSession => ["guide::a_visitor_who_is_signed_out_is_sent_to_the_sign_in_page"],
    /// The forms are shown to signed-in visitors.
    FormsAreShownToSignedIn => ["guide::a_signed_in_visitor_is_redirected_from_the_forms"],
    /// A second account of a name replaces the first.
    TakenNameIsWrittenOver => ["guide::a_name_that_is_taken_is_409"],
    /// Names are compared as typed.
    CaseMakesAnotherUser => ["guide::a_name_in_another_case_is_the_same_name"],
    /// The password is not checked.
    AnyPasswordSignsIn => ["guide::a_wrong_password_is_401"],
    /// White space around a password is cut off.
    PasswordsAreTrimmed => ["guide::a_password_is_not_trimmed_cut_or_folded"],
    /// Only the first bytes of a password are compared.
    PasswordsAreCut => ["guide::a_password_is_not_trimmed_cut_or_folded"],
    /// The password of any account is accepted.
    PasswordOfAnyAccount => ["guide::a_password_opens_one_account_only"],
    /// A name may have any length.
    NamesHaveAnyLength => ["guide::names_have_4_to_31_characters_and_passwords_enough"],
    /// A password may be empty.
    PasswordsHaveAnyLength => ["guide::names_have_4_to_31_characters_and_passwords_enough"],
    /// Signing out without a session is an error.
    SecondSignOutIsAnError => ["guide::signing_out_twice_is_401_or_the_sign_in_page"],

    // The origin of requests.
    /// The origin is not checked.
    NoOriginCheck => [
        "csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out",
        "csrf::rt_038_the_scheme_is_part_of_the_origin",
    ],
    /// A request without any header is accepted.
    NoHeaderIsProof => ["csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out"],
    /// A page that hides its origin is accepted.
    NullIsProof => ["csrf::rt_046_another_site_cannot_sign_a_visitor_in_up_or_out"],
    /// Only requests with a cookie are checked.
    OnlySessionsAreGuarded => ["csrf::rt_046_login_csrf_is_refused"],
    /// `Sec-Fetch-Site` is not accepted as proof.
    SiteIsNoProof => ["csrf::a_form_from_the_own_origin_is_accepted"],
    /// A link is checked like a form.
    LinksAreGuarded => ["csrf::a_link_from_another_site_opens_a_page"],
    /// An origin is accepted if it begins with the application's.
    OriginsBeginAlike => ["csrf::rt_039_a_malformed_or_similar_origin_is_refused"],
    /// Only the first of two headers is read.
    FirstHeaderCounts => ["csrf::rt_039_a_repeated_or_unreadable_header_is_refused"],
    /// The `Host` header defines the application's origin.
    HostIsTrusted => ["csrf::rt_039_dns_rebinding_is_refused"],
    /// Only the host of an origin is compared.
    SchemeDoesNotMatter => ["csrf::rt_038_the_scheme_is_part_of_the_origin"],
    /// Any other method is handled as a form and not checked.
    OtherMethodsAreForms => [
        "csrf::rt_044_every_method_that_may_change_something_is_guarded",
        "methods::an_unsupported_method_does_nothing",
    ],

    // Sessions.
    /// A user has one token in all browsers.
    OneTokenPerUser => [
        "sessions::two_browsers_have_two_sessions",
        "sessions::rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead",
    ],
    /// A visitor stays signed in for the rest of the connection.
    ConnectionKeepsVisitor => [
        "sessions::a_visitor_is_known_by_each_request_and_not_by_its_connection",
    ],
    /// The browser's former session does not end.
    OldSessionLives => [
        "sessions::rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead",
        "sessions::rt_061_the_next_visitor_of_a_browser_sees_nothing_of_the_last",
    ],
    /// The client's token becomes the token of its session.
    PlantedTokenIsTaken => ["sessions::rt_050_a_planted_token_is_never_taken_over"],
    /// An unknown token creates an empty session.
    UnknownTokenIsSession => ["sessions::rt_051_an_unknown_token_never_becomes_a_session"],
    /// Only the beginning of a token is compared.
    TokensBeginAlike => ["sessions::rt_180_every_character_of_a_token_counts"],
    /// Signing out clears the cookie and keeps the session.
    SignOutKeepsTheSession => [
        "guide::a_user_signs_up_out_and_in",
        "sessions::rt_055_a_cookie_from_before_signing_out_is_dead",
        "sessions::two_browsers_have_two_sessions",
    ],
    /// A request saves the session that it read.
    RequestsSaveTheSession => ["sessions::rt_054_requests_in_flight_do_not_undo_signing_out"],
    /// A header overrides a safe method.
    MethodsAreOverridden => ["sessions::rt_081_a_safe_method_starts_and_ends_no_session"],
    /// The fields are read from the address.
    LinksSignIn => [
        "sessions::rt_081_a_safe_method_starts_and_ends_no_session",
        "sessions::lucia_flaw_64_a_link_does_not_sign_up_in_or_out",
    ],
    /// A link signs out.
    LinksSignOut => ["sessions::lucia_flaw_64_a_link_does_not_sign_up_in_or_out"],

    // The cookie.
    /// Scripts can read it.
    CookieIsNotHttpOnly => ["cookies::the_cookie_is_http_only_and_same_site"],
    /// Other sites' forms send it.
    CookieHasNoSameSite => ["cookies::the_cookie_is_http_only_and_same_site"],
    /// Every host of the domain gets it.
    CookieHasDomain => ["cookies::the_cookie_is_http_only_and_same_site"],
    /// The cookie is sent without TLS as well.
    CookieIsNotSecure => ["cookies::rt_042_on_https_the_cookie_is_bound_to_the_host"],
    /// A neighbouring host can set it.
    CookieHasNoPrefix => ["cookies::rt_042_on_https_the_cookie_is_bound_to_the_host"],
    /// The cookie is read without its prefix too.
    PrefixIsOptional => ["cookies::rt_042_on_https_the_cookie_is_bound_to_the_host"],
    /// The cookie is `Secure` if a proxy's header says that the client uses TLS.
    SchemeIsForwarded => ["cookies::rt_027_a_forwarded_scheme_changes_nothing"],
    /// The cookie is cleared under another path.
    CookieIsClearedUnderAnotherPath => ["cookies::signing_out_clears_the_cookie_with_the_same_attributes"],
    /// A proxy may keep it.
    CookieIsStored => ["cookies::an_answer_that_sets_the_cookie_has_no_store"],
    /// Every page sets it again.
    PagesSetTheCookie => ["cookies::a_page_sets_no_cookie"],
    /// Only the first cookie is read.
    FirstCookieOnly => ["cookies::the_cookie_is_found_among_others"],
    /// Names are decoded before they are compared.
    CookieNamesAreDecoded => ["cookies::rt_187_a_cookie_with_a_similar_name_or_token_is_ignored"],
    /// Names are compared without case.
    CookieNamesIgnoreCase => ["cookies::rt_187_a_cookie_with_a_similar_name_or_token_is_ignored"],
    /// Of two cookies the last one counts.
    LastCookieCounts => ["cookies::rt_187_two_cookies_of_our_name_never_mix_two_users"],

    // Secrets.
    /// The status reveals an unknown name.
    StatusRevealsUnknownName => ["secrets::rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer"],
    /// A header reveals an unknown name.
    HeaderRevealsUnknownName => ["secrets::rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer"],
    /// The token is in the address as well.
    TokenIsInTheAddress => ["secrets::lucia_flaw_63_a_token_is_in_no_body_and_no_url"],
    /// The form keeps the password.
    PasswordIsSentBack => ["secrets::a_password_is_never_sent_back"],
    /// A token in the address signs in.
    AddressSignsIn => ["secrets::a_token_counts_in_the_cookie_alone"],
    /// A cookie's token is accepted as a bearer token.
    BearerSignsIn => ["secrets::a_token_counts_in_the_cookie_alone"],

    // Redirects.
    /// A parameter chooses the target of a redirect.
    NextIsFollowed => ["redirects::rt_001_no_parameter_is_an_open_redirect"],
    /// Every visitor is redirected to the plain profile.
    PageAskedForIsForgotten => ["redirects::signing_in_and_up_lead_to_the_page_that_was_asked_for"],
    /// An unknown path is redirected to itself with a slash.
    SlashIsAppended => ["redirects::rt_012_a_path_with_two_slashes_is_no_open_redirect"],
    /// Addresses are built from the `Host` header.
    AddressesAreMadeOfHost => ["redirects::rt_020_no_header_decides_where_a_redirect_leads"],
    /// A signed-out visitor is redirected to the referer.
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
    /// Every body is read as a form.
    EverythingIsAForm => ["hostile::a_body_that_is_not_a_form_is_refused"],
    /// A body that is too large is an error.
    LargeBodyIsAnError => ["hostile::rt_192_a_body_that_is_too_large_is_refused"],
    /// Malformed HTTP causes a server error.
    JunkIsAnError => ["hostile::malformed_http_causes_no_server_error"],

    // Markup.
    /// A name is not escaped.
    NamesAreMarkup => ["escaping::rt_210_a_name_is_escaped_on_every_page"],
    /// An address is not escaped.
    AddressesAreMarkup => ["escaping::rt_210_no_page_repeats_markup_from_its_address"],
    /// A name is evaluated as a template.
    NamesAreTemplates => ["escaping::a_name_is_not_evaluated_as_a_template"],

    // Methods.
    /// HEAD is answered as an unsupported method.
    HeadIsNoMethod => ["methods::head_is_get_without_the_body"],
    /// TRACE repeats the request.
    TraceRepeats => [
        "methods::a_trace_does_not_show_the_cookie",
        "secrets::lucia_flaw_63_a_token_is_in_no_body_and_no_url",
    ],

    // Upgrades.
    /// Only forms are checked.
    UpgradesAreNotGuarded => [
        "websockets::an_upgrade_from_another_site_is_refused",
        "websockets::an_upgrade_without_proof_is_refused",
    ],
    /// No upgrade gets through.
    UpgradesAreRefused => ["websockets::an_upgrade_from_the_own_origin_is_accepted"],

    // Browsers and scripts.
    /// A browser gets a status.
    BrowserGetsStatus => ["navigation::a_browser_that_navigates_is_sent_to_the_sign_in_page"],
    /// A script gets a page.
    ScriptGetsPage => ["navigation::a_script_is_answered_with_a_status"],
    /// htmx gets a redirect.
    HtmxIsRedirected => ["navigation::htmx_gets_an_hx_redirect"],
    /// A client that does not accept HTML explicitly gets a status.
    OnlyHtmlIsPage => ["navigation::without_fetch_metadata_the_accept_header_decides"],
}
