//! Conversions from each error of the core.

use super::AuthError;
use crate::{Problem, visitor_texts};
use lucerna_core::{
    AttemptError, AuthenticateError, ChangeCredentialError, ChangePasswordError, Conflict, CreateKeyError,
    CreateUserError, CrossOrigin, Error, ErrorKind, NotRecent, PasswordError, RecordError, RedeemStateError,
    StartSessionError, StoreError, TooManyAttempts, UpdateUserError, VerifyAgainError, VerifyPasswordError,
    Weakness,
};
use std::time::Duration;
use tracing::Level;

/// Implements `From` every error of a call of Lucerna for the application's own error type, so that `?` works in all handlers. The
/// [`StoreError`] of queries of the application's own is one of them; errors of the start are not.
///
/// The arguments are the type, and the function that converts an `AuthError` into it. The `AuthError` can be this crate's
/// or a framework's.
///
/// ```
/// use lucerna_core::{Auth, KeyId, UserId};
/// use lucerna_web::AuthError;
///
/// enum AppError {
///     Auth(AuthError),
///     Disk(std::io::Error),
/// }
///
/// lucerna_web::convert_auth_errors!(AppError, AppError::Auth);
///
/// impl From<std::io::Error> for AppError {
///     fn from(error: std::io::Error) -> Self {
///         Self::Disk(error)
///     }
/// }
///
/// async fn example(auth: Auth<()>, password: &str) -> Result<UserId, AppError> {
///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
///     auth.end_user_sessions(verified.user_id(), None).await?;
///     std::fs::remove_file("draft.txt")?;
///     Ok(verified.user_id().clone())
/// }
/// ```
#[macro_export]
macro_rules! convert_auth_errors {
    ($error:ty, $of_auth_error:path) => {
        $crate::convert_auth_errors! {
            $error, $of_auth_error;
            AttemptError AuthenticateError ChangeCredentialError ChangePasswordError CreateKeyError CreateUserError
            CrossOrigin Error NotRecent RecordError RedeemStateError StartSessionError StoreError TooManyAttempts
            UpdateUserError VerifyAgainError VerifyPasswordError
        }
    };
    ($error:ty, $of_auth_error:path; $($source:ident)+) => {
        impl ::core::convert::From<$crate::AuthError> for $error {
            fn from(error: $crate::AuthError) -> Self {
                $of_auth_error(::core::convert::Into::into(error))
            }
        }

        $(impl ::core::convert::From<$crate::lucerna_core::$source> for $error {
            fn from(error: $crate::lucerna_core::$source) -> Self {
                $of_auth_error(::core::convert::Into::into(error))
            }
        })+
    };
}

/// The default of `Retry-After`.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(1);

impl From<Problem> for AuthError {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

impl From<CrossOrigin> for AuthError {
    fn from(_: CrossOrigin) -> Self {
        Self::new(visitor_texts::CROSS_ORIGIN)
    }
}

impl From<Error> for AuthError {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Unavailable => {
                let mut unavailable = Self::failed(visitor_texts::UNAVAILABLE, Level::WARN, error);
                unavailable.0.retry_after = Some(DEFAULT_RETRY_AFTER);
                unavailable
            }
            ErrorKind::Superseded => Self::new(visitor_texts::SUPERSEDED),
            _ => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

impl From<AuthenticateError> for AuthError {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::CrossOrigin(error) => error.into(),
            AuthenticateError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

/// The text says how long to wait. Without such a time, the count has to be cleared first.
impl From<TooManyAttempts> for AuthError {
    fn from(error: TooManyAttempts) -> Self {
        let Some(wait) = error.retry_after else { return Self::new(visitor_texts::TOO_MANY_ATTEMPTS) };
        let detail = format!("There were too many attempts. Please try again in {}.", in_words(wait));
        let mut refused = Self::new(visitor_texts::TOO_MANY_ATTEMPTS.with_detail(detail));
        refused.0.retry_after = Some(wait);
        refused
    }
}

impl From<AttemptError> for AuthError {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::TooMany(error) => error.into(),
            AttemptError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<VerifyPasswordError> for AuthError {
    fn from(error: VerifyPasswordError) -> Self {
        match error {
            VerifyPasswordError::TooManyAttempts(error) => error.into(),
            VerifyPasswordError::Busy { retry_after } => Self::busy(retry_after, error),
            VerifyPasswordError::Failed(error) => error.into(),
            _ => Self::new(visitor_texts::INVALID_CREDENTIALS),
        }
    }
}

impl From<CreateKeyError> for AuthError {
    fn from(error: CreateKeyError) -> Self {
        match error {
            CreateKeyError::Busy { retry_after } => Self::busy(retry_after, error),
            CreateKeyError::Failed(error) => error.into(),
            CreateKeyError::Taken(conflict) => Self::new(taken(&conflict)),
            CreateKeyError::MissingUser => Self::new(visitor_texts::MISSING_USER),
            CreateKeyError::Stale => Self::new(visitor_texts::STALE),
            CreateKeyError::HasPassword => Self::new(visitor_texts::HAS_PASSWORD),
            CreateKeyError::NoPassword => Self::new(visitor_texts::MISSING_PASSWORD),
            CreateKeyError::InvalidKey(_) => Self::new(visitor_texts::INVALID_NAME),
            CreateKeyError::Password(error) => Self::new(refused_password(error)),
            _ => Self::new(visitor_texts::REFUSED),
        }
    }
}

impl From<ChangePasswordError> for AuthError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Busy { retry_after } => Self::busy(retry_after, error),
            ChangePasswordError::Failed(error) => error.into(),
            ChangePasswordError::NoPassword => Self::new(visitor_texts::MISSING_PASSWORD),
            ChangePasswordError::Stale => Self::new(visitor_texts::STALE),
            ChangePasswordError::Password(error) => Self::new(refused_password(error)),
            _ => Self::new(visitor_texts::REFUSED),
        }
    }
}

impl From<UpdateUserError> for AuthError {
    fn from(error: UpdateUserError) -> Self {
        match error {
            UpdateUserError::Failed(error) => error.into(),
            UpdateUserError::Taken(conflict) => Self::new(taken(&conflict)),
            UpdateUserError::Unfit(_) => Self::new(visitor_texts::INVALID_VALUE),
            UpdateUserError::InvalidKey(_) => Self::new(visitor_texts::INVALID_NAME),
            UpdateUserError::LoginName => Self::new(visitor_texts::LOGIN_NAME),
            UpdateUserError::MissingKey => Self::new(visitor_texts::MISSING_KEY),
            UpdateUserError::Stale => Self::new(visitor_texts::STALE),
            _ => Self::new(visitor_texts::REFUSED),
        }
    }
}

impl From<CreateUserError> for AuthError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::TooManyAttempts(error) => error.into(),
            CreateUserError::Busy { retry_after } => Self::busy(retry_after, error),
            CreateUserError::Failed(error) => error.into(),
            CreateUserError::Taken(conflict) => Self::new(taken(&conflict)),
            CreateUserError::InvalidKey(_) => Self::new(visitor_texts::INVALID_NAME),
            CreateUserError::Unfit(_) => Self::new(visitor_texts::INVALID_VALUE),
            CreateUserError::InvalidUserId => Self::new(visitor_texts::INVALID_ID),
            CreateUserError::Password(error) => Self::new(refused_password(error)),
            _ => Self::new(visitor_texts::REFUSED),
        }
    }
}

