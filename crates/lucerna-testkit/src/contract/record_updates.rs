//! Cases about updates of records: they are compare-and-set.

use super::environment::Environment;
use super::fixtures::{START, only, text};
use super::record_fixtures::{Json, both, entries, member, members, record, with};
use super::store_under_test::conflict;
use lucerna_core::{Conflict, Record, Row, Store, StoreError};

pub(super) async fn an_update_of_a_record_writes_the_given_columns_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let mut expected = record("r1").of_user("alice");
        store.insert(&table, expected.clone()).await;
        store.insert(&table, record("r2")).await;
        let several = text("label", "x").with("weight", &None::<f64>).with("count", &i64::MIN);
        let changes = [
            only("count", &8_i64),
            text("note", ""),
            only("note", &None::<String>),
            several,
            only("extra", &Json("[8]".to_owned())).with("weight", &1.5_f64),
        ];
        for set in changes {
            assert!(store.change(&table, "r1", &Row::new(), &set).await);
            expected = with(expected, &set);
            assert_eq!(store.record(&table, "r1").await.as_ref(), Some(&expected));
        }
        assert_eq!(store.record(&table, "r2").await, Some(record("r2")));
    }
}

pub(super) async fn a_record_is_changed_only_if_every_expected_value_matches<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let wrong = [
            text("label", "label"),
            text("label", "Label "),
            text("note", "Not_"),
            only("count", &8_i64),
            only("count", &None::<i64>),
            text("label", "Label").with("count", &8_i64),
            text("label", "x").with("count", &7_i64),
        ];
        for still in wrong {
            let set = text("label", "changed");
            assert!(!store.change(&table, "r1", &still, &set).await, "{still:?}");
            assert_eq!(store.record(&table, "r1").await, Some(record("r1")));
        }
        let right = text("label", "Label").with("count", &7_i64).with("note", &"Note".to_owned());
        assert!(store.change(&table, "r1", &right, &only("count", &8_i64)).await);
        assert!(!store.change(&table, "r1", &right, &only("count", &9_i64)).await);
        assert_eq!(store.record(&table, "r1").await, Some(with(record("r1"), &only("count", &8_i64))));
    }
}

pub(super) async fn null_is_compared_like_any_value<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let (empty, full) = (only("note", &None::<String>), text("note", "Note"));
        assert!(!store.change(&table, "r1", &empty, &only("count", &8_i64)).await, "there is a note");
        assert!(store.change(&table, "r1", &full, &empty).await);
        assert!(!store.change(&table, "r1", &full, &only("count", &8_i64)).await, "there is no note");
        assert!(
            !store.change(&table, "r1", &text("note", ""), &only("count", &8_i64)).await,
            "there is no note"
        );
        assert!(store.change(&table, "r1", &empty, &text("note", "")).await);
        assert!(
            !store.change(&table, "r1", &empty, &only("count", &8_i64)).await,
            "there is a note without letters"
        );
        assert_eq!(store.record(&table, "r1").await, Some(with(record("r1"), &text("note", ""))));
    }
}

pub(super) async fn json_and_floating_point_numbers_are_not_compared<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let others = [
            only("weight", &0.25_f64),
            only("weight", &None::<f64>),
            only("extra", &Json("{}".to_owned())),
            only("extra", &None::<Json>).with("weight", &9.0_f64),
        ];
        for (at, still) in (8_i64..).zip(others) {
            let set = only("count", &at);
            assert!(store.change(&table, "r1", &still, &set).await, "{still:?}");
            let wrong = still.with("count", &7_i64);
            assert!(!store.change(&table, "r1", &wrong, &set).await);
            assert_eq!(store.record(&table, "r1").await, Some(with(record("r1"), &set)));
        }
    }
}

pub(super) async fn a_condition_on_an_unknown_column_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        for name in ["no_such_column", "id", "user_id", "COUNT", ""] {
            let still = only("count", &7_i64).with(name, &"x".to_owned());
            for id in ["r1", "r2"] {
                let changed =
                    store.update_record(&table, id, &still, &only("count", &8_i64), START).await.map(drop);
                let taken = store.take_record(&table, id, &still, START).await.map(drop);
                for refused in [changed, taken] {
                    assert!(matches!(refused, Err(StoreError::Broken(_))), "{name:?}: {refused:?}");
                }
            }
        }
        assert_eq!(store.record(&table, "r1").await, Some(record("r1").of_user("alice")));
    }
}

pub(super) async fn an_update_without_columns_returns_whether_the_record_matches<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        for empty in [Row::new(), text("no_such_column", "x")] {
            assert!(
                store.change(&table, "r1", &Row::new(), &empty).await
                    && store.change(&table, "r1", &only("count", &7_i64), &empty).await
            );
            assert!(!store.change(&table, "r1", &only("count", &8_i64), &empty).await);
            assert!(!store.change(&table, "r2", &Row::new(), &empty).await);
        }
        assert_eq!(store.record(&table, "r1").await, Some(record("r1")));
    }
}

pub(super) async fn an_update_never_brings_a_record_back<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        assert!(store.take(&table, "r1", &Row::new()).await.is_some());
        for id in ["r1", "never"] {
            assert!(!store.change(&table, id, &Row::new(), &record("").value).await);
            assert_eq!(store.record(&table, id).await, None);
        }
    }
}

pub(super) async fn an_update_of_a_record_to_a_taken_value_changes_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for (id, email) in [("m1", "a@x"), ("m2", "b@x")] {
        store.insert(&members(), member(id, email)).await;
    }
    let set = text("email", "b@x").with("age", &8_i64);
    let refused = store.update_record(&members(), "m1", &Row::new(), &set, START).await;
    assert_eq!(conflict(refused), Conflict::Column("email".to_owned()));
    assert_eq!(store.record(&members(), "m1").await, Some(member("m1", "a@x")));
    // The record's own value does not conflict, and a released value is free.
    assert!(store.change(&members(), "m1", &Row::new(), &text("email", "a@x")).await);
    assert!(store.change(&members(), "m1", &Row::new(), &text("email", "c@x")).await);
    assert!(store.change(&members(), "m2", &Row::new(), &text("email", "a@x")).await);
}

pub(super) async fn a_record_is_taken_whole_and_once<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let alices = record("r1").of_user("alice");
        store.insert(&table, alices.clone()).await;
        store.insert(&table, record("r2").of_user("alice")).await;
        assert_eq!(store.take(&table, "r1", &Row::new()).await, Some(alices.clone()));
        assert_eq!(store.take(&table, "r1", &Row::new()).await, None);
        assert_eq!(store.record(&table, "r1").await, None);
        assert_eq!(store.record(&table, "r2").await, Some(record("r2").of_user("alice")));
        store.insert(&table, alices).await;
    }
    let lasting = Record { expires: None, ..record("r3") };
    store.insert(&entries(), lasting.clone()).await;
    assert_eq!(store.take(&entries(), "r3", &Row::new()).await, Some(lasting));
}

pub(super) async fn a_record_is_taken_only_if_every_expected_value_matches<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        for still in [text("label", "LABEL"), only("note", &None::<String>), only("count", &8_i64)] {
            assert_eq!(store.take(&table, "r1", &still).await, None, "{still:?}");
            assert_eq!(store.record(&table, "r1").await, Some(record("r1")));
        }
        let still = text("label", "Label").with("count", &7_i64).with("weight", &9.0_f64);
        let still = still.with("extra", &Json("{}".to_owned()));
        assert_eq!(store.take(&table, "r1", &still).await, Some(record("r1")));
    }
}
