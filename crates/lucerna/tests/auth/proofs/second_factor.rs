//! Tests of second factors, with a PIN that is built on the public interface.

use super::kit::{MemberProfile, MemoryApp, get_with, memory_app_with, post_with};
use crate::guide::example;
use crate::kit::{PASSWORD, TestHead, anonymous};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use axum::routing::post;
use lucerna::axum::{AuthError, AuthRequest, SetCookie};
use lucerna::extend::{FactorFuture, LastKey, Services};
use lucerna::records::{Record, RecordTable, Table};
use lucerna::web::{Caller, ReturnPath};
use lucerna::{
    AttemptError, Attributes, Auth, KeyId, Method, PENDING_SIGN_INS, PendingSignIn, SameOrigin, SecondFactor,
    SecondFactorNeeded, SessionOptions, StartSessionError, UserId, Verified,
};
use std::time::Duration;
use tower::ServiceExt as _;

const PIN: Method = Method::new("pin");
const PINS: Table<Pin> = Table::lasting("pin");

#[derive(Attributes, Clone)]
pub(crate) struct Pin {
    pin: String,
}

pub(crate) struct Pins;

impl SecondFactor for Pins {
    fn methods(&self) -> &[Method] {
        &[PIN]
    }

    fn is_set_up<'a>(&'a self, services: &'a Services, user: &'a UserId) -> FactorFuture<'a, bool> {
        Box::pin(async move { Ok(services.records(PINS)?.find(user.as_str()).await?.is_some()) })
    }

    fn tables(&self) -> Vec<RecordTable> {
        vec![PINS.declare(), PENDING_SIGN_INS.declare()]
    }
}

/// Sets the PIN of a user.
pub(crate) async fn set_pin<U: Attributes>(auth: &Auth<U>, user: &UserId, pin: &str) {
    let pins = auth.services().records(PINS).unwrap();
    let record = Record::new(user.as_str(), Pin { pin: pin.to_owned() }).of_user(user.clone());
    pins.insert(record).await.unwrap();
}

/// Verifies a PIN.
pub(crate) async fn show_pin<U: Attributes>(auth: &Auth<U>, user: &UserId, pin: &str) -> Option<Verified> {
    let services = auth.services();
    let known = services.records(PINS).unwrap().find(user.as_str()).await.unwrap()?;
    (known.value.pin == pin).then(|| Verified::danger_verified_by(user.clone(), PIN, services.now()))
}

async fn with_pin() -> (MemoryApp, UserId) {
    let app = memory_app_with(Pins.tables(), |it| it.second_factor(Pins));
    let alice = app.user("alice").await;
    app.user("bob").await;
    set_pin(&app.auth, &alice, "2580").await;
    (app, alice)
}

async fn halted(app: &MemoryApp) -> SecondFactorNeeded {
    let start = app.auth.start_session(app.verify("alice").await, SameOrigin::danger_assume()).await;
    match start {
        Err(StartSessionError::SecondFactor(needed)) => *needed,
        other => panic!("{other:?}"),
    }
}

/// Returns the halted sign-in of a request, with a guess at the factor counted.
async fn guessed(auth: &Auth<MemberProfile>, request: &TestHead) -> PendingSignIn {
    let mut pending = auth.pending_sign_in(request).await.unwrap().unwrap();
    auth.try_second_factor(&mut pending).await.unwrap();
    pending
}

#[tokio::test]
async fn rt_075_guesses_at_a_second_factor_are_limited_for_the_user_and_not_for_the_sign_in() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    for _ in 0..5 {
        guessed(auth, &post_with(&halted(&app).await.into_cookie())).await;
    }
    let request = post_with(&halted(&app).await.into_cookie());
    let mut pending = auth.pending_sign_in(&request).await.unwrap().unwrap();
    let refused = auth.try_second_factor(&mut pending).await;
    let Err(AttemptError::TooMany(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.retry_after, Some(Duration::from_secs(1)));
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let uncounted = auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await;
    assert!(matches!(uncounted, Err(StartSessionError::Failed(it)) if it.code() == "failed"));

    app.clock.turn_seconds(1);
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let _ =
        auth.finish_sign_in(guessed(auth, &request).await, pin, SameOrigin::danger_assume()).await.unwrap();
    let request = post_with(&halted(&app).await.into_cookie());
    for _ in 0..5 {
        guessed(auth, &request).await; // the count started again
    }
}

