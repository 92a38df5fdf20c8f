//! What an application holds goes from thread to thread, and so does every call.

use crate::kit::{Profile, alice, profiles};
use lucerna::axum::{
    AuthError, AuthRequest, BearerSession, BearerUser, CurrentSession, CurrentUser, SetCookie,
};
use lucerna::extend::*;
use lucerna::records::*;
use lucerna::*;

/// What may be kept in the state of an application, and across an await.
fn held<T: Send + Sync + Unpin + 'static>() {}

#[test]
fn whatever_an_application_holds_goes_from_thread_to_thread() {
    held::<(Auth<Profile>, AuthBuilder<Profile, ()>, Created<Profile>, Verified, SameOrigin)>();
    held::<(Services, Records<Row>, Record, Schema, Event, Client, RenewedSession, BearerToken, PendingSignIn)>(
    );
    held::<(User<Profile>, UserId, NewUser, Session<Profile>, UserSession, SessionOptions, SessionPolicy)>();
    held::<(Key, KeyId, NewKey, SessionId, SessionToken, SessionCookie, CookiePolicy, CookieOptions)>();
    held::<(Origin, OriginPolicy, Site, Timestamp, SystemClock, OsRandom, Schema, Tables, Column, Row, Value)>(
    );
    held::<(Password, PasswordHash, PasswordPolicy, PasswordPool, PasswordPoolBuilder, PepperKey, Argon2Cost)>(
    );
    held::<(MemoryStore, SqliteStore, SqliteOptions, SuffixList)>();
    held::<(AuthRequest<Profile>, CurrentUser<Profile>, CurrentSession<Profile>, SetCookie)>();
    held::<(BearerUser<Profile>, BearerSession<Profile>)>();
}

#[test]
fn so_does_every_error() {
    held::<(Error, AuthenticateError, ConfigError, SchemaError, ColumnError, UnfitValue, RandomError)>();
    held::<(CreateUserError, UpdateUserError, CreateKeyError, VerifyPasswordError, ChangePasswordError)>();
    held::<(CrossOrigin, InvalidOrigin, InvalidKey, PasswordError, HashError, StoreError, AuthError)>();
    held::<(StartSessionError, ChangeCredentialError, VerifyAgainError, NotRecent, RecordError, MissingTable)>(
    );
    held::<(CostError, PepperError, PasswordPoolError, SqliteOpenError)>();
}

/// A task that a runtime of several threads takes.
fn sent<F: Future + Send>(call: F) -> F {
    call
}

#[tokio::test]
async fn so_does_every_call_that_is_under_way() {
    let house = profiles();
    let (auth, (key, profile)) = (&house.auth, alice());
    let created = sent(auth.create_user(key, profile)).await.unwrap();
    let (user, id, origin) = (created.user.id, KeyId::username("alice"), SameOrigin::danger_assume());
    let _cookie = sent(auth.start_session(created.verified, origin)).await.unwrap();
    let proof = || Verified::danger_assume(user.clone(), auth.now());
    let session = sent(auth.user_sessions(&user)).await.unwrap().remove(0).id;
    drop((
        sent(auth.authenticate(&crate::kit::anonymous())),
        sent(auth.authenticate_bearer(&crate::kit::anonymous())),
        sent(auth.find_user(&user)),
        sent(auth.update_user(&user, |_| {})),
        sent(auth.delete_user(&user)),
        sent(auth.create_key(&proof(), NewKey::without_password(id.clone()))),
        sent(auth.find_key(&id)),
        sent(auth.user_keys(&user)),
        sent(auth.verify_password(&id, "")),
        sent(auth.change_password(&proof(), "", None)),
        sent(auth.remove_password(&proof(), None)),
        sent(auth.delete_key(&proof(), &id, None)),
        sent(auth.rename_user(&proof(), |_| {})),
        sent(auth.verify_again(proof(), &session)),
        sent(auth.users(&Page::first(1))),
        sent(auth.find_session(&session)),
        sent(auth.update_session(&session, |()| {})),
        sent(auth.end_session(&session)),
        sent(auth.end_session_of(&user, &session)),
        sent(auth.end_user_sessions(&user, None)),
        sent(auth.sweep()),
    ));
}
