//! The texts of all errors for visitors.

use crate::Problem;
use http::StatusCode;

macro_rules! problems {
    ($($name:ident = $status:ident $code:literal $title:literal $detail:literal)*) => {
        $(pub(crate) const $name: Problem = Problem::new(StatusCode::$status, $code, $title, $detail);)*

        /// Each of them.
        pub(crate) const ALL: &[Problem] = &[$($name),*];
    };
}

/// The beginning of the advice for developers.
pub(crate) const BLOCKED: &str =
    "The browser did not confirm that this request came from a page of this site.";

problems! {
    SIGNED_OUT = UNAUTHORIZED "signed_out" "You are signed out" "Please sign in to continue."
    SUPERSEDED = UNAUTHORIZED "superseded" "Please sign in again" "Your account was changed in the meantime."
    BEARER_NEEDED = UNAUTHORIZED "bearer_needed" "Not signed in"
        "Send a valid token in the Authorization header."
    INVALID_CREDENTIALS = UNAUTHORIZED "invalid_credentials" "Not signed in" "Incorrect username or password."
    CROSS_ORIGIN = FORBIDDEN "cross_origin" "Request blocked"
        "Your browser did not confirm that this request came from a page of this site. Open the form on this site and try again."
    SECOND_FACTOR_NEEDED = UNAUTHORIZED "second_factor_needed" "One more step"
        "Please confirm that it is you with your second factor."
    STALE = UNAUTHORIZED "verification_stale" "Please sign in again" "Signing in took too long. Please start again."
    STATE_UNKNOWN = FORBIDDEN "state_unknown" "Please sign in again"
        "This sign-in was started in another browser, or too long ago. Please start again."
    NOT_RECENT = FORBIDDEN "verification_not_recent" "Please confirm that it is you"
        "This needs a recent sign-in. Please confirm that it is you, then continue."
    OTHER_USER = UNAUTHORIZED "session_of_another_user" "Please sign in again"
        "You are signed in with another account. Please sign in again to continue."
    LAST_KEY = CONFLICT "last_key" "Last way to sign in" "This is your only way to sign in. Please add another one first."
    HAS_PASSWORD = CONFLICT "password_exists" "Password already set" "This account already has a password."
    MISSING_PASSWORD = NOT_FOUND "missing_password" "Not found" "This account has no password."
    LOGIN_NAME = UNPROCESSABLE_ENTITY "login_name" "Name not changed"
        "You sign in with this name. Change it in the settings of your account."
    INVALID_ID = UNPROCESSABLE_ENTITY "invalid_id" "Value cannot be used" "This value cannot be used. Please choose another."
    ID_TAKEN = CONFLICT "id_taken" "Already in use" "This value is already in use. Please choose another."
    MISSING_RECORD = NOT_FOUND "missing_record" "Not found" "This no longer exists."
    MISSING_USER = NOT_FOUND "missing_user" "Not found" "This account does not exist."
    MISSING_KEY = NOT_FOUND "missing_key" "Not found" "This account does not have this way to sign in."
    NAME_TAKEN = CONFLICT "name_taken" "Name already taken" "This name is already taken. Please choose another."
    NAME_LOOKS_ALIKE = CONFLICT "name_looks_alike" "Name too similar"
        "This name looks like another one. Please choose another."
    VALUE_TAKEN = CONFLICT "value_taken" "Already in use" "Another account already uses one of these values. Please change it."
    INVALID_NAME = UNPROCESSABLE_ENTITY "invalid_name" "Name cannot be used"
        "This name cannot be used. Please choose another."
    INVALID_VALUE = UNPROCESSABLE_ENTITY "invalid_value" "Value cannot be used"
        "One of these values cannot be saved. Please change it."
    PASSWORD_TOO_SHORT = UNPROCESSABLE_ENTITY "password_too_short" "Password too short"
        "Please choose a longer password."
    PASSWORD_TOO_LONG = UNPROCESSABLE_ENTITY "password_too_long" "Password too long"
        "Please choose a shorter password."
    PASSWORD_COMMON = UNPROCESSABLE_ENTITY "password_common" "Password too common"
        "Many people use this password, so it is easy to guess. Please choose another."
    PASSWORD_CONTEXT = UNPROCESSABLE_ENTITY "password_context" "Password too easy to guess"
        "This password is too similar to your name or the name of this site. Please choose another."
    PASSWORD_BREACHED = UNPROCESSABLE_ENTITY "password_breached" "Password known to attackers"
        "This password was found in a data breach of another site, so attackers try it. Please choose another."
    REFUSED = UNPROCESSABLE_ENTITY "refused" "Request not completed" "This cannot be done. Please check what you entered."
    TOO_MANY_ATTEMPTS = TOO_MANY_REQUESTS "too_many_attempts" "Too many attempts"
        "There were too many wrong attempts. Please use another way to sign in, or ask us for help."
    BUSY = SERVICE_UNAVAILABLE "busy" "Please try again in a moment"
        "Many people are signing in right now. Nothing was changed."
    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable" "Please try again in a moment"
        "The service is temporarily unavailable. Nothing was lost."
    FAILED = INTERNAL_SERVER_ERROR "failed" "Something went wrong"
        "The error is on our side and was recorded. Please try again later."
}
