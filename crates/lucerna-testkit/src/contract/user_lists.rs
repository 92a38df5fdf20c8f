//! Cases about lists of users: pages, searches by a unique attribute, and counts.

use super::environment::Environment;
use super::fixtures::{only, row, text, user, user_called, with_key};
use super::record_values::{comparable, extremes};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{Column, NewUserRecord, Page, Row, Schema, Store, UserRecord, Value};

async fn ids<S: Store>(store: &StoreUnderTest<S>, page: &Page) -> Vec<String> {
    store.list_users(page).await.unwrap().into_iter().map(|it| it.id.to_string()).collect()
}

/// Returns the id of the user with this text in a unique column.
async fn by<S: Store>(store: &StoreUnderTest<S>, column: &str, text: &str) -> Option<String> {
    let found = store.find_user_by(column, &Value::Text(text.to_owned())).await.unwrap()?;
    assert_eq!(Some(found.clone()), store.find_user(&found.id).await.unwrap());
    Some(found.id.to_string())
}

pub(super) async fn users_are_listed_whole_and_in_the_order_of_their_ids<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    assert!(ids(&store, &Page::first(9)).await.is_empty());
    let ordered = [" ", "%", "10", "9", "B", "_", "a", "é", "\u{ff5e}", "\u{1f980}"];
    for at in [3, 7, 0, 9, 1, 8, 4, 2, 6, 5] {
        store.insert_user(with_key(ordered[at])).await.unwrap();
    }
    assert_eq!(ids(&store, &Page::first(100)).await, ordered);
    for (at, id) in ordered.iter().enumerate() {
        assert_eq!(ids(&store, &Page::after(*id, 3)).await, ordered[at + 1..][..(9 - at).min(3)]);
    }
    for user in store.list_users(&Page::first(100)).await.unwrap() {
        assert_eq!(user.attributes, row(user.id.as_str()));
    }
}

pub(super) async fn pages_are_stable_while_users_come_and_go<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for at in 0..30 {
        store.insert_user(user(&format!("u{at:02}"))).await.unwrap();
    }
    let (mut page, mut seen) = (Page::first(7), Vec::new());
    loop {
        let listed = ids(&store, &page).await;
        let Some(last) = listed.last() else { break };
        page = Page::after(last.clone(), 7);
        // A user of the page is deleted, or another is inserted before it.
        if seen.len() % 2 == 0 {
            assert!(store.delete_user(&listed[0].as_str().into()).await.unwrap());
        } else {
            store.insert_user(user(&format!("{}a", listed[0]))).await.unwrap();
        }
        seen.extend(listed);
    }
    assert_eq!(seen, (0..30).map(|it| format!("u{it:02}")).collect::<Vec<_>>());
}

pub(super) async fn a_page_of_users_is_no_longer_than_asked_for<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for (limit, expected) in [(0, 0), (1, 1), (2, 2), (3, 2), (u32::MAX, 2)] {
        assert_eq!(ids(&store, &Page::first(limit)).await.len(), expected);
    }
    for start in ["bob", "z' OR 1=1 --", "\u{10ffff}"] {
        assert!(ids(&store, &Page::after(start, 10)).await.is_empty(), "{start}");
    }
    for start in ["", "alice\0", "\0", "alic"] {
        assert!(ids(&store, &Page::after(start, 10)).await.ends_with(&["bob".to_owned()]), "{start:?}");
    }
}

pub(super) async fn a_user_is_found_by_the_exact_value_of_a_unique_column<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_user(user_called("carol", "ALICE")).await.unwrap();
    assert!(store.update_user(&"bob".into(), text("email", "b@example.com")).await.unwrap());
    assert_eq!(by(&store, "username", "alice").await.as_deref(), Some("alice"));
    assert_eq!(by(&store, "username", "ALICE").await.as_deref(), Some("carol"));
    assert_eq!(by(&store, "email", "b@example.com").await.as_deref(), Some("bob"));
    for wrong in ["Alice", "alice ", " alice", "%", "alic_", "", "' OR '1'='1", "b@example.com"] {
        assert_eq!(by(&store, "username", wrong).await, None, "{wrong}");
    }
    assert!(store.update_user(&"alice".into(), text("username", "Alicia")).await.unwrap());
    assert_eq!(by(&store, "username", "alice").await, None);
    assert_eq!(by(&store, "username", "Alicia").await.as_deref(), Some("alice"));
}

pub(super) async fn a_user_is_found_by_values_of_every_type<S: Store>(env: &Environment<S>) {
    let store = env.open(Schema::of_columns(comparable().map(Column::unique).to_vec()).unwrap()).await;
    let id = |at: usize| format!("u{at:02}");
    for (at, (column, value)) in extremes().into_iter().enumerate() {
        let mut attributes = Row::new();
        attributes.push(column, value);
        let user = UserRecord { id: id(at).as_str().into(), attributes };
        store.insert_user(NewUserRecord { user, key: None }).await.unwrap();
    }
    for (at, (column, value)) in extremes().iter().enumerate() {
        let found = store.find_user_by(column, value).await.unwrap();
        assert_eq!(found.map(|it| it.id.to_string()), Some(id(at)), "{column}");
    }
}

pub(super) async fn null_finds_no_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(store.find_user_by("email", &Value::Null).await.unwrap(), None);
    assert!(store.update_user(&"bob".into(), text("email", "")).await.unwrap());
    assert_eq!(by(&store, "email", "").await.as_deref(), Some("bob"));
}

pub(super) async fn users_are_found_by_unique_columns_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for column in ["age", "id", "unknown", "username\" = '' OR \"username", ""] {
        let refused = store.find_user_by(column, &Value::Integer(7)).await;
        assert!(refused.is_err(), "{column}: {refused:?}");
    }
}

pub(super) async fn users_are_counted<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    assert_eq!(store.count_users().await.unwrap(), 0);
    for (name, expected) in [("alice", 1), ("bob", 2)] {
        store.insert_user(with_key(name)).await.unwrap();
        assert_eq!(store.count_users().await.unwrap(), expected);
    }
    assert!(store.insert_user(with_key("bob")).await.is_err());
    assert!(store.update_user(&"bob".into(), only("age", &8_i64)).await.unwrap());
    assert_eq!(store.count_users().await.unwrap(), 2);
    assert!(store.delete_user(&"bob".into()).await.unwrap());
    assert_eq!(store.count_users().await.unwrap(), 1);
}
