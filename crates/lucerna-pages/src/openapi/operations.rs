//! The parts of an operation that are not in the table of routes: its id, its tag and the fields of its query.

use crate::route::{FormField, Kind, NEXT, RESTORE, Route, RouteAction, field, optional};
use serde_json::{Value, json};

const SIGN_IN: &str = "sign-in";
const ACCOUNT: &str = "account";
const PAGES: &str = "pages";

const QUERY_LINK: FormField = optional("link", Kind::Text, "The link of a message has this field.");
const NEEDED_LINK: FormField = field("link", Kind::Text, "The link of a message has this field.");
const AFTER: FormField = optional("after", Kind::Text, "The member `next` of the page before this one.");

/// Returns the tags with their meaning.
pub(super) fn tags() -> Value {
    json!([
        { "name": SIGN_IN, "description": "Signing up, in and out, also by messages." },
        { "name": ACCOUNT, "description": "The account of the user who is signed in." },
        { "name": PAGES, "description": "Descriptions of forms, and files. Programs rarely need them." },
    ])
}

/// Returns the tag of a route. Generated clients have a module for each.
pub(super) fn tag(route: &Route) -> &'static str {
    let is_get = route.method == "GET";
    let (schema, _) = route.answer;
    match route.action {
        RouteAction::Data | RouteAction::OpenApi => PAGES,
        _ if is_get && (matches!(schema, "Form" | "Link" | "File") || route.path == "/") => PAGES,
        _ if route.path.starts_with("/account") => ACCOUNT,
        _ => SIGN_IN,
    }
}

/// Returns the id of a route, which generated clients call it by. It stays the same in later versions.
pub(super) fn id(route: &Route) -> &'static str {
    match route.action {
        RouteAction::Profile if route.path == "/" => "getHome",
        RouteAction::Profile => "getProfile",
        RouteAction::SignUp => "signUp",
        RouteAction::SignIn => "signIn",
        RouteAction::SignOut => "signOut",
        RouteAction::Confirm => "confirmPassword",
        RouteAction::ChangePassword => "changePassword",
        RouteAction::Devices => "listDevices",
        RouteAction::EndDevice => "endDevice",
        RouteAction::EndOtherDevices => "endOtherDevices",
        RouteAction::Download => "downloadData",
        RouteAction::Delete => "deleteAccount",
        RouteAction::Activity => "listActivity",
        RouteAction::Addresses => "listAddresses",
        RouteAction::Forgot | RouteAction::Reset | RouteAction::MailSignIn | RouteAction::Link => {
            id_of_mail(route)
        }
        RouteAction::Verify | RouteAction::AddAddress | RouteAction::RemoveAddress => id_of_mail(route),
        RouteAction::ConfirmAddress | RouteAction::Undo | RouteAction::Report => id_of_mail(route),
        _ => id_of_page(route),
    }
}

fn id_of_mail(route: &Route) -> &'static str {
    match route.action {
        RouteAction::Forgot => "requestPasswordReset",
        RouteAction::Reset => "resetPassword",
        RouteAction::MailSignIn => "requestSignInMail",
        RouteAction::Link => "signInByMail",
        RouteAction::Verify => "verifyAddress",
        RouteAction::AddAddress => "addAddress",
        RouteAction::RemoveAddress => "removeAddress",
        RouteAction::ConfirmAddress => "confirmAddress",
        RouteAction::Undo => "undoAddressChange",
        _ => "reportActivity",
    }
}

fn id_of_page(route: &Route) -> &'static str {
    match route.action {
        RouteAction::SignUpForm => "getSignUpForm",
        RouteAction::SignInForm => "getSignInForm",
        RouteAction::ConfirmForm => "getConfirmForm",
        RouteAction::PasswordForm => "getPasswordForm",
        RouteAction::DeleteForm => "getDeleteForm",
        RouteAction::Data => "getDataPage",
        RouteAction::ForgotForm => "getForgotForm",
        RouteAction::ResetForm => "getResetForm",
        RouteAction::MailSignInForm => "getMailSignInForm",
        RouteAction::LinkForm => "getSignInLink",
        RouteAction::VerifyForm => "getVerifyForm",
        RouteAction::ConfirmAddressForm => "getConfirmAddressForm",
        RouteAction::UndoForm => "getUndoForm",
        RouteAction::ReportForm => "getReportForm",
        RouteAction::Style => "getStyle",
        RouteAction::Script => "getScript",
        RouteAction::Logo => "getLogo",
        _ => "getOpenApi",
    }
}

/// Returns the fields that the query of a route may have.
pub(super) fn query(route: &Route) -> &'static [FormField] {
    match route.action {
        RouteAction::Activity => &[AFTER],
        RouteAction::SignUpForm | RouteAction::SignInForm | RouteAction::ConfirmForm => &[NEXT],
        RouteAction::ForgotForm | RouteAction::MailSignInForm => &[NEXT],
        RouteAction::ResetForm | RouteAction::VerifyForm | RouteAction::ConfirmAddressForm => {
            &[QUERY_LINK, NEXT]
        }
        RouteAction::LinkForm => &[QUERY_LINK, RESTORE, NEXT],
        RouteAction::UndoForm | RouteAction::ReportForm => &[NEEDED_LINK],
        _ => &[],
    }
}
