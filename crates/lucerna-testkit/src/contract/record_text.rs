//! Cases about hostile text in records: it is kept exactly in every field, and similar text is not equal.

use super::environment::Environment;
use super::fixtures::{START, user_called};
use super::hostile::{HOSTILE, alike};
use super::record_fixtures::{both, member, members, record, with};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{Page, Record, RecordTable, RecordsBy, Row, Store, Value};

/// Returns a record with this text in every field.
fn of_text(text: &str) -> Record {
    let changes = Row::new().with("label", &text.to_owned()).with("note", &Some(text.to_owned()));
    with(record(text).of_user(text), &changes)
}

async fn insert_all<S: Store>(store: &StoreUnderTest<S>, table: &RecordTable, texts: &[String]) {
    for text in texts {
        if store.user(text).await.is_none() {
            store.insert_user(user_called(text, text)).await.unwrap();
        }
        store.insert(table, of_text(text)).await;
    }
}

fn hostile() -> Vec<String> {
    HOSTILE.map(str::to_owned).to_vec()
}

pub(super) async fn rt_213_hostile_text_in_a_record_is_kept_exactly<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        insert_all(&store, &table, &hostile()).await;
        for text in HOSTILE {
            assert_eq!(store.record(&table, text).await, Some(of_text(text)));
            let label = Row::new().with("label", &text.to_owned());
            let changed = store.update_record(&table, text, &label, &of_text(text).value, START).await;
            assert!(changed.unwrap(), "{text}");
        }
        for text in HOSTILE {
            let still = of_text(text).value;
            assert_eq!(store.take(&table, text, &still).await, Some(of_text(text)));
        }
    }
    for text in HOSTILE {
        store.insert(&members(), member(text, text)).await;
    }
    for text in HOSTILE {
        let email = Value::Text(text.to_owned());
        let found = store.ids(&members(), RecordsBy::Column("email", &email), &Page::first(99)).await;
        assert_eq!(found, [text]);
    }
}

pub(super) async fn hostile_text_matches_only_its_own_record<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        for text in HOSTILE {
            assert_eq!(store.record(&table, text).await, None);
            assert_eq!(store.take(&table, text, &Row::new()).await, None);
            let set = Row::new().with("label", &text.to_owned());
            assert!(!store.change(&table, text, &Row::new(), &set).await);
            assert!(!store.change(&table, "r1", &set, &set).await);
            assert_eq!(store.delete_records(&table, RecordsBy::Id(text)).await.unwrap(), 0);
            assert_eq!(store.delete_records(&table, RecordsBy::User(&text.into())).await.unwrap(), 0);
        }
        assert_eq!(store.record(&table, "r1").await, Some(record("r1").of_user("alice")));
    }
}

pub(super) async fn similar_ids_of_records_are_not_equal<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let (ones, others): (Vec<_>, Vec<_>) = alike().into_iter().map(|[one, other]| (one, other)).unzip();
        insert_all(&store, &table, &ones).await;
        insert_all(&store, &table, &others).await;
        for (one, other) in ones.iter().zip(&others) {
            let still = Row::new().with("label", other);
            assert_eq!(store.take(&table, one, &still).await, None, "{one}");
            let taken = store.take(&table, one, &Row::new()).await;
            assert_eq!(taken, Some(of_text(one)));
            assert_eq!(store.delete_records(&table, RecordsBy::User(&one.as_str().into())).await.unwrap(), 0);
            assert_eq!(store.record(&table, other).await, Some(of_text(other)));
        }
    }
    for text in alike().into_iter().flatten() {
        store.insert(&members(), member(&text, &text)).await;
    }
}

pub(super) async fn the_longest_ids_of_records_are_kept_whole<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for start in ["x".repeat(254), "é".repeat(127), format!("{}ab", "🦀".repeat(63))] {
            let ids = ["1", "2"].map(|end| format!("{start}{end}"));
            for id in &ids {
                store.insert(&table, record(id)).await;
            }
            for id in &ids {
                let taken = store.take(&table, id, &Row::new()).await;
                assert_eq!(taken, Some(record(id)), "{} bytes", id.len());
            }
        }
    }
    for end in ["1", "2"] {
        let email = format!("{}{end}", "x".repeat(254));
        store.insert(&members(), member(end, &email)).await;
        let by = Value::Text(email);
        assert_eq!(store.ids(&members(), RecordsBy::Column("email", &by), &Page::first(9)).await, [end]);
    }
}
