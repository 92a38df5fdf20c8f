//! The table of all routes. The handler, the OpenAPI document and the tests are made from it.

use http::Method;
use std::fmt;

/// One path with one method.
///
/// ```
/// use lucerna_pages::Route;
///
/// let sign_in = Route::all().iter().find(|it| it.method() == "POST" && it.path() == "/login").unwrap();
/// assert_eq!(sign_in.access(), lucerna_pages::Access::Anyone);
/// ```
pub struct Route {
    /// The name by which generated clients call the route. It stays the same in later versions.
    pub(crate) id: &'static str,
    pub(crate) action: RouteAction,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) fields: &'static [FormField],
    /// The schema of a successful answer in JSON, and its status.
    pub(crate) answer: (&'static str, u16),
    pub(crate) summary: &'static str,
    pub(crate) feature: Feature,
    /// The fields of the query.
    pub(crate) query: &'static [FormField],
    /// The statuses of refusals that no other member tells.
    pub(crate) refusals: &'static [u16],
    /// True if the session may only start after one more step, since the account is due for deletion.
    pub(crate) may_need_a_step: bool,
    /// True if the answer is for a page, so that programs rarely need it.
    pub(crate) is_of_a_page: bool,
    /// The media type of an answer that is a text file.
    pub(crate) file: Option<&'static str>,
}

/// The part of the pages that a route belongs to. Routes of parts that the application does not have are unknown paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    Always,
    Mail,
    Activity,
}

/// The callers that a route is for.
///
/// ```
/// use lucerna_pages::{Access, Route};
///
/// let open = Route::all().iter().filter(|it| it.access() == Access::Anyone).count();
/// assert!(open < Route::all().len());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Every visitor.
    Anyone,
    /// Users who are signed in.
    User,
    /// Users who were verified in the last 15 minutes.
    RecentUser,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteAction {
    Profile,
    SignUpForm,
    SignUp,
    SignInForm,
    SignIn,
    SignOut,
    ConfirmForm,
    Confirm,
    PasswordForm,
    ChangePassword,
    Devices,
    EndDevice,
    EndOtherDevices,
    Data,
    Download,
    DeleteForm,
    Delete,
    Activity,
    ForgotForm,
    Forgot,
    ResetForm,
    Reset,
    MailSignInForm,
    MailSignIn,
    LinkForm,
    Link,
    VerifyForm,
    Verify,
    Addresses,
    AddAddress,
    RemoveAddress,
    ConfirmAddressForm,
    ConfirmAddress,
    UndoForm,
    Undo,
    ReportForm,
    Report,
    WellKnownPassword,
    OpenApi,
    Style,
    Script,
    Logo,
}

impl RouteAction {
    /// Returns true for a page that only reads its session. Such a page needs neither the proof of an origin nor the caller's
    /// address, and takes half the time.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::Profile | Self::Data)
    }
}

/// A field of a form, and a member of its JSON twin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormField {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Password,
    Flag,
}

pub(crate) const fn field(name: &'static str, kind: Kind, about: &'static str) -> FormField {
    FormField { name, kind, required: true, about }
}

pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> FormField {
    FormField { name, kind, required: false, about }
}

const USERNAME: FormField = field("username", Kind::Text, "The name to sign in with.");
const PASSWORD: FormField = field("password", Kind::Password, "The password.");
const NEW_PASSWORD: FormField = field("password", Kind::Password, "The new password.");
const CURRENT: FormField =
    optional("current", Kind::Password, "The current password, if the account has one.");
pub(crate) const NEXT: FormField = optional("next", Kind::Text, "A path of this site to go to afterwards.");
const REMEMBER: FormField =
    optional("remember", Kind::Flag, "Keeps the session after the browser is closed.");
pub(crate) const RESTORE: FormField =
    optional("restore", Kind::Flag, "Keeps an account that is due for deletion.");
const CARRIER: FormField =
    optional("carrier", Kind::Text, "`bearer` for a token in the answer. The default is a cookie.");
const PROGRAM: FormField = optional(
    "carrier",
    Kind::Text,
    "`bearer` for a program, which names no origin. The default is a browser.",
);
const SESSION: FormField = field("session", Kind::Text, "The id of the session to end.");
const FORM: FormField = optional(
    "form_id",
    Kind::Text,
    "The value that the form had, so that sending it twice creates one account.",
);

const EMAIL: FormField = field("email", Kind::Text, "An e-mail address.");
const OPTIONAL_EMAIL: FormField =
    optional("email", Kind::Text, "An e-mail address, if the application asks for one.");
const LINK: FormField = optional("link", Kind::Text, "The query field `link` of a message's link.");
const CODE: FormField =
    optional("code", Kind::Text, "The code of the message, with `email`, in the browser that asked.");
const CODE_EMAIL: FormField = optional("email", Kind::Text, "The address of the message, with `code`.");

const QUERY_LINK: FormField = optional("link", Kind::Text, "The link of a message has this field.");
const NEEDED_LINK: FormField = field("link", Kind::Text, "The link of a message has this field.");
const AFTER: FormField = optional("after", Kind::Text, "The member `next` of the page before this one.");

