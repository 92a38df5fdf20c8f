//! Public types are `Send` and `Sync`, and futures are `Send`.

use crate::kit::{Profile, alice, sqlite_app};
use lucerna::axum::{
    AuthError, AuthRequest, BearerSession, BearerUser, CurrentSession, CurrentUser, SetCookie,
};
use lucerna::extend::*;
use lucerna::records::*;
use lucerna::*;

/// Compiles for types that an application can keep in its state and across an await.
fn assert_send_and_sync<T: Send + Sync + Unpin + 'static>() {}

#[test]
fn types_of_applications_are_send_and_sync() {
    assert_send_and_sync::<(Auth<Profile>, AuthBuilder<Profile, ()>, Created<Profile>, Verified, SameOrigin)>(
    );
    assert_send_and_sync::<(
        Services,
        Records<Row>,
        Record,
        Schema,
        Event,
        Client,
        RenewedSession,
        BearerToken,
        PendingSignIn,
    )>();
    assert_send_and_sync::<(
        User<Profile>,
        UserId,
        NewUser,
        Session<Profile>,
        UserSession,
        SessionOptions,
        SessionPolicy,
    )>();
    assert_send_and_sync::<(
        Key,
        KeyId,
        NewKey,
        SessionId,
        SessionToken,
        SessionCookie,
        CookiePolicy,
        CookieOptions,
    )>();
    assert_send_and_sync::<(
        Origin,
        OriginPolicy,
        Site,
        Timestamp,
        SystemClock,
        OsRandom,
        Schema,
        Tables,
        Column,
        Row,
        Value,
    )>();
    assert_send_and_sync::<(
        Password,
        PasswordHash,
        PasswordPolicy,
        PasswordPool,
        PasswordPoolBuilder,
        PepperKey,
        Argon2Cost,
    )>();
    assert_send_and_sync::<(MemoryStore, SqliteStore, SqliteOptions, SuffixList)>();
    assert_send_and_sync::<(AuthRequest<Profile>, CurrentUser<Profile>, CurrentSession<Profile>, SetCookie)>(
    );
    assert_send_and_sync::<(BearerUser<Profile>, BearerSession<Profile>)>();
}

#[test]
fn errors_are_send_and_sync() {
    assert_send_and_sync::<(
        Error,
        AuthenticateError,
        ConfigError,
        SchemaError,
        ColumnError,
        UnfitValue,
        RandomError,
    )>();
    assert_send_and_sync::<(
        CreateUserError,
        UpdateUserError,
        CreateKeyError,
        VerifyPasswordError,
        ChangePasswordError,
    )>();
    assert_send_and_sync::<(
        CrossOrigin,
        InvalidOrigin,
        InvalidKey,
        PasswordError,
        HashError,
        StoreError,
        AuthError,
    )>();
    assert_send_and_sync::<(
        StartSessionError,
        ChangeCredentialError,
        VerifyAgainError,
        NotRecent,
        RecordError,
        MissingTable,
    )>();
    assert_send_and_sync::<(CostError, PepperError, PasswordPoolError, SqliteOpenError)>();
}

/// Compiles for futures that a multi-threaded runtime accepts.
fn assert_send<F: Future + Send>(call: F) -> F {
    call
}

#[tokio::test]
async fn futures_are_send() {
    let app = sqlite_app();
    let (auth, (key, profile)) = (&app.auth, alice());
    let created = assert_send(auth.create_user(key, profile)).await.unwrap();
    let (user, id, origin) = (created.user.id, KeyId::username("alice"), SameOrigin::danger_assume());
    let _cookie = assert_send(auth.start_session(created.verified, origin)).await.unwrap();
    let proof = || Verified::danger_assume(user.clone(), auth.now());
    let session = assert_send(auth.user_sessions(&user)).await.unwrap().remove(0).id;
    drop((
        assert_send(auth.authenticate(&crate::kit::anonymous())),
        assert_send(auth.authenticate_bearer(&crate::kit::anonymous())),
        assert_send(auth.find_user(&user)),
        assert_send(auth.update_user(&user, |_| {})),
        assert_send(auth.delete_user(&user)),
        assert_send(auth.create_key(&proof(), NewKey::without_password(id.clone()))),
        assert_send(auth.find_key(&id)),
        assert_send(auth.user_keys(&user)),
        assert_send(auth.verify_password(&id, "")),
        assert_send(auth.change_password(&proof(), "", None)),
        assert_send(auth.remove_password(&proof(), None)),
        assert_send(auth.delete_key(&proof(), &id, None)),
        assert_send(auth.rename_user(&proof(), |_| {})),
        assert_send(auth.verify_again(proof(), &session)),
        assert_send(auth.users(&Page::first(1))),
        assert_send(auth.find_session(&session)),
        assert_send(auth.update_session(&session, |()| {})),
        assert_send(auth.end_session(&session)),
        assert_send(auth.end_session_of(&user, &session)),
        assert_send(auth.end_user_sessions(&user, None)),
        assert_send(auth.sweep()),
    ));
}