#[tokio::test]
async fn a_password_alone_starts_no_session_for_a_user_with_a_second_factor() {
    let (app, alice) = with_pin().await;
    let needed = halted(&app).await;
    assert_eq!((needed.user_id(), needed.path()), (&alice, "/login/factor"));
    assert!(app.session(&needed.into_cookie()).await.is_none(), "a pending sign-in is no session");
    assert!(app.auth.user_sessions(&alice).await.unwrap().is_empty());
    let bearer = app.auth.start_bearer_session(app.verify("alice").await, SessionOptions::default()).await;
    assert!(matches!(bearer, Err(StartSessionError::SecondFactor(_))));
    assert!(app.session(&app.sign_in("bob").await).await.is_some(), "a user without a factor needs none");
}

#[tokio::test]
async fn with_the_factor_the_sign_in_is_finished_once() {
    let (app, alice) = with_pin().await;
    let cookie = halted(&app).await.into_cookie();
    let request = post_with(&cookie);
    let auth = &app.auth;
    let pending = guessed(auth, &request).await;
    assert_eq!((pending.user_id(), &*pending.methods().to_string()), (&alice, "password"));
    assert!(show_pin(auth, &alice, "0000").await.is_none());
    let again = guessed(auth, &request).await;
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let signed_in = auth.finish_sign_in(pending, pin, auth.prove_origin(&request).unwrap()).await.unwrap();
    let session = auth.authenticate(&get_with(&signed_in)).await.unwrap().unwrap();
    assert_eq!(session.details.methods.to_string(), "password,pin");
    let clears = |it: &str| it.contains("_pending=;") && it.contains("Max-Age=0");
    assert!(signed_in.header_values().any(clears));

    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let twice = auth.finish_sign_in(again, pin, SameOrigin::danger_assume()).await;
    assert!(matches!(twice, Err(StartSessionError::Stale)));
    assert!(auth.pending_sign_in(&request).await.unwrap().is_none());
}

#[tokio::test]
async fn a_pending_sign_in_is_valid_for_one_user_and_ten_minutes() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let bob = auth.find_key(&KeyId::username("bob")).await.unwrap().unwrap().user_id;
    let request = post_with(&halted(&app).await.into_cookie());
    let pending = guessed(auth, &request).await;
    let bobs = Verified::danger_verified_by(bob, PIN, auth.now());
    let refused = auth.finish_sign_in(pending, bobs, SameOrigin::danger_assume()).await;
    assert!(matches!(refused, Err(StartSessionError::Stale)));

    let request = post_with(&halted(&app).await.into_cookie());
    assert!(auth.pending_sign_in(&anonymous()).await.unwrap().is_none());
    app.clock.turn_seconds(601);
    assert!(auth.pending_sign_in(&request).await.unwrap().is_none());
    assert!(auth.user_sessions(&alice).await.unwrap().is_empty());
}

#[tokio::test]
async fn pending_does_not_extend_the_first_proof() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let verified = app.verify("alice").await;
    let at = verified.at();
    app.clock.turn_seconds(300);
    let halt = auth.start_session(verified, SameOrigin::danger_assume()).await;
    let Err(StartSessionError::SecondFactor(needed)) = halt else { panic!("it is halted") };
    let request = post_with(&needed.into_cookie());
    app.clock.turn_seconds(300);
    let pending = guessed(auth, &request).await;
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    app.clock.turn_seconds(1);
    assert!(auth.pending_sign_in(&request).await.unwrap().is_none());
    app.clock.turn_seconds(-1);
    let cookie = auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await.unwrap();
    assert_eq!(app.session(&cookie).await.unwrap().details.verified, Some(at));
}

