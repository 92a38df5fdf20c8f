//! The table.

use super::Access::{Anyone, RecentUser, User};
use super::fields::{
    AFTER, CARRIER, CODE, CODE_EMAIL, CURRENT, EMAIL, FORM, LINK, NEEDED_LINK, NEW_PASSWORD, NEXT,
    OPTIONAL_EMAIL, PASSWORD, PROGRAM, QUERY_LINK, REMEMBER, RESTORE, SESSION, USERNAME,
};
use super::{Feature, Route, RouteAction, get, mail, post};

/// The routes below the base path, except for `/.well-known`.
pub(crate) const ROUTES: &[Route] = &[
    get("getHome", RouteAction::Profile, "/", User, "Profile", "Shows the profile, as `/account` does")
        .of_a_page(),
    get("getProfile", RouteAction::Profile, "/account", User, "Profile", "Shows the profile"),
    get("getSignUpForm", RouteAction::SignUpForm, "/signup", Anyone, "Form", "Shows the sign-up form")
        .query(&[NEXT]),
    post("signUp", RouteAction::SignUp, "/signup", Anyone, "SignedIn", "Creates an account and signs in")
        .with(&[USERNAME, OPTIONAL_EMAIL, PASSWORD, NEXT, FORM, CARRIER])
        .created()
        .refuses(&[409]),
    get("getSignInForm", RouteAction::SignInForm, "/login", Anyone, "Form", "Shows the sign-in form")
        .query(&[NEXT]),
    post("signIn", RouteAction::SignIn, "/login", Anyone, "SignedIn", "Signs in")
        .with(&[USERNAME, PASSWORD, REMEMBER, RESTORE, NEXT, CARRIER]),
    post("signOut", RouteAction::SignOut, "/logout", Anyone, "Done", "Signs out"),
    get(
        "getConfirmForm",
        RouteAction::ConfirmForm,
        "/login/verify",
        User,
        "Form",
        "Asks for the password again",
    )
    .query(&[NEXT]),
    post(
        "confirmPassword",
        RouteAction::Confirm,
        "/login/verify",
        User,
        "Renewed",
        "Confirms that it is the user",
    )
    .with(&[PASSWORD, NEXT])
    .refuses(&[409]),
    get(
        "getPasswordForm",
        RouteAction::PasswordForm,
        "/account/password",
        User,
        "Form",
        "Shows the form for a new password",
    )
    .refuses(&[403]),
    post(
        "changePassword",
        RouteAction::ChangePassword,
        "/account/password",
        User,
        "Renewed",
        "Changes the password",
    )
    .with(&[CURRENT, NEW_PASSWORD]),
    get(
        "listDevices",
        RouteAction::Devices,
        "/account/devices",
        User,
        "Devices",
        "Lists the devices in which the user is signed in",
    ),
    post(
        "endDevice",
        RouteAction::EndDevice,
        "/account/devices/end",
        RecentUser,
        "Done",
        "Signs out one device",
    )
    .with(&[SESSION])
    .refuses(&[404]),
    post(
        "endOtherDevices",
        RouteAction::EndOtherDevices,
        "/account/devices/end-others",
        RecentUser,
        "Ended",
        "Signs out all other devices",
    ),
    get(
        "getDataPage",
        RouteAction::Data,
        "/account/data",
        User,
        "Profile",
        "Offers the download and the deletion",
    )
    .of_a_page(),
    get(
        "downloadData",
        RouteAction::Download,
        "/account/data.json",
        RecentUser,
        "Data",
        "Downloads the user's data",
    ),
    get(
        "getDeleteForm",
        RouteAction::DeleteForm,
        "/account/delete",
        User,
        "Form",
        "Asks for the password to delete the account",
    )
    .refuses(&[403]),
    post("deleteAccount", RouteAction::Delete, "/account/delete", User, "Deletion", "Deletes the account")
        .with(&[CURRENT]),
    get(
        "listActivity",
        RouteAction::Activity,
        "/account/activity",
        User,
        "Activity",
        "Lists what happened to the account",
    )
    .needs(Feature::Activity)
    .query(&[AFTER]),
    mail(get(
        "getForgotForm",
        RouteAction::ForgotForm,
        "/forgot",
        Anyone,
        "Form",
        "Asks where to send a message for a new password",
    ))
    .query(&[NEXT]),
    mail(post(
        "requestPasswordReset",
        RouteAction::Forgot,
        "/forgot",
        Anyone,
        "Done",
        "Sends a message for a new password",
    ))
    .with(&[EMAIL, NEXT, PROGRAM]),
    mail(get(
        "getResetForm",
        RouteAction::ResetForm,
        "/reset",
        Anyone,
        "Link",
        "Shows the form for a new password",
    ))
    .query(&[QUERY_LINK, NEXT]),
    mail(post(
        "resetPassword",
        RouteAction::Reset,
        "/reset",
        Anyone,
        "SignedIn",
        "Sets a new password and signs in",
    ))
    .with(&[LINK, CODE, CODE_EMAIL, NEW_PASSWORD, NEXT, CARRIER])
    .may_need_a_step(),
    mail(get(
        "getMailSignInForm",
        RouteAction::MailSignInForm,
        "/login/email",
        Anyone,
        "Form",
        "Asks where to send a message to sign in",
    ))
    .query(&[NEXT]),
    mail(post(
        "requestSignInMail",
        RouteAction::MailSignIn,
        "/login/email",
        Anyone,
        "Done",
        "Sends a message to sign in",
    ))
    .with(&[EMAIL, NEXT, RESTORE, PROGRAM]),
    mail(get(
        "getSignInLink",
        RouteAction::LinkForm,
        "/login/link",
        Anyone,
        "Link",
        "Shows the button or the code's field to sign in",
    ))
    .query(&[QUERY_LINK, RESTORE, NEXT]),
    mail(post(
        "signInByMail",
        RouteAction::Link,
        "/login/link",
        Anyone,
        "SignedIn",
        "Signs in by link or code",
    ))
    .with(&[LINK, CODE, CODE_EMAIL, RESTORE, NEXT, CARRIER]),
    mail(get(
        "getVerifyForm",
        RouteAction::VerifyForm,
        "/verify",
        Anyone,
        "Link",
        "Shows the button or the code's field to verify",
    ))
    .query(&[QUERY_LINK, NEXT]),
    mail(post(
        "verifyAddress",
        RouteAction::Verify,
        "/verify",
        Anyone,
        "SignedIn",
        "Verifies an address and signs in",
    ))
    .with(&[LINK, CODE, CODE_EMAIL, NEXT, CARRIER])
    .may_need_a_step(),
    mail(get(
        "listAddresses",
        RouteAction::Addresses,
        "/account/email",
        User,
        "Addresses",
        "Lists the e-mail addresses",
    )),
    mail(post(
        "addAddress",
        RouteAction::AddAddress,
        "/account/email",
        RecentUser,
        "Done",
        "Sends a message to a new address",
    ))
    .with(&[EMAIL]),
    mail(post(
        "removeAddress",
        RouteAction::RemoveAddress,
        "/account/email/remove",
        RecentUser,
        "Renewed",
        "Removes an address, unless it is the last way to sign in",
    ))
    .with(&[EMAIL])
    .refuses(&[404, 409]),
    mail(get(
        "getConfirmAddressForm",
        RouteAction::ConfirmAddressForm,
        "/account/email/confirm",
        User,
        "Link",
        "Asks to confirm a new address",
    ))
    .query(&[QUERY_LINK, NEXT]),
    mail(post(
        "confirmAddress",
        RouteAction::ConfirmAddress,
        "/account/email/confirm",
        RecentUser,
        "Renewed",
        "Confirms a new address",
    ))
    .with(&[LINK, CODE, CODE_EMAIL])
    .refuses(&[409]),
    mail(get(
        "getUndoForm",
        RouteAction::UndoForm,
        "/account/email/undo",
        Anyone,
        "Link",
        "Asks to undo a change of address",
    ))
    .query(&[NEEDED_LINK]),
    mail(post(
        "undoAddressChange",
        RouteAction::Undo,
        "/account/email/undo",
        Anyone,
        "SignedIn",
        "Undoes a change of address",
    ))
    .with(&[LINK, CARRIER])
    .refuses(&[409])
    .may_need_a_step(),
    mail(get(
        "getReportForm",
        RouteAction::ReportForm,
        "/account/report",
        Anyone,
        "Link",
        "Asks to report a change or a sign-in",
    ))
    .query(&[NEEDED_LINK]),
    mail(post(
        "reportActivity",
        RouteAction::Report,
        "/account/report",
        Anyone,
        "Done",
        "Secures the account after a report",
    ))
    .with(&[LINK, PROGRAM]),
    get("getOpenApi", RouteAction::OpenApi, "/account/openapi.json", Anyone, "OpenApi", "This document")
        .of_a_page(),
    get("getStyle", RouteAction::Style, "/account/pages.css", Anyone, "File", "The style of the pages")
        .file("text/css"),
    get("getScript", RouteAction::Script, "/account/pages.js", Anyone, "File", "The script of the pages")
        .file("text/javascript"),
    get("getLogo", RouteAction::Logo, "/account/logo.svg", Anyone, "File", "The logo"),
];

/// The only route at the root of the site, also with a base path.
pub(super) const WELL_KNOWN: Route = get(
    "getPasswordPage",
    RouteAction::WellKnownPassword,
    "/.well-known/change-password",
    Anyone,
    "Redirect",
    "Leads password managers to the page for a new password",
);