impl From<StartSessionError> for AuthError {
    fn from(error: StartSessionError) -> Self {
        match error {
            StartSessionError::SecondFactor(needed) => Self::second_factor(*needed),
            StartSessionError::Stale => Self::new(visitor_texts::STALE),
            StartSessionError::CrossOrigin(error) => error.into(),
            StartSessionError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<RedeemStateError> for AuthError {
    fn from(error: RedeemStateError) -> Self {
        match error {
            RedeemStateError::Unknown => Self::new(visitor_texts::STATE_UNKNOWN),
            RedeemStateError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<VerifyAgainError> for AuthError {
    fn from(error: VerifyAgainError) -> Self {
        match error {
            VerifyAgainError::OtherUser => Self::new(visitor_texts::OTHER_USER),
            VerifyAgainError::Stale => Self::new(visitor_texts::STALE),
            VerifyAgainError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<ChangeCredentialError> for AuthError {
    fn from(error: ChangeCredentialError) -> Self {
        match error {
            ChangeCredentialError::NotOwner => Self::new(visitor_texts::MISSING_KEY),
            ChangeCredentialError::LastKey => Self::new(visitor_texts::LAST_KEY),
            ChangeCredentialError::Stale => Self::new(visitor_texts::STALE),
            ChangeCredentialError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

impl From<RecordError> for AuthError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Taken(conflict) => Self::new(taken(&conflict)),
            RecordError::MissingUser => Self::new(visitor_texts::MISSING_USER),
            RecordError::Missing => Self::new(visitor_texts::MISSING_RECORD),
            RecordError::InvalidId => Self::new(visitor_texts::INVALID_ID),
            RecordError::Unfit(_) => Self::new(visitor_texts::INVALID_VALUE),
            RecordError::Failed(error) => error.into(),
            error => Self::failed(visitor_texts::FAILED, Level::ERROR, error),
        }
    }
}

/// This error does not know the request, so it cannot redirect. [`AuthError::not_recent`] can.
impl From<NotRecent> for AuthError {
    fn from(_: NotRecent) -> Self {
        Self::new(visitor_texts::NOT_RECENT)
    }
}

/// Returns the time in seconds, or in minutes from two minutes on, never too short.
fn in_words(wait: Duration) -> String {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    match (seconds, seconds.div_ceil(60)) {
        (1, _) => "1 second".to_owned(),
        (..120, _) => format!("{seconds} seconds"),
        (_, minutes) => format!("{minutes} minutes"),
    }
}

fn taken(conflict: &Conflict) -> Problem {
    match conflict {
        Conflict::Key => visitor_texts::NAME_TAKEN,
        Conflict::LooksAlike => visitor_texts::NAME_LOOKS_ALIKE,
        Conflict::Column(_) => visitor_texts::VALUE_TAKEN,
        _ => visitor_texts::ID_TAKEN,
    }
}

fn refused_password(error: PasswordError) -> Problem {
    match error {
        PasswordError::TooShort { min } => visitor_texts::PASSWORD_TOO_SHORT
            .with_detail(format!("The password must have at least {min} characters.")),
        PasswordError::TooLong { max } => visitor_texts::PASSWORD_TOO_LONG
            .with_detail(format!("The password must have at most {max} characters.")),
        PasswordError::Weak(Weakness::Common) => visitor_texts::PASSWORD_COMMON,
        PasswordError::Weak(Weakness::Context) => visitor_texts::PASSWORD_CONTEXT,
        PasswordError::Weak(Weakness::Breached) => visitor_texts::PASSWORD_BREACHED,
        _ => visitor_texts::REFUSED,
    }
}