/// A factor that no user has set up.
struct UnusedFactor;

impl SecondFactor for UnusedFactor {
    fn methods(&self) -> &[Method] {
        &[]
    }

    fn is_set_up<'a>(&'a self, _: &'a Services, _: &'a UserId) -> FactorFuture<'a, bool> {
        Box::pin(async { Ok(false) })
    }

    fn tables(&self) -> Vec<RecordTable> {
        Vec::new()
    }
}

#[tokio::test]
async fn all_factors_are_checked() {
    let app = memory_app_with(Pins.tables(), |it| {
        it.second_factor(UnusedFactor).second_factor(Pins).second_factor(UnusedFactor)
    });
    let alice = app.user("alice").await;
    set_pin(&app.auth, &alice, "2580").await;
    assert_eq!(halted(&app).await.user_id(), &alice);
}

#[tokio::test]
async fn a_concurrently_changed_password_revokes_the_first_factor() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let request = post_with(&halted(&app).await.into_cookie());
    let pending = guessed(auth, &request).await;
    auth.danger_set_password(&KeyId::username("alice"), "wrong donkey generator").await.unwrap();
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let refused = auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await;
    assert!(matches!(refused, Err(StartSessionError::Failed(it)) if it.code() == "superseded"));
}

#[tokio::test]
async fn a_first_proof_of_an_invalid_key_stays_invalid_after_the_second_factor() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let typed = Verified::danger_verified_by(alice.clone(), Method::new("email_code"), auth.now())
        .with_key(KeyId::email("alice\u{1}@example.com"));
    let needed = auth.start_session(typed, SameOrigin::danger_assume()).await;
    let Err(StartSessionError::SecondFactor(needed)) = needed else { panic!("it is halted") };
    let request = post_with(&needed.into_cookie());
    let pending = guessed(auth, &request).await;
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let refused = auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await;
    assert!(matches!(refused, Err(StartSessionError::Failed(it)) if it.code() == "superseded"));
}

#[tokio::test]
async fn a_caller_without_cookies_continues_with_the_token() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let needed = auth.start_bearer_session(app.verify("alice").await, SessionOptions::default()).await;
    let Err(StartSessionError::SecondFactor(needed)) = needed else { panic!("it is halted") };
    let request = anonymous().with("authorization", format!("Bearer {}", needed.token().expose()));
    let pending = guessed(auth, &request).await;
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let bearer = auth.finish_bearer_sign_in(pending, pin, SessionOptions::default()).await.unwrap();
    let request = anonymous().with("authorization", format!("Bearer {}", bearer.token.expose()));
    assert!(auth.authenticate_bearer(&request).await.unwrap().is_some());
}

#[tokio::test]
async fn a_caller_without_cookies_gets_the_token_for_any_carrier() {
    let (app, _) = with_pin().await;
    for options in [SessionOptions::default(), SessionOptions::default().danger_any_carrier()] {
        let halted = app.auth.start_bearer_session(app.verify("alice").await, options).await.unwrap_err();
        // Some HTTP libraries send `Accept: text/html` by default.
        let answer = lucerna::web::AuthError::from(halted).to(Caller::Page).into_http();
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("location")), (401, false));
        assert!(answer.body().contains(r#""token":""#), "{answer:?}");
    }
}

#[tokio::test]
async fn rt_058_a_factor_whose_key_was_deleted_cannot_finish() {
    let (app, alice) = with_pin().await;
    let (auth, passkey) = (&app.auth, app.key(&alice, "passkey", "1").await);
    let halted = auth.start_session(app.verify("alice").await, SameOrigin::danger_assume()).await;
    let Err(StartSessionError::SecondFactor(needed)) = halted else { panic!("it is halted") };
    let pending = guessed(auth, &post_with(&needed.into_cookie())).await;
    let factor = show_pin(auth, &alice, "2580").await.unwrap().with_key(passkey.clone());
    auth.danger_delete_key(&passkey, LastKey::Keep).await.unwrap();
    let refused = auth.finish_sign_in(pending, factor, SameOrigin::danger_assume()).await;
    assert!(matches!(refused, Err(StartSessionError::Failed(it)) if it.code() == "superseded"));
}

