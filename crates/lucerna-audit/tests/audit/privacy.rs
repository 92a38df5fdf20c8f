//! The guarantees of the audit trail about personal data and secrets, each on every store.

use crate::app::{App, PASSWORD, PhoneRequest};
use lucerna_core::{Event, KeyId, Method, NewKey, Outcome, Page, SameOrigin, SessionId, SessionOptions};

pub(crate) async fn users_read_only_their_own_events_and_only_those_meant_for_them(app: App) {
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let names = ["password.refused", "password.rehash_failed", "attempts.limited", "device.not_remembered"];
    for name in names {
        app.emit(Event::new(name, Outcome::Failed).user(&alice).purpose("device"));
    }
    app.emit(Event::new("invitation.accepted", Outcome::Succeeded).user(&alice));
    app.emit(Event::new("invitation.withdrawn", Outcome::Succeeded).user(&alice));
    app.emit(Event::new("password.refused", Outcome::Refused));
    app.settle().await;
    let read = app.audit.activity_of(&alice, &Page::first(100)).await.unwrap();
    let read: Vec<_> = read.iter().map(|it| &*it.name).collect();
    assert_eq!(read, ["invitation.accepted", "password.refused", "user.created"]);
    let of_bob = app.audit.activity_of(&bob, &Page::first(100)).await.unwrap();
    assert_eq!(of_bob.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["user.created"]);
    assert_eq!(app.audit.of_user(&alice, &Page::first(100)).await.unwrap().len(), 7);
    let nobody = app.audit.activity_of(&"\0 no user".into(), &Page::first(100)).await.unwrap();
    assert_eq!(nobody, []);
    let json =
        serde_json::to_string(&app.audit.activity_of(&alice, &Page::first(100)).await.unwrap()).unwrap();
    assert!(!json.contains("purpose") && !json.contains("network"), "{json}");
}

pub(crate) async fn the_events_of_a_deleted_user_go_and_an_anonymous_trace_stays(app: App) {
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    app.settle().await;
    let auth = app.auth.on_behalf_of(&PhoneRequest);
    assert!(auth.delete_user(&alice).await.unwrap());
    // An event of the user that comes late, between those of others.
    let late = Event::new("session.started", Outcome::Succeeded).user(&alice).method(Method::PASSWORD);
    auth.services().emit(late.session(&SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap()));
    app.emit(Event::new("test.of_bob", Outcome::Succeeded).user(&bob));
    let all = app.all().await;
    let seen: Vec<_> = all.iter().map(|it| (&*it.name, it.user_id.as_ref())).collect();
    let expected = [
        ("test.of_bob", Some(&bob)),
        ("session.started", None),
        ("user.deleted", None),
        ("user.created", Some(&bob)),
    ];
    assert_eq!(seen, expected);
    for trace in &all[1..3] {
        assert_eq!((trace.address, &trace.user_agent, &trace.network), (None, &None, &None));
        assert_eq!((trace.session_id, &trace.provider), (None, &None));
        assert_eq!(trace.at, app.auth.now());
    }
    assert_eq!(app.audit.of_user(&alice, &Page::first(9)).await.unwrap(), []);
    assert_eq!(app.audit.activity_of(&alice, &Page::first(9)).await.unwrap(), []);
}

pub(crate) async fn rt_211_no_password_token_or_typed_name_is_recorded(app: App) {
    let secrets =
        ["alice-the-secret-name", "wrong horse battery", "another horse battery", PASSWORD, "mistyped-name"];
    let auth = app.auth.on_behalf_of(&PhoneRequest);
    let key = KeyId::username(secrets[0]);
    let user = auth.create_user(NewKey::username(secrets[0], PASSWORD), ()).await.unwrap().user.id;
    auth.verify_password(&key, secrets[1]).await.unwrap_err();
    auth.verify_password(&KeyId::email(secrets[4]), secrets[1]).await.unwrap_err();
    let verified = auth.verify_password(&key, PASSWORD).await.unwrap();
    let cookie = auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    let verified = auth.verify_password(&key, PASSWORD).await.unwrap();
    let bearer = auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    let verified = auth.verify_password(&key, PASSWORD).await.unwrap();
    auth.change_password(&verified, secrets[2], None).await.unwrap();
    app.emit(Event::new("test.failed", Outcome::Failed).user(&user).error(&secrets[1]));
    app.settle().await;
    let kept = app.audit.export(&Page::first(Page::MAX)).await.unwrap().lines;
    assert!(kept.contains("password.changed") && kept.contains("session.started"), "{kept}");
    let values = cookie.header_values().filter_map(|it| it.split(['=', ';']).nth(1));
    for secret in secrets.into_iter().chain(values).chain([bearer.token.expose()]) {
        assert!(!secret.is_empty() && !kept.contains(secret), "{secret}: {kept}");
    }
}
