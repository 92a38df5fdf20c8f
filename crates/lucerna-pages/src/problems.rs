//! The errors of the pages themselves. The texts are those of programs; visitors read `texts/`.

use http::StatusCode;
use lucerna_web::Problem;

macro_rules! problems {
    ($($name:ident = $status:ident $code:literal $title:literal $detail:literal)*) => {
        $(pub(crate) const $name: Problem = Problem::new(StatusCode::$status, $code, $title, $detail);)*

        /// Each of them.
        pub(crate) const ALL: &[Problem] = &[$($name),*];
    };
}

problems! {
    INVALID_BODY = BAD_REQUEST "invalid_body" "The request could not be read"
        "The body is neither a form nor a JSON object with texts and flags."
    NOT_FOUND = NOT_FOUND "not_found" "Page not found" "There is no page at this address."
    METHOD = METHOD_NOT_ALLOWED "method_not_allowed" "This page cannot be opened" "This address has other methods."
    NOT_ACCEPTABLE = NOT_ACCEPTABLE "not_acceptable" "The request could not be read"
        "A request with a JSON body is answered in JSON: accept application/json."
    TOO_LARGE = PAYLOAD_TOO_LARGE "body_too_large" "The form is too large" "Please shorten your entries and try again."
    UNSUPPORTED = UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The request could not be read"
        "Send application/json or application/x-www-form-urlencoded."
    MISSING_FIELD = UNPROCESSABLE_ENTITY "missing_field" "A field is empty" "Please fill in this field."
    USERNAME_LENGTH = UNPROCESSABLE_ENTITY "username_length" "Name not possible"
        "Please choose a username of another length."
    USERNAME_LIKE_ADDRESS = UNPROCESSABLE_ENTITY "invalid_name" "Name cannot be used"
        "A username must not have the character @."
    UNREADABLE = UNPROCESSABLE_ENTITY "unreadable" "Value cannot be used" "This contains an invalid character."
    WRONG_PASSWORD = UNPROCESSABLE_ENTITY "wrong_password" "Not confirmed" "This password is not correct."
    NO_PASSWORD = CONFLICT "no_password" "Not confirmed"
        "This account has no password. Please sign out, and sign in again to confirm that it is you."
    DELETION_DUE = FORBIDDEN "deletion_due" "Your account is due for deletion"
        "This account is due for deletion. To keep it, sign in with the flag `restore`."
    INVALID_ADDRESS = UNPROCESSABLE_ENTITY "invalid_address" "Address cannot be used"
        "This is not an e-mail address to which we can send mail."
    ADDRESS_TAKEN = CONFLICT "address_taken" "Address in use" "Another account uses this address."
    INVALID_CODE = GONE "invalid_code" "This does not work any more"
        "This link or code was used or replaced, or has expired. Please ask for another one."
    PROOF_OUTDATED = FORBIDDEN "verification_not_recent" "Please confirm that it is you"
        "This needs a recent sign-in. Please confirm that it is you, then continue."
    UNKNOWN_SESSION = NOT_FOUND "unknown_session" "Not found" "This device is not signed in."
    FAILED = INTERNAL_SERVER_ERROR "failed" "Something went wrong"
        "The error is on our side and was recorded. Please try again later."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sentences_end() {
        let mut codes: Vec<_> = ALL.iter().map(Problem::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
        assert!(ALL.iter().all(|it| it.detail().ends_with('.') && !it.title().ends_with('.')));
    }
}
