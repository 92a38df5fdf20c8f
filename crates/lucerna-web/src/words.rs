//! What visitors read, apart from what developers read: every problem that there is.

use crate::Problem;
use http::StatusCode;

macro_rules! problems {
    ($($name:ident = $status:ident $code:literal $title:literal $detail:literal)*) => {
        $(pub(crate) const $name: Problem = Problem::new(StatusCode::$status, $code, $title, $detail);)*

        #[cfg(test)]
        pub(crate) const ALL: &[Problem] = &[$($name),*];
    };
}

problems! {
    SIGNED_OUT = UNAUTHORIZED "signed_out" "You are signed out" "Sign in to continue."
    SUPERSEDED = UNAUTHORIZED "superseded" "Please sign in again" "Your account was changed in the meantime."
    BEARER_NEEDED = UNAUTHORIZED "bearer_needed" "Not signed in"
        "Send a valid token in the header Authorization."
    INVALID_CREDENTIALS = UNAUTHORIZED "invalid_credentials" "Not signed in" "Incorrect username or password."
    CROSS_ORIGIN = FORBIDDEN "cross_origin" "Request blocked"
        "This request was blocked because it did not come from a page of this site. Open the page here and try again."
    MISSING_USER = NOT_FOUND "missing_user" "Not found" "This account does not exist."
    MISSING_KEY = NOT_FOUND "missing_key" "Not found" "This account has no such sign-in."
    NAME_TAKEN = CONFLICT "name_taken" "Name already taken" "Please choose another name."
    VALUE_TAKEN = CONFLICT "value_taken" "Already in use" "Another account uses one of these values."
    INVALID_NAME = UNPROCESSABLE_ENTITY "invalid_name" "Name not possible"
        "This name cannot be used. Please choose another."
    INVALID_VALUE = UNPROCESSABLE_ENTITY "invalid_value" "Value not possible"
        "One of these values cannot be saved. Please change it."
    PASSWORD_TOO_SHORT = UNPROCESSABLE_ENTITY "password_too_short" "Password too short"
        "Please choose a longer password."
    PASSWORD_TOO_LONG = UNPROCESSABLE_ENTITY "password_too_long" "Password too long"
        "Please choose a shorter password."
    PASSWORD_COMMON = UNPROCESSABLE_ENTITY "password_common" "Password too common"
        "Many people use this password, so it is easy to guess. Please choose another."
    PASSWORD_CONTEXT = UNPROCESSABLE_ENTITY "password_context" "Password too easy to guess"
        "The password must not be your name with a few additions. Please choose another."
    REFUSED = UNPROCESSABLE_ENTITY "refused" "Request not possible" "This cannot be done. Please check what you entered."
    BUSY = SERVICE_UNAVAILABLE "busy" "Please try again in a moment"
        "Many people are signing in right now. Nothing was changed."
    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable" "Please try again in a moment"
        "The service is temporarily unavailable. Nothing was lost."
    FAILED = INTERNAL_SERVER_ERROR "failed" "Something went wrong"
        "The error is on our side and was recorded. Please try again later."
}
