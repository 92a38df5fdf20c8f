//! Cases about races for a record: one of many callers succeeds, and no addition is lost.

use super::concurrency::{BoxedCall, MANY, assert_one, assert_one_done, at_once, race};
use super::environment::Environment;
use super::fixtures::{START, at, only, text, user, with_key};
use super::record_fixtures::{both, count, counted, entries, member, members, record, with};
use lucerna_core::{Conflict, Page, RecordWrite, RecordsBy, Row, Store, StoreError};

/// The number of repetitions of a race between few calls.
const ROUNDS: usize = 9;

pub(super) async fn rt_070_one_of_many_takes_a_record<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let answers = race(MANY, |_| {
            let (store, table) = (store.clone(), table.clone());
            async move { store.take(&table, "r1", &only("count", &7_i64)).await }
        });
        assert_one(&answers.await, |it| *it == Some(record("r1")));
        assert_eq!(store.record(&table, "r1").await, None);
    }
}

pub(super) async fn one_of_many_changes_a_record_with_matching_values<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let answers = race(MANY, |at| {
            let (store, table) = (store.clone(), table.clone());
            let set = only("count", &i64::try_from(100 + at).unwrap());
            async move { store.change(&table, "r1", &only("count", &7_i64), &set).await }
        })
        .await;
        assert_one(&answers, |it| *it);
        let winner = i64::try_from(100 + answers.iter().position(|it| *it).unwrap()).unwrap();
        assert_eq!(store.record(&table, "r1").await, Some(counted("r1", winner)));
    }
}

pub(super) async fn every_addition_of_many_has_a_number_of_its_own<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        // Without a record, and in place of an expired one.
        for now in [at(0), at(101)] {
            let fresh =
                counted("r1", 1).of_user("alice").until(now.after(std::time::Duration::from_millis(100)));
            let answers = race(MANY, |_| {
                let (store, table, fresh) = (store.clone(), table.clone(), fresh.clone());
                async move { count(&store.add_to_record(&table, fresh, "count", 1, now).await.unwrap()) }
            });
            let mut numbers = answers.await;
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=i64::try_from(MANY).unwrap()).collect::<Vec<_>>());
        }
    }
}

pub(super) async fn one_of_many_inserts_a_record<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        // Without a record, and in place of an expired one.
        for (now, until) in [(0, 100), (101, 500)] {
            let new = move |it: usize| counted("r1", i64::try_from(it).unwrap()).until(at(until));
            let answers = race(MANY, |it| {
                let (store, table) = (store.clone(), table.clone());
                async move { store.insert_record(&table, new(it), at(now)).await }
            })
            .await;
            assert_one_done(&answers, |it| matches!(it, StoreError::Conflict(Conflict::RecordId)));
            let winner = new(answers.iter().position(Result::is_ok).unwrap());
            assert_eq!(store.record(&table, "r1").await, Some(winner));
        }
    }
}

pub(super) async fn one_of_many_gets_a_unique_value_of_a_record<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    let taken =
        |it: &StoreError| matches!(it, StoreError::Conflict(Conflict::Column(name)) if name == "email");
    // Without a record, and in place of an expired one.
    for (now, until) in [(0, 100), (101, 500)] {
        let answers = race(MANY, |it| {
            let store = store.clone();
            let new = member(&format!("m{now}-{it}"), "a@x").until(at(until));
            async move { store.insert_record(&members(), new, at(now)).await }
        });
        assert_one_done(&answers.await, taken);
    }
    for it in 0..8 {
        store.insert(&members(), member(&format!("n{it}"), &format!("n{it}"))).await;
    }
    let updated = race(8, |it| {
        let (store, id) = (store.clone(), format!("n{it}"));
        async move {
            store.update_record(&members(), &id, &Row::new(), &text("email", "b@x"), START).await.map(drop)
        }
    });
    assert_one_done(&updated.await, taken);
}

