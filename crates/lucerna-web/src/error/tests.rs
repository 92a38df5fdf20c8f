//! The responses of errors by caller, and their log lines.

use super::*;
use http::{Method, Request};
use lucerna_core::{
    AttemptError, AuthenticateError, ChangeCredentialError, ChangePasswordError, Conflict, CreateKeyError,
    CreateUserError, CrossOrigin, Error, OriginPolicy, PasswordError, RecordError, RedeemStateError,
    StartSessionError, StoreError, TooManyAttempts, UpdateUserError, VerifyAgainError, VerifyPasswordError,
    Weakness,
};
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::LevelFilter;

type Headers<'a> = &'a [(&'a str, &'a str)];

const NAVIGATION: Headers<'_> = &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
const FETCH: Headers<'_> =
    &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty"), ("accept", "text/html")];

fn request(method: Method, uri: &str, headers: Headers<'_>) -> Request<()> {
    let request = Request::builder().method(method).uri(uri);
    headers.iter().fold(request, |it, (name, value)| it.header(*name, *value)).body(()).unwrap()
}

fn signed_out(method: Method, headers: Headers<'_>) -> Response<String> {
    let request = request(method, "/notes?page=2", headers);
    AuthError::signed_out(&HttpHead::from(&request), "/login").into_http()
}

fn header<'a>(response: &'a Response<String>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |it| it.to_str().unwrap())
}

#[test]
fn a_navigation_is_sent_to_the_sign_in_page_with_the_way_back() {
    for headers in [NAVIGATION, &[("accept", "text/html")], &[("accept", "*/*")], &[]] {
        for method in [Method::GET, Method::HEAD] {
            let response = signed_out(method, headers);
            assert_eq!(response.status(), 303, "{headers:?}");
            assert_eq!(header(&response, "location"), "/login?next=%2Fnotes%3Fpage%3D2");
            assert_eq!(header(&response, "cache-control"), "no-store");
        }
    }
}