#[tokio::test]
async fn a_browser_session_stays_one_after_the_second_factor() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let options = SessionOptions::default().until_browser_closes();
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let halted = auth.start_session_with(verified, SameOrigin::danger_assume(), options).await;
    let Err(StartSessionError::SecondFactor(needed)) = halted else { panic!("it is halted") };
    let request = post_with(&needed.into_cookie());
    let pending = guessed(auth, &request).await;
    let pin = show_pin(auth, &alice, "2580").await.unwrap();
    let cookie = auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await.unwrap();
    assert!(!cookie.header_value().contains("Max-Age"));
}

#[tokio::test]
async fn a_factor_without_its_tables_is_an_error_that_says_what_to_add() {
    let store = lucerna::MemoryStore::new(lucerna::Schema::of::<()>().unwrap());
    let origin = "https://app.example".parse().unwrap();
    let builder = Auth::<()>::builder(store, lucerna::PasswordPool::default(), origin);
    let refused = builder.second_factor(Pins).build().unwrap_err().to_string();
    assert!(refused.contains("`pin`") && refused.contains("Schema::of::<Profile>()?.with("), "{refused}");
}

/// The handler of the factor's page, for the guide's application.
async fn show_factor(
    auth: AuthRequest<example::Profile>,
    State(handle): State<Auth<example::Profile>>,
    request: Request<Body>,
) -> Result<(SetCookie, &'static str), AuthError> {
    let head = lucerna::web::HttpHead::from(&request);
    let pending = handle.pending_sign_in(&head);
    let mut pending = pending.await?.ok_or_else(|| AuthError::from(StartSessionError::Stale))?;
    auth.try_second_factor(&mut pending).await?;
    let pin = request.headers().get("x-pin").map_or("", |it| it.to_str().unwrap());
    let shown = show_pin(&auth, pending.user_id(), pin).await;
    let shown = shown.ok_or_else(|| AuthError::from(lucerna::VerifyPasswordError::InvalidCredentials))?;
    Ok((auth.finish_sign_in(pending, shown).await?, "welcome"))
}

/// The handler of a sign-in form that has an `action`, and the return path in a field.
async fn sign_in_by_field(auth: AuthRequest<example::Profile>) -> Result<SetCookie, AuthError> {
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await?;
    Ok(auth.returning_to(ReturnPath::from_field("/notes")).start_session(verified).await?)
}

/// Returns the request of a form on the application's own page.
fn form(path: &str, cookie: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let request = Request::post(path).header("origin", "https://app.example").header("cookie", cookie);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = headers.iter().fold(request, |it, (name, value)| it.header(*name, *value));
    request.body(Body::from("username=alice&password=correct+horse+battery")).unwrap()
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |it| it.to_str().unwrap())
}