const NOTHING: &[FormField] = &[];

use Access::{Anyone, RecentUser, User};

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
pub(crate) const WELL_KNOWN: Route = get(
    "getPasswordPage",
    RouteAction::WellKnownPassword,
    "/.well-known/change-password",
    Anyone,
    "Redirect",
    "Leads password managers to the page for a new password",
);

const fn get(
    id: &'static str,
    action: RouteAction,
    path: &'static str,
    access: Access,
    answer: &'static str,
    summary: &'static str,
) -> Route {
    Route {
        id,
        action,
        method: "GET",
        path,
        access,
        fields: NOTHING,
        answer: (answer, 200),
        summary,
        feature: Feature::Always,
        query: NOTHING,
        refusals: &[],
        may_need_a_step: false,
        is_of_a_page: false,
        file: None,
    }
}

const fn mail(route: Route) -> Route {
    route.needs(Feature::Mail)
}

const fn post(
    id: &'static str,
    action: RouteAction,
    path: &'static str,
    access: Access,
    answer: &'static str,
    summary: &'static str,
) -> Route {
    Route { method: "POST", ..get(id, action, path, access, answer, summary) }
}

impl Route {
    const fn with(self, fields: &'static [FormField]) -> Self {
        Self { fields, ..self }
    }

    const fn needs(self, feature: Feature) -> Self {
        Self { feature, ..self }
    }

    const fn query(self, query: &'static [FormField]) -> Self {
        Self { query, ..self }
    }

    const fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }

    const fn may_need_a_step(self) -> Self {
        Self { may_need_a_step: true, ..self }
    }

    const fn of_a_page(self) -> Self {
        Self { is_of_a_page: true, ..self }
    }

    const fn file(self, media: &'static str) -> Self {
        Self { file: Some(media), ..self }
    }

    const fn created(self) -> Self {
        Self { answer: (self.answer.0, 201), ..self }
    }

    /// Returns all routes, for the documents and the tests of an application.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ROUTES
    }

    /// Returns the method. A route with GET also answers HEAD.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Returns the path below the base path.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the callers that the route is for.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access
    }

    /// Returns one line about the route.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.summary
    }

    /// Finds the route of a request, by its exact path below the base path.
    pub(crate) fn find(method: &Method, path: &str, base: &str) -> Result<&'static Self, Missed> {
        static ROOT: &[Route] = &[WELL_KNOWN];
        let (routes, path) = match path.strip_prefix(base) {
            Some("") if !base.is_empty() => (ROUTES, "/"),
            Some(below) if below.starts_with('/') && below != WELL_KNOWN.path => (ROUTES, below),
            _ => (ROOT, path),
        };
        let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
        let mut missed = Missed::Path;
        for route in routes.iter().filter(|it| it.path == path) {
            if route.method == method {
                return Ok(route);
            }
            missed = Missed::Method;
        }
        Err(missed)
    }

    /// Returns the value of the header `Allow` for a path that has routes.
    pub(crate) fn allowed(path: &str, base: &str) -> &'static str {
        let can = |method: &Method| Self::find(method, path, base).is_ok();
        match (can(&Method::GET), can(&Method::POST)) {
            (true, true) => "GET, HEAD, POST",
            (true, false) => "GET, HEAD",
            _ => "POST",
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The reason why no route was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    Path,
    Method,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &Method, path: &str, base: &str) -> Option<RouteAction> {
        Route::find(method, path, base).ok().map(|it| it.action)
    }

    #[test]
    fn a_route_is_found_by_its_exact_path_below_the_base() {
        assert_eq!(found(&Method::GET, "/login", ""), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::HEAD, "/login", ""), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::GET, "/notes/login", "/notes"), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::GET, "/notes", "/notes"), Some(RouteAction::Profile));
        assert_eq!(found(&Method::GET, "/notes/", "/notes"), Some(RouteAction::Profile));
        for path in [
            "/login",
            "/notesx/login",
            "/notes//login",
            "/notes/Login",
            "/notes/login/",
            "/notes%2flogin",
            "",
        ] {
            assert_eq!(found(&Method::GET, path, "/notes"), None, "{path}");
        }
        let well_known = "/.well-known/change-password";
        for base in ["", "/notes"] {
            assert_eq!(found(&Method::GET, well_known, base), Some(RouteAction::WellKnownPassword), "{base}");
        }
    }

    #[test]
    fn another_method_is_told_from_an_unknown_path() {
        assert_eq!(Route::find(&Method::DELETE, "/login", "").unwrap_err(), Missed::Method);
        assert_eq!(Route::find(&Method::GET, "/logout", "").unwrap_err(), Missed::Method);
        assert_eq!(Route::find(&Method::GET, "/none", "").unwrap_err(), Missed::Path);
        assert_eq!(Route::allowed("/login", ""), "GET, HEAD, POST");
        assert_eq!(Route::allowed("/logout", ""), "POST");
        assert_eq!(Route::allowed("/account/devices", ""), "GET, HEAD");
    }
}
