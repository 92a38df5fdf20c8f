//! The guarantees of the audit trail about rows, pages and times, each on every store.

use crate::app::{App, DAY, PASSWORD, PhoneRequest};
use lucerna_audit::RETENTION;
use lucerna_core::{Event, KeyId, Method, Outcome, Page, RequestHead, SameOrigin};
use std::time::Duration;

pub(crate) async fn asvs_16_2_1_an_entry_says_what_happened_when_to_whom_and_from_where(app: App) {
    let alice = app.user("alice").await;
    let auth = app.auth.on_behalf_of(&PhoneRequest);
    let _verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let all = app.all().await;
    let [verified, created] = &all[..] else { panic!("{all:?}") };
    assert_eq!((&*verified.name, verified.outcome), ("password.verified", Outcome::Succeeded));
    assert_eq!((verified.user_id.as_ref(), verified.at), (Some(&alice), app.auth.now()));
    assert_eq!(verified.address, PhoneRequest.peer());
    assert_eq!(verified.user_agent.as_deref(), Some(PhoneRequest::AGENT));
    assert_eq!(verified.provider.as_deref(), Some("username"));
    assert_eq!(verified.methods, Some(Method::PASSWORD.into()));
    assert_eq!((&*created.name, created.user_id.as_ref()), ("user.created", Some(&alice)));
    assert_eq!((created.address, created.user_agent.as_deref()), (None, None));
}

pub(crate) async fn asvs_16_3_1_sign_ins_are_recorded_with_their_methods_and_refused_ones_too(app: App) {
    let alice = app.user("alice").await;
    for name in ["alice", "nobody"] {
        app.auth.verify_password(&KeyId::username(name), "wrong horse battery").await.unwrap_err();
    }
    let verified = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let _cookie = app.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    let entries: Vec<_> = app.all().await.into_iter().rev().skip(1).collect();
    let seen: Vec<_> = entries.iter().map(|it| (&*it.name, it.outcome, it.user_id.as_ref())).collect();
    let (done, refused) = (Outcome::Succeeded, Outcome::Refused);
    assert_eq!(
        seen,
        [
            ("password.refused", refused, Some(&alice)),
            ("password.refused", refused, None),
            ("password.verified", done, Some(&alice)),
            ("session.started", done, Some(&alice)),
            ("device.new", done, Some(&alice)),
        ]
    );
    let started = &entries[3];
    let sessions = app.auth.user_sessions(&alice).await.unwrap();
    assert_eq!(
        (&started.methods, started.session_id),
        (&Some(Method::PASSWORD.into()), Some(sessions[0].id))
    );
}

pub(crate) async fn pages_are_newest_first_and_stay_the_same_while_events_arrive(app: App) {
    let alice = app.user("alice").await;
    for number in 1..=25 {
        app.emit(Event::new("test.one", Outcome::Succeeded).user(&alice).count(number));
        if number % 10 == 0 {
            app.clock.turn(Duration::from_millis(1));
        }
    }
    app.settle().await;
    let mut numbers = Vec::new();
    let mut page = Page::first(10);
    loop {
        let some = app.audit.of_user(&alice, &page).await.unwrap();
        let Some(last) = some.last() else { break };
        page = page.next(&*last.id);
        numbers.extend(some.into_iter().filter_map(|it| it.count));
        app.emit(Event::new("test.later", Outcome::Succeeded).user(&alice));
        app.settle().await;
    }
    assert_eq!(numbers, (1..=25).rev().collect::<Vec<_>>());
    let newest = app.audit.of_user(&alice, &Page::first(1)).await.unwrap();
    assert_eq!(newest[0].name, "test.later");
}

pub(crate) async fn an_ended_session_belongs_to_its_user(app: App) {
    let alice = app.user("alice").await;
    // Both events in one batch, and then in different ones.
    for settles in [false, true] {
        let verified = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
        let _cookie = app.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
        if settles {
            app.settle().await;
        }
        let session = app.auth.user_sessions(&alice).await.unwrap().pop().unwrap().id;
        let _cookie = app.auth.end_session(&session).await.unwrap();
        app.settle().await;
        let newest = app.audit.activity_of(&alice, &Page::first(1)).await.unwrap().pop().unwrap();
        assert_eq!((&*newest.name, newest.session_id), ("session.ended", Some(session)));
    }
}

pub(crate) async fn an_event_is_kept_for_the_retention_and_then_deleted(app: App) {
    app.emit(Event::new("test.old", Outcome::Succeeded));
    app.settle().await;
    app.clock.turn(RETENTION - DAY);
    app.emit(Event::new("test.young", Outcome::Succeeded));
    assert_eq!(app.names().await, ["test.young", "test.old"]);
    app.clock.turn(DAY + Duration::from_millis(1));
    assert_eq!(app.names().await, ["test.young"]);
    let swept = app.auth.sweep().await.unwrap();
    assert!(swept >= 1, "the rows are deleted: {swept}");
    assert_eq!(app.names().await, ["test.young"]);
}

pub(crate) async fn asvs_16_2_4_the_export_is_json_lines_of_every_event(app: App) {
    let alice = app.user("alice").await;
    let auth = app.auth.on_behalf_of(&PhoneRequest);
    let _verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    app.emit(Event::new("test.count", Outcome::Failed).user(&alice).count(u64::MAX).purpose("device"));
    app.settle().await;
    let (mut lines, mut page) = (String::new(), Some(Page::first(2)));
    while let Some(it) = page {
        let export = app.audit.export(&it).await.unwrap();
        lines.push_str(&export.lines);
        page = export.next;
    }
    let entries: Vec<serde_json::Value> =
        lines.lines().map(|it| serde_json::from_str(it).unwrap()).filter(of_others).collect();
    assert!(lines.ends_with('\n'));
    assert_eq!(entries.len(), 3, "{lines}");
    assert_eq!((&entries[0]["name"], &entries[0]["outcome"]), (&"test.count".into(), &"failed".into()));
    assert_eq!((&entries[0]["count"], &entries[0]["purpose"]), (&i64::MAX.into(), &"device".into()));
    assert_eq!(entries[1]["at"], app.auth.now().to_string());
    assert_eq!(
        (&entries[1]["user_id"], &entries[1]["address"]),
        (&alice.as_str().into(), &"192.0.2.1".into())
    );
    assert_eq!(
        (&entries[1]["methods"], &entries[1]["user_agent"]),
        (&["password"][..].into(), &PhoneRequest::AGENT.into())
    );
}

fn of_others(entry: &serde_json::Value) -> bool {
    entry["name"] != "test.settled"
}

pub(crate) async fn rt_213_hostile_text_is_stored_as_text(app: App) {
    let hostile = [PhoneRequest::AGENT, "a\nb\0c", "{\"name\":\"user.created\"}", &"é".repeat(400)];
    for agent in hostile {
        let mut event = Event::new("test.hostile", Outcome::Refused);
        event.provider = Some(agent.to_owned());
        app.emit(event);
    }
    let kept: Vec<_> = app.all().await.into_iter().rev().filter_map(|it| it.provider).collect();
    assert_eq!(kept, [PhoneRequest::AGENT, "abc", hostile[2], &"é".repeat(127)]);
}
