//! Cases about dropped calls for records: each is done entirely or not at all, and the store keeps working.

use super::concurrency::{POLLS, drop_after_polls};
use super::environment::Environment;
use super::fixtures::{START, text};
use super::record_fixtures::{both, count, counted, entries, member, members, record, with};
use lucerna_core::{Conflict, Page, RecordWrite, RecordsBy, Row, Store, StoreError};

pub(super) async fn a_record_is_inserted_or_not<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for polls in POLLS {
            let new = record(&format!("r{polls}")).of_user("alice");
            drop_after_polls(polls, store.insert_record(&table, new.clone(), START)).await;
            match store.insert_record(&table, new.clone(), START).await {
                Ok(()) | Err(StoreError::Conflict(Conflict::RecordId)) => {}
                Err(other) => panic!("{other:?}"),
            }
            assert_eq!(store.record(&table, &new.id).await, Some(new));
        }
        assert_eq!(store.delete_records(&table, RecordsBy::User(&"alice".into())).await.unwrap(), 4);
    }
}

pub(super) async fn a_record_is_changed_in_all_columns_or_in_none<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for polls in POLLS {
            let id = &*format!("r{polls}");
            store.insert(&table, record(id)).await;
            let set = text("label", "x").with("note", &None::<String>).with("count", &8_i64);
            drop_after_polls(polls, store.update_record(&table, id, &Row::new(), &set, START)).await;
            let found = store.record(&table, id).await.unwrap();
            assert!([record(id), with(record(id), &set)].contains(&found), "{found:?}");
            assert!(store.change(&table, id, &Row::new(), &set).await);
            assert_eq!(store.record(&table, id).await, Some(with(record(id), &set)));
        }
    }
}

pub(super) async fn a_record_is_taken_or_not<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for polls in POLLS {
            let id = &*format!("r{polls}");
            store.insert(&table, record(id)).await;
            drop_after_polls(polls, store.take_record(&table, id, &Row::new(), START)).await;
            let taken = store.take(&table, id, &Row::new()).await;
            assert!(taken.is_none_or(|it| it == record(id)));
            assert_eq!(store.record(&table, id).await, None);
            store.insert(&table, record(id)).await;
        }
    }
}

pub(super) async fn an_addition_counts_once_or_not<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for polls in POLLS {
            let fresh = counted(&format!("r{polls}"), 1);
            for before in 0..2 {
                if before == 1 {
                    store.add_to_record(&table, fresh.clone(), "count", 1, START).await.unwrap();
                }
                drop_after_polls(polls, store.add_to_record(&table, fresh.clone(), "count", 1, START)).await;
            }
            let added = store.add_to_record(&table, fresh.clone(), "count", 1, START).await.unwrap();
            assert!((2..=4).contains(&count(&added)), "{added:?}");
            assert_eq!(added, counted(&fresh.id, count(&added)));
        }
    }
}

pub(super) async fn several_writes_are_all_done_or_none<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let (entries, members) = (entries(), members());
    for polls in POLLS {
        let [old, new] = ["old", "new"].map(|it| format!("{it}{polls}"));
        store.insert(&entries, record(&old)).await;
        let writes = || {
            let insert = RecordWrite::Insert(&members, member(&new, &new));
            vec![RecordWrite::Insert(&entries, record(&new)), insert, RecordWrite::Delete(&entries, &old)]
        };
        drop_after_polls(polls, store.write_records(writes(), START)).await;
        let all = store.ids(&entries, RecordsBy::All, &Page::first(100)).await;
        assert_ne!(all.contains(&old), all.contains(&new), "half of the step");
        match store.write_records(writes(), START).await {
            Ok(()) | Err(StoreError::Conflict(Conflict::RecordId)) => {}
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(store.record(&entries, &old).await, None);
        assert_eq!(store.record(&entries, &new).await, Some(record(&new)));
        assert_eq!(store.record(&members, &new).await, Some(member(&new, &new)));
    }
}