#[tokio::test]
async fn the_guides_handlers_redirect_to_the_factors_page() {
    let schema = lucerna::Schema::of::<example::Profile>().unwrap().with(Pins.tables()).unwrap();
    let (store, origin) = (lucerna::MemoryStore::new(schema), "https://app.example".parse().unwrap());
    let builder = Auth::builder(store, lucerna_testkit::quick_passwords(), origin);
    let auth: Auth<example::Profile> = builder.second_factor(Pins).build().unwrap();
    let factor = Router::new().route("/login/factor", post(show_factor));
    let factor = factor.route("/login/field", post(sign_in_by_field)).with_state(auth.clone());
    let app = example::routes(auth.clone()).merge(factor);
    let send = async |request| app.clone().oneshot(request).await.unwrap();

    assert_eq!(header(&send(form("/signup", "", &[])).await, "location"), "/");
    let alice = auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    set_pin(&auth, &alice, "2580").await;

    let halted = send(form("/login", "", &[])).await;
    assert_eq!((halted.status().as_u16(), header(&halted, "location")), (303, "/login/factor"));
    let pending = header(&halted, "set-cookie").split(';').next().unwrap();
    assert!(pending.starts_with("__Host-lucerna_session_pending="), "{pending}");
    let page = Request::get("/").header("cookie", pending).body(Body::empty()).unwrap();
    assert_eq!(send(page).await.status(), 303, "the user is not signed in yet");

    for path in ["/login?next=%2Fnotes", "/login/field"] {
        let halted = send(form(path, "", &[])).await;
        assert_eq!(header(&halted, "location"), "/login/factor?next=%2Fnotes", "{path}");
    }

    let script = send(form("/login", "", &[("accept", "application/json")])).await;
    assert_eq!((script.status().as_u16(), header(&script, "location")), (401, ""));
    assert_eq!(header(&script, "content-type"), "application/problem+json");
    assert!(header(&script, "set-cookie").starts_with("__Host-lucerna_session_pending="));

    assert_eq!(send(form("/login/factor", pending, &[("x-pin", "0000")])).await.status(), 401);
    let shown = send(form("/login/factor", pending, &[("x-pin", "2580")])).await;
    let session = header(&shown, "set-cookie").split(';').next().unwrap();
    let page = Request::get("/").header("cookie", session).body(Body::empty()).unwrap();
    assert_eq!(send(page).await.status(), 200);
    assert_eq!(send(form("/login/factor", pending, &[("x-pin", "2580")])).await.status(), 401, "once");
}

#[tokio::test]
async fn rt_062_signing_out_and_in_clears_a_pending_sign_in() {
    let (app, _) = with_pin().await;
    let bobs = app.sign_in("bob").await;
    let clears = |it: &str| it.contains("_pending=;") && it.contains("Max-Age=0");
    assert!(bobs.header_values().any(clears));
    let session = app.session(&bobs).await.unwrap();
    assert!(app.auth.end_session(&session.id).await.unwrap().header_values().any(clears));
}

#[tokio::test]
async fn a_pending_sign_in_keeps_its_options_and_carrier() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let pin = async || show_pin(auth, &alice, "2580").await.unwrap();

    let request = post_with(&halted(&app).await.into_cookie());
    let pending = guessed(auth, &request).await;
    let bearer = auth.finish_bearer_sign_in(pending, pin().await, SessionOptions::default()).await;
    assert!(matches!(bearer, Err(StartSessionError::Stale)), "a cookie becomes no token that scripts read");

    let needed = auth.start_bearer_session(app.verify("alice").await, SessionOptions::default()).await;
    let Err(StartSessionError::SecondFactor(needed)) = needed else { panic!("it is halted") };
    let request = post_with(&needed.into_cookie());
    let pending = guessed(auth, &request).await;
    let cookie = auth.finish_sign_in(pending, pin().await, SameOrigin::danger_assume()).await;
    assert!(matches!(cookie, Err(StartSessionError::Stale)), "a cookie needs a proof of origin");
    assert!(auth.user_sessions(&alice).await.unwrap().is_empty());
}

#[tokio::test]
async fn rt_187_a_planted_duplicate_does_not_block_a_pending_sign_in() {
    let (app, alice) = with_pin().await;
    let auth = &app.auth;
    let cookie = halted(&app).await.into_cookie();
    let pair = cookie.header_value().split(';').next().unwrap();
    let dead = format!("{}={}", pair.split('=').next().unwrap(), "x".repeat(43));
    for cookies in [format!("{pair}; {dead}"), format!("{dead}; {pair}"), format!("{pair}; {pair}")] {
        let pending = auth.pending_sign_in(&anonymous().with("cookie", cookies.clone())).await.unwrap();
        assert_eq!(pending.as_ref().map(lucerna::PendingSignIn::user_id), Some(&alice), "{cookies}");
    }
    let other = halted(&app).await.into_cookie();
    let other = other.header_value().split(';').next().unwrap();
    let two = anonymous().with("cookie", format!("{pair}; {other}"));
    assert!(auth.pending_sign_in(&two).await.unwrap().is_none(), "of two alive none counts");
}