pub(super) async fn one_of_many_conflicting_batches_succeeds<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    store.insert(&entries(), record("r0")).await;
    let answers = race(MANY, |it| {
        let store = store.clone();
        async move {
            let (entries, members) = (entries(), members());
            let own = RecordWrite::Insert(&entries, record(&format!("own{it}")));
            let shared = match it % 3 {
                0 => RecordWrite::Delete(&entries, "r0"),
                _ => RecordWrite::Insert(&members, member(&format!("m{it}"), "a@x")),
            };
            let both = RecordWrite::Insert(&entries, record("r1"));
            store.write_records(vec![own, shared, both], START).await
        }
    })
    .await;
    assert_one_done(&answers, |it| {
        matches!(
            it,
            StoreError::Conflict(Conflict::RecordId | Conflict::Column(_)) | StoreError::MissingRecord
        )
    });
    let winner = format!("own{}", answers.iter().position(Result::is_ok).unwrap());
    let left = store.ids(&entries(), RecordsBy::All, &Page::first(100)).await;
    assert!(
        left.contains(&winner) && left.iter().filter(|it| it.starts_with("own")).count() == 1,
        "{left:?}"
    );
}

pub(super) async fn batches_without_conflict_all_succeed<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    let answers = race(MANY, |it| {
        let store = store.clone();
        async move {
            let (entries, members, id) = (entries(), members(), format!("r{it}"));
            let insert = RecordWrite::Insert(&entries, record(&id).of_user("alice"));
            let other = RecordWrite::Insert(&members, member(&id, &id).of_user("alice"));
            store.write_records(vec![insert, other], START).await
        }
    });
    assert!(answers.await.iter().all(Result::is_ok));
    let page = Page::first(100);
    assert_eq!(store.ids(&entries(), RecordsBy::All, &page).await.len(), MANY);
    assert_eq!(store.ids(&members(), RecordsBy::All, &page).await.len(), MANY);
}

pub(super) async fn a_record_that_is_taken_while_it_is_changed_is_gone<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        for round in 0..ROUNDS {
            store.insert(&table, record("r1")).await;
            let answers = race(6, |it| {
                let (store, table) = (store.clone(), table.clone());
                async move {
                    // Another call comes first in every round.
                    match (it + round) % 3 {
                        0 => store.take_record(&table, "r1", &Row::new(), START).await.map(drop),
                        _ => {
                            let set = text("label", "changed");
                            store.update_record(&table, "r1", &Row::new(), &set, START).await.map(drop)
                        }
                    }
                }
            });
            assert!(answers.await.iter().all(Result::is_ok));
            assert_eq!(store.record(&table, "r1").await, None, "round {round}");
        }
    }
}

pub(super) async fn concurrent_changes_of_two_columns_of_a_record_both_succeed<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        for round in 0..ROUNDS {
            let changes = ["label", "note"].map(|it| text(it, &format!("{it} {round}")));
            let answers = race(2, |it| {
                let (store, table, set) = (store.clone(), table.clone(), changes[it].clone());
                async move { store.change(&table, "r1", &Row::new(), &set).await }
            });
            assert_eq!(answers.await, [true, true]);
            let [label, note] = &changes;
            assert_eq!(store.record(&table, "r1").await, Some(with(with(record("r1"), label), note)));
        }
    }
}

pub(super) async fn a_user_deleted_while_records_are_written_leaves_none<S: Store>(env: &Environment<S>) {
    let store = &env.with_users_and_record_tables().await;
    let tables = both();
    for round in 0..2 * ROUNDS {
        store.insert_user(with_key("carol")).await.unwrap();
        let write = |it: usize| {
            let (store, table) = (store.clone(), tables[it % 2].clone());
            Box::pin(async move {
                let new = record(&format!("r{it}")).of_user("carol");
                let written = match it % 4 {
                    0 | 1 => store.insert_record(&table, new, START).await,
                    _ => store.add_to_record(&table, new, "count", 1, START).await.map(drop),
                };
                assert!(matches!(written, Ok(()) | Err(StoreError::MissingUser)), "{written:?}");
            }) as BoxedCall<()>
        };
        let mut calls: Vec<_> = (0..8).map(write).collect();
        let deleter = store.clone();
        let deletion = Box::pin(async move {
            assert!(deleter.delete_user(&"carol".into()).await.unwrap());
        });
        calls.insert(round % 9, deletion);
        at_once(calls).await;
        for somebody_is_there in [false, true] {
            if somebody_is_there {
                store.insert_user(user("carol")).await.unwrap();
            }
            for it in 0..8 {
                assert_eq!(store.record(&tables[it % 2], &format!("r{it}")).await, None, "round {round}");
            }
        }
        assert!(store.delete_user(&"carol".into()).await.unwrap());
    }
}
