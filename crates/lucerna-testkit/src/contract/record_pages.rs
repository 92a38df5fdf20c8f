//! Cases about searches for records: by user and by column, in pages and in order.

use super::environment::Environment;
use super::fixtures::{START, only, text};
use super::record_fixtures::{entries, member, members, record, with};
use lucerna_core::{Page, RecordsBy, Store, StoreError, Value};

/// Ids in the order of their bytes, which differs from the order of every language.
const ORDERED: [&str; 10] = [" ", "%", "10", "9", "B", "_", "a", "é", "\u{ff5e}", "\u{1f980}"];

const ALL: RecordsBy<'_> = RecordsBy::All;

pub(super) async fn records_are_ordered_by_the_bytes_of_their_ids<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for at in [3, 7, 0, 9, 1, 8, 4, 2, 6, 5] {
        let id = ORDERED[at];
        store.insert(&entries(), record(id).of_user("alice")).await;
        store.insert(&members(), with(member(id, id), &text("team", "red"))).await;
    }
    let red = Value::Text("red".to_owned());
    let page = Page::first(100);
    assert_eq!(store.ids(&entries(), ALL, &page).await, ORDERED);
    assert_eq!(store.ids(&entries(), RecordsBy::User(&"alice".into()), &page).await, ORDERED);
    assert_eq!(store.ids(&members(), RecordsBy::Column("team", &red), &page).await, ORDERED);
    for (at, id) in ORDERED.iter().enumerate() {
        assert_eq!(
            store.ids(&entries(), ALL, &Page::after(*id, 3)).await,
            ORDERED[at + 1..][..(9 - at).min(3)]
        );
    }
}

pub(super) async fn pages_are_stable_while_records_come_and_go<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let alice = "alice".into();
    for at in 0..30 {
        store.insert(&entries(), record(&format!("r{at:02}")).of_user("alice")).await;
    }
    store.insert(&entries(), record("r05b").of_user("bob")).await;
    let (mut page, mut seen) = (Page::first(7), Vec::new());
    loop {
        let ids = store.ids(&entries(), RecordsBy::User(&alice), &page).await;
        let Some(last) = ids.last() else { break };
        page = Page::after(last.clone(), 7);
        // A record of the page is deleted, or another is inserted before it.
        if seen.len() % 2 == 0 {
            store.delete_records(&entries(), RecordsBy::Id(&ids[0])).await.unwrap();
        } else {
            store.insert(&entries(), record(&format!("{}a", ids[0])).of_user("alice")).await;
        }
        seen.extend(ids);
    }
    assert_eq!(seen, (0..30).map(|it| format!("r{it:02}")).collect::<Vec<_>>());
}

pub(super) async fn a_page_is_no_longer_than_asked_for<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for id in ["r1", "r2", "r3"] {
        store.insert(&entries(), record(id)).await;
    }
    for (limit, expected) in [(0, 0), (1, 1), (3, 3), (4, 3), (u32::MAX, 3)] {
        assert_eq!(store.ids(&entries(), ALL, &Page::first(limit)).await.len(), expected);
    }
    assert!(store.ids(&entries(), ALL, &Page::after("r3", 10)).await.is_empty());
    assert!(store.ids(&entries(), ALL, &Page::after("z' OR 1=1 --", 10)).await.is_empty());
}

pub(super) async fn a_search_by_user_finds_only_their_records<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    store.insert(&entries(), record("r1").of_user("alice")).await;
    store.insert(&entries(), record("r2").of_user("bob")).await;
    store.insert(&entries(), record("r3")).await;
    let page = Page::first(10);
    assert_eq!(store.ids(&entries(), RecordsBy::User(&"alice".into()), &page).await, ["r1"]);
    for unknown in ["carol", "*", "", "ALICE", "alice "] {
        assert!(store.ids(&entries(), RecordsBy::User(&unknown.into()), &page).await.is_empty(), "{unknown}");
    }
}

pub(super) async fn records_are_found_by_the_exact_value_of_a_column<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for (id, email, team) in [("m1", "a@x", "red"), ("m2", "A@x", "Red"), ("m3", "b@x", "red")] {
        store.insert(&members(), with(member(id, email), &text("team", team))).await;
    }
    let page = Page::first(10);
    for (column, value, expected) in [
        ("email", "a@x", &["m1"][..]),
        ("email", "A@x", &["m2"]),
        ("team", "red", &["m1", "m3"]),
        ("team", "Red", &["m2"]),
        ("team", "red ", &[]),
        ("team", "%", &[]),
        ("nick", "m1", &[]),
    ] {
        let value = Value::Text(value.to_owned());
        assert_eq!(store.ids(&members(), RecordsBy::Column(column, &value), &page).await, expected);
    }
    assert_eq!(store.record(&members(), "m3").await, Some(with(member("m3", "b@x"), &text("team", "red"))));
}

pub(super) async fn a_column_without_an_index_cannot_be_searched<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    store.insert(&members(), member("m1", "a@x")).await;
    for name in ["age", "id", "user_id", "no_such_column", "EMAIL"] {
        for value in [Value::Integer(7), Value::Text("m1".to_owned()), Value::Null] {
            let by = RecordsBy::Column(name, &value);
            let found = store.find_records(&members(), by, &Page::first(9), START).await.map(drop);
            let deleted = store.delete_records(&members(), by).await.map(drop);
            for refused in [found, deleted] {
                assert!(matches!(refused, Err(StoreError::Broken(_))), "{name}: {refused:?}");
            }
        }
    }
    assert_eq!(store.record(&members(), "m1").await, Some(member("m1", "a@x")));
}

pub(super) async fn null_finds_no_record<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    store.insert(&members(), member("m1", "a@x")).await;
    store.insert(&members(), with(member("m2", "b@x"), &only("team", &Some(String::new())))).await;
    let page = Page::first(10);
    for column in ["nick", "team"] {
        let by = RecordsBy::Column(column, &Value::Null);
        assert!(store.ids(&members(), by, &page).await.is_empty(), "{column}");
        assert_eq!(store.delete_records(&members(), by).await.unwrap(), 0, "{column}");
    }
    let empty = Value::Text(String::new());
    assert_eq!(store.ids(&members(), RecordsBy::Column("team", &empty), &page).await, ["m2"]);
}