#[test]
fn a_script_receives_401_and_neither_a_page_nor_a_redirect() {
    for headers in
        [FETCH, &[("accept", "application/json")], &[("turbo-frame", "a"), ("accept", "text/html")]]
    {
        for method in [Method::GET, Method::POST] {
            let response = signed_out(method, headers);
            assert_eq!((response.status().as_u16(), header(&response, "location")), (401, ""), "{headers:?}");
            assert_eq!(header(&response, "content-type"), "application/problem+json");
            let (start, end) = (r#"{"type":"about:blank","title":"#, r#""status":401,"#);
            assert!(response.body().starts_with(start) && response.body().contains(end), "{response:?}");
            assert!(response.body().ends_with(r#","code":"signed_out"}"#), "{response:?}");
        }
    }
}

#[test]
fn htmx_is_redirected_with_the_page_it_was_sent_from() {
    for method in [Method::GET, Method::POST] {
        let url = ("hx-current-url", "https://app.example/board?tab=1");
        let response = signed_out(method, &[("hx-request", "true"), url]);
        assert_eq!((response.status().as_u16(), header(&response, "location")), (401, ""));
        assert_eq!(header(&response, "hx-redirect"), "/login?next=%2Fboard%3Ftab%3D1");
        assert_eq!(header(&response, "content-type"), "text/plain; charset=utf-8");
    }
}

#[test]
fn rt_006_a_form_posted_after_the_session_expired_gets_a_page_and_no_redirect() {
    let response = signed_out(Method::POST, NAVIGATION);
    assert_eq!((response.status().as_u16(), header(&response, "location")), (401, ""));
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    assert!(response.body().contains(r#"<a href="/login">Continue</a>"#), "{response:?}");
}

#[test]
fn an_unknown_caller_gets_plain_text() {
    for response in
        [signed_out(Method::POST, &[]), AuthError::from(VerifyPasswordError::InvalidCredentials).into_http()]
    {
        assert_eq!((response.status().as_u16(), header(&response, "location")), (401, ""));
        assert_eq!(header(&response, "content-type"), "text/plain; charset=utf-8");
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("disk full".into())
}

fn busy() -> VerifyPasswordError {
    VerifyPasswordError::Busy { retry_after: Duration::from_millis(2500) }
}

fn too_many() -> TooManyAttempts {
    TooManyAttempts::until_after(Duration::from_secs(60))
}

fn cross_origin() -> CrossOrigin {
    let policy = OriginPolicy::new("https://app.example".parse().unwrap());
    policy.check(&HttpHead::from(&request(Method::POST, "/", &[]))).unwrap_err()
}

/// Every error with its status and its code.
fn errors() -> Vec<(AuthError, u16, &'static str)> {
    let column = || Conflict::Column("email".to_owned());
    let weak = |it| ChangePasswordError::Password(PasswordError::Weak(it));
    vec![
        (AuthError::bearer_needed(), 401, "bearer_needed"),
        (cross_origin().into(), 403, "cross_origin"),
        (Error::from(StoreError::MissingUser).into(), 401, "superseded"),
        (VerifyPasswordError::InvalidCredentials.into(), 401, "invalid_credentials"),
        (CreateUserError::Taken(Conflict::Key).into(), 409, "name_taken"),
        (CreateUserError::Taken(Conflict::LooksAlike).into(), 409, "name_looks_alike"),
        (CreateUserError::Taken(column()).into(), 409, "value_taken"),
        (UpdateUserError::Taken(column()).into(), 409, "value_taken"),
        (CreateKeyError::Taken(Conflict::Key).into(), 409, "name_taken"),
        (CreateKeyError::MissingUser.into(), 404, "missing_user"),
        (ChangePasswordError::NoPassword.into(), 404, "missing_password"),
        (CreateUserError::InvalidUserId.into(), 422, "invalid_id"),
        (StartSessionError::Stale.into(), 401, "verification_stale"),
        (RedeemStateError::Unknown.into(), 403, "state_unknown"),
        (VerifyAgainError::OtherUser.into(), 401, "session_of_another_user"),
        (ChangeCredentialError::LastKey.into(), 409, "last_key"),
        (ChangeCredentialError::NotOwner.into(), 404, "missing_key"),
        (CreateKeyError::HasPassword.into(), 409, "password_exists"),
        (CreateKeyError::NoPassword.into(), 404, "missing_password"),
        (UpdateUserError::LoginName.into(), 422, "login_name"),
        (UpdateUserError::MissingKey.into(), 404, "missing_key"),
        (RecordError::Missing.into(), 404, "missing_record"),
        (RecordError::InvalidId.into(), 422, "invalid_id"),
        (RecordError::Taken(Conflict::RecordId).into(), 409, "id_taken"),
        (CreateUserError::Password(PasswordError::TooShort { min: 8 }).into(), 422, "password_too_short"),
        (CreateKeyError::Password(PasswordError::TooLong { max: 255 }).into(), 422, "password_too_long"),
        (weak(Weakness::Common).into(), 422, "password_common"),
        (weak(Weakness::Context).into(), 422, "password_context"),
        (weak(Weakness::Breached).into(), 422, "password_breached"),
        (TooManyAttempts::locked().into(), 429, "too_many_attempts"),
        (VerifyPasswordError::TooManyAttempts(too_many()).into(), 429, "too_many_attempts"),
        (CreateUserError::TooManyAttempts(too_many()).into(), 429, "too_many_attempts"),
        (AttemptError::TooMany(too_many()).into(), 429, "too_many_attempts"),
        (AttemptError::from(Error::from(StoreError::Unavailable("slow".into()))).into(), 503, "unavailable"),
        (busy().into(), 503, "busy"),
        (CreateUserError::from(unavailable()).into(), 503, "unavailable"),
        (Error::from(StoreError::Broken("damaged".into())).into(), 500, "failed"),
        (AuthError::misconfigured("no `Auth`"), 500, "failed"),
    ]
}

#[test]
fn every_error_has_a_status_a_code_and_a_text_for_visitors() {
    let developer_words = ["key", "email", "column", "disk", "damaged", "`", "hash", "user"];
    for (error, status, code) in errors() {
        assert_eq!((error.status().as_u16(), error.code()), (status, code));
        let shown = error.to_string();
        let leaks = developer_words.iter().find(|it| shown.split([' ', '.']).any(|word| word == **it));
        assert_eq!(leaks, None, "{shown}");
        assert_eq!(format!("{error:?}"), format!(r#"AuthError {{ status: {status}, code: "{code}" }}"#));
        let response = error.to(Caller::Script).into_http();
        assert!(response.body().contains(code) && !response.body().contains("disk"), "{response:?}");
        assert_eq!(response.extensions().get::<Problem>().map(Problem::code), Some(code));
    }
    let short = AuthError::from(CreateUserError::Password(PasswordError::TooShort { min: 8 }));
    assert_eq!(short.to_string(), "The password must have at least 8 characters.");
}

#[test]
fn codes_are_those_of_the_core() {
    macro_rules! same {
        ($($error:expr),* $(,)?) => {
            $({
                let error = $error;
                let code = error.code();
                assert_eq!(AuthError::from(error).code(), code);
            })*
        };
    }
    let weak = |it| ChangePasswordError::Password(PasswordError::Weak(it));
    same![
        cross_origin(),
        too_many(),
        AttemptError::TooMany(too_many()),
        VerifyPasswordError::TooManyAttempts(too_many()),
        CreateUserError::TooManyAttempts(too_many()),
        busy(),
        Error::from(StoreError::MissingUser),
        Error::from(unavailable()),
        Error::from(StoreError::Broken("damaged".into())),
        AuthenticateError::CrossOrigin(cross_origin()),
        VerifyPasswordError::InvalidCredentials,
        CreateUserError::Taken(Conflict::Key),
        CreateUserError::InvalidUserId,
        CreateUserError::Password(PasswordError::TooShort { min: 8 }),
        UpdateUserError::Taken(Conflict::Column("email".to_owned())),
        UpdateUserError::LoginName,
        UpdateUserError::MissingKey,
        UpdateUserError::Stale,
        CreateKeyError::MissingUser,
        CreateKeyError::HasPassword,
        CreateKeyError::NoPassword,
        CreateKeyError::Stale,
        ChangePasswordError::NoPassword,
        ChangePasswordError::Stale,
        ChangePasswordError::Password(PasswordError::TooLong { max: 255 }),
        weak(Weakness::Common),
        weak(Weakness::Context),
        weak(Weakness::Breached),
        ChangeCredentialError::NotOwner,
        ChangeCredentialError::LastKey,
        ChangeCredentialError::Stale,
        RedeemStateError::Unknown,
        StartSessionError::Stale,
        StartSessionError::CrossOrigin(cross_origin()),
        VerifyAgainError::OtherUser,
        VerifyAgainError::Stale,
        RecordError::Taken(Conflict::RecordId),
        RecordError::MissingUser,
        RecordError::Missing,
        RecordError::InvalidId,
    ];
}

#[test]
fn retry_after_is_sent_with_temporary_errors() {
    let retry_after = |error: AuthError| header(&error.into_http(), "retry-after").to_owned();
    assert_eq!(retry_after(busy().into()), "3", "rounded up: a retry must not be too early");
    assert_eq!(retry_after(Error::from(unavailable()).into()), "1");
    let at_once = VerifyPasswordError::Busy { retry_after: Duration::ZERO };
    assert_eq!(retry_after(at_once.into()), "1");
    assert_eq!(retry_after(cross_origin().into()), "");
    let wait = |it| AuthError::from(TooManyAttempts::until_after(Duration::from_millis(it)));
    assert_eq!([1, 1000, 1001, 900_000].map(|it| retry_after(wait(it))), ["1", "1", "2", "900"]);
    let texts = [1, 1001, 119_000, 119_001, 900_000].map(|it| wait(it).to_string());
    let waits =
        texts.iter().map(|it| it.strip_prefix("There were too many attempts. Please try again in ").unwrap());
    assert_eq!(
        waits.collect::<Vec<_>>(),
        ["1 second.", "2 seconds.", "119 seconds.", "2 minutes.", "15 minutes."]
    );
    let locked = AuthError::from(TooManyAttempts::locked());
    assert!(locked.to_string().contains("another way to sign in") && retry_after(locked).is_empty());
}

#[derive(Clone, Default)]
struct LogBuffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the lines that are logged while `run` runs.
fn logged(run: impl FnOnce()) -> Vec<String> {
    let lines = LogBuffer::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false).without_time();
    let subscriber = subscriber.with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(subscriber, run);
    let bytes = lines.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap().lines().map(|it| it.trim().to_owned()).collect()
}

#[test]
fn errors_are_logged_when_they_are_answered_with_the_level_of_their_kind() {
    let line = |error: AuthError| logged(|| drop(error.into_http())).concat();
    assert_eq!(
        line(busy().into()),
        r#"DEBUG lucerna: auth.failed code="busy" error=too many passwords are waiting to be hashed"#
    );
    assert_eq!(
        line(Error::from(StoreError::Unavailable("no route".into())).into()),
        r#"WARN lucerna: auth.failed code="unavailable" error=the database is not available cause="no route""#
    );
    assert!(
        line(Error::from(StoreError::Broken("damaged".into())).into())
            .starts_with("ERROR lucerna: auth.failed")
    );
    assert!(line(AuthError::misconfigured("add a layer")).ends_with("error=add a layer"));
    // An outage is logged once in a while only, and other tests have the same one.
    for (error, status, code) in errors().into_iter().filter(|it| it.2 != "unavailable") {
        assert_eq!(logged(|| drop(error.into_http())).len(), usize::from(status >= 500), "{code}");
    }
    let converted = logged(|| errors().into_iter().for_each(|(error, ..)| drop(error)));
    assert_eq!(converted, [""; 0], "an error that is dropped is not logged");
}

struct AppError(AuthError);

crate::convert_auth_errors!(AppError, AppError);

impl From<io::Error> for AppError {
    fn from(_: io::Error) -> Self {
        Self(AuthError::misconfigured("a disk"))
    }
}

#[test]
fn an_applications_error_converts_all_auth_errors_and_its_own() {
    fn sign_in() -> Result<(), AppError> {
        Err(VerifyPasswordError::InvalidCredentials)?;
        Err(io::Error::other("no disk"))?;
        Ok(())
    }
    assert_eq!(sign_in().map_err(|it| it.0.code()), Err("invalid_credentials"));
}
