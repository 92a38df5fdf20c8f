//! The reasons for which a handler stops before its end.

use crate::answer::PageAnswer;
use http::HeaderValue;
use lucerna_web::{AuthError, Problem};

/// A handler that stops: with an error, or with another answer, such as the form again.
pub(crate) enum Stop {
    Error(AuthError),
    Answer(Box<PageAnswer>),
    /// A path that has other methods, with the value of `Allow`.
    WrongMethod(HeaderValue),
}

/// The result of a handler.
pub(crate) type Handled = Result<PageAnswer, Stop>;

lucerna_web::convert_auth_errors!(Stop, Stop::Error);

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Error(problem.into())
    }
}

impl From<PageAnswer> for Stop {
    fn from(answer: PageAnswer) -> Self {
        Self::Answer(Box::new(answer))
    }
}
