//! Records of passing tables.

use crate::fixtures::{
    HOUR, Raw, alice, cluster, code, code_keys, codes, find_code, notes, now, one, open, options, until,
};
use lucerna_core::{
    Conflict, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreError, Timestamp,
    Value,
};
use lucerna_store_redis::{RedisOptions, RedisStore};
use std::time::Duration;

async fn insert(store: &RedisStore, record: Record) -> Result<(), StoreError> {
    store.insert_record(&codes(), record, now()).await
}

async fn take(store: &RedisStore, id: &str) -> Result<Option<Record>, StoreError> {
    store.take_record(&codes(), id, &Row::new(), now()).await
}

async fn add(store: &RedisStore, fresh: Record, by: i64) -> Result<Record, StoreError> {
    store.add_to_record(&codes(), fresh, "count", by, now()).await
}

async fn delete_of_alice(store: &RedisStore) -> u64 {
    store.delete_records(&codes(), RecordsBy::User(&alice())).await.unwrap()
}

/// Returns the number of entries in the index of Alice's codes.
async fn entries(raw: &mut Raw, options: &RedisOptions) -> i64 {
    let [_, index] = code_keys(options, "");
    raw.ask(&format!("ZCARD {index}")).await
}

fn count(record: &Record) -> i64 {
    record.value.clone().take("count").unwrap()
}

#[tokio::test]
async fn keys_expire_with_their_record() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        let record = code("a").of_user("alice");
        let over = record.expires.unwrap().unix_millis();
        insert(&store, record).await.unwrap();
        for key in code_keys(&options, "a") {
            assert_eq!(raw.ask::<i64>(&format!("PEXPIRETIME {key}")).await, over, "{key} at {url}");
        }
        insert(&store, code("b").of_user("alice").until(now().after(Duration::from_millis(200))))
            .await
            .unwrap();
        assert_eq!(entries(&mut raw, &options).await, 2);
        let [b, _] = code_keys(&options, "b");
        until("Redis has forgotten it", async || raw.ask::<i64>(&format!("EXISTS {b}")).await == 0).await;
        insert(&store, code("c").of_user("alice")).await.unwrap();
        assert_eq!(entries(&mut raw, &options).await, 2, "expired entries have left the index at {url}");
        assert_eq!(store.delete_expired_records(now()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn the_index_of_a_user_expires_with_the_latest_record() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        for id in ["a", "b"] {
            let soon = now().after(Duration::from_millis(200));
            insert(&store, code(id).of_user("alice").until(soon)).await.unwrap();
        }
        until("the index is gone", async || entries(&mut raw, &options).await == 0).await;
        for id in ["a", "b", "c"] {
            insert(&store, code(id).of_user("alice")).await.unwrap();
        }
        assert!(take(&store, "a").await.unwrap().is_some());
        assert_eq!(store.delete_records(&codes(), RecordsBy::Id("b")).await.unwrap(), 1);
        assert_eq!(entries(&mut raw, &options).await, 1, "{url}");
        assert_eq!(delete_of_alice(&store).await, 1);
        assert_eq!(entries(&mut raw, &options).await, 0, "{url}");
    }
}

#[tokio::test]
async fn the_callers_time_decides_about_expiry() {
    for url in [one(), cluster()] {
        let (store, table) = (open(&url, &options()).await, codes());
        let (nothing, page) = (Row::new(), Page::first(1));
        let record = code("a").of_user("alice");
        let last = record.expires.unwrap();
        let after = last.after(Duration::from_millis(1));
        insert(&store, record.clone()).await.unwrap();
        let found = async |at: Timestamp| {
            store.find_records(&table, RecordsBy::Id("a"), &page, at).await.unwrap().len()
        };
        assert_eq!((found(last).await, found(after).await), (1, 0), "{url}");
        let set = Row::new().with("count", &2_i64);
        assert!(!store.update_record(&table, "a", &nothing, &set, after).await.unwrap());
        assert!(store.take_record(&table, "a", &nothing, after).await.unwrap().is_none());
        let again = store.insert_record(&table, record.clone(), last).await;
        assert!(matches!(again, Err(StoreError::Conflict(Conflict::RecordId))), "{again:?}");
        let later = code("a").of_user("alice").until(after.after(HOUR));
        let added = store.add_to_record(&table, later.clone(), "count", 5, after).await.unwrap();
        assert_eq!(added, later, "one that has expired is replaced at {url}");
        assert!(store.update_record(&table, "a", &nothing, &set, after).await.unwrap());
        assert_eq!(delete_of_alice(&store).await, 1);
    }
}

#[tokio::test]
async fn one_of_64_callers_takes_a_record_and_all_additions_count() {
    for url in [one(), cluster()] {
        let store = open(&url, &options()).await;
        insert(&store, code("taken").of_user("alice")).await.unwrap();
        let racers: Vec<_> = (0..64)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let added = add(&store, code("added").of_user("alice"), 1).await.unwrap();
                    let inserted = insert(&store, code("inserted").of_user("alice")).await.is_ok();
                    (take(&store, "taken").await.unwrap().is_some(), inserted, count(&added))
                })
            })
            .collect();
        let (mut taken, mut inserted, mut counts) = (0, 0, Vec::new());
        for racer in racers {
            let (took, put, count) = racer.await.unwrap();
            taken += i32::from(took);
            inserted += i32::from(put);
            counts.push(count);
        }
        counts.sort_unstable();
        assert_eq!((taken, inserted, counts), (1, 1, (1..=64).collect()), "{url}");
        assert_eq!(delete_of_alice(&store).await, 2, "{url}");
    }
}

#[tokio::test]
async fn additions_are_exact_up_to_64_bits() {
    for url in [one(), cluster()] {
        let store = open(&url, &options()).await;
        let with = |count: i64| Record { value: Row::new().with("count", &count), ..code("a") };
        insert(&store, with(i64::MAX - 1)).await.unwrap();
        assert_eq!(count(&add(&store, with(0), 1).await.unwrap()), i64::MAX);
        let over = add(&store, with(0), 1).await;
        assert!(matches!(&over, Err(StoreError::Unfit(it)) if it.column == "count"), "{over:?}");
        assert_eq!(find_code(&store, "a").await.unwrap().map(|it| count(&it)), Some(i64::MAX));
        assert_eq!(count(&add(&store, with(0), i64::MIN).await.unwrap()), -1);
        assert!(add(&store, with(0), i64::MIN).await.is_err(), "{url}");
        assert_eq!(find_code(&store, "a").await.unwrap().map(|it| count(&it)), Some(-1));
    }
}

#[tokio::test]
async fn compare_and_set_needs_unchanged_values() {
    for url in [one(), cluster()] {
        let (store, table) = (open(&url, &options()).await, codes());
        insert(&store, code("a")).await.unwrap();
        let purpose = |it: Option<&str>| Row::new().with("purpose", &it.map(str::to_owned));
        let update =
            async |still: &Row, set: &Row| store.update_record(&table, "a", still, set, now()).await.unwrap();
        assert!(!update(&purpose(None), &purpose(None)).await, "{url}");
        assert!(!update(&purpose(Some("")), &purpose(None)).await);
        let uncompared = purpose(Some("reset")).with("weight", &Some(7.5));
        assert!(update(&uncompared, &purpose(None)).await);
        assert!(!update(&purpose(Some("reset")), &purpose(None)).await);
        assert!(store.take_record(&table, "a", &purpose(Some("reset")), now()).await.unwrap().is_none());
        assert!(update(&purpose(None), &Row::new().with("count", &9_i64)).await);
        let taken = store.take_record(&table, "a", &purpose(None), now()).await.unwrap().unwrap();
        assert_eq!((count(&taken), taken.value.value("purpose")), (9, Some(&Value::Null)));
        let unknown = store.take_record(&table, "a", &Row::new().with("role", &1_i64), now()).await;
        assert!(matches!(unknown, Err(StoreError::Broken(_))), "a misspelt condition is not skipped");
    }
}

#[tokio::test]
async fn rt_213_ids_of_any_characters_name_one_record_each() {
    let ids = [
        "a",
        "{",
        "}",
        "{}",
        "}{",
        "{a}",
        "a}",
        "{{",
        "a:b",
        "}:r:code",
        "~",
        "*",
        "\\",
        " ",
        "é",
        "{u:alice}:i",
    ];
    for url in [one(), cluster()] {
        let store = open(&url, &options()).await;
        for id in ids {
            let mut record = code(id).of_user(id);
            record.value = Row::new().with("purpose", &Some(id.to_owned())).with("count", &1_i64);
            insert(&store, record).await.unwrap();
        }
        for id in ids {
            let found = find_code(&store, id).await.unwrap().unwrap();
            assert_eq!(found.value.value("purpose"), Some(&Value::Text(id.to_owned())));
            assert_eq!(found.user_id, Some(id.into()));
        }
        for id in ids {
            let deleted = store.delete_records(&codes(), RecordsBy::User(&id.into())).await.unwrap();
            assert_eq!(deleted, 1, "{id} at {url}");
            assert!(find_code(&store, id).await.unwrap().is_none());
        }
    }
}

/// Returns the table of a later version, with one more column that has a default.
fn later_codes() -> RecordTable {
    let mut columns = codes().columns().to_vec();
    columns.push(lucerna_core::Column::of::<i64>("attempts").with_default(&3_i64));
    RecordTable::new("code", lucerna_core::Lifetime::Passing, columns)
}

#[tokio::test]
async fn a_record_of_an_earlier_version_has_the_defaults_of_newer_columns() {
    for url in [one(), cluster()] {
        let (store, table) = (open(&url, &options()).await, later_codes());
        let attempts = |it: i64| Row::new().with("attempts", &it);
        let has = |record: &Record, it: i64| record.value.value("attempts") == Some(&Value::Integer(it));
        insert(&store, code("a")).await.unwrap();
        let found = store.find_records(&table, RecordsBy::Id("a"), &Page::first(1), now()).await.unwrap();
        assert!(has(&found[0], 3), "{url}");
        assert!(store.update_record(&table, "a", &attempts(3), &attempts(2), now()).await.unwrap());
        insert(&store, code("b")).await.unwrap();
        let fresh = Record { value: code("b").value.with("attempts", &0_i64), ..code("b") };
        assert!(has(&store.add_to_record(&table, fresh, "attempts", -1, now()).await.unwrap(), 2));
        insert(&store, code("c")).await.unwrap();
        let taken = store.take_record(&table, "c", &attempts(3), now()).await.unwrap();
        assert!(taken.is_some_and(|it| has(&it, 3)));
    }
}

#[tokio::test]
async fn unsupported_tables_and_searches_are_refused_with_a_reason() {
    let (store, page) = (open(&one(), &options()).await, Page::first(1));
    let (table, lasting) = (codes(), notes());
    let other = RecordTable::of::<()>("other", lucerna_core::Lifetime::Passing);
    let note = Record::new("n", Row::new());
    let text = |refused: Result<(), StoreError>| match refused {
        Err(StoreError::Broken(source)) => source.to_string(),
        other => panic!("{other:?}"),
    };
    let refused = store.insert_record(&lasting, note.clone(), now()).await;
    assert!(text(refused).contains("passing tables only"));
    let refused = store.write_records(vec![RecordWrite::Insert(&lasting, note)], now()).await;
    assert!(text(refused).contains("in one step"));
    for by in [RecordsBy::All, RecordsBy::User(&alice()), RecordsBy::Column("count", &Value::Integer(1))] {
        let refused = store.find_records(&table, by, &page, now()).await.map(drop);
        assert!(text(refused).contains("by id only"));
    }
    assert!(text(store.delete_records(&table, RecordsBy::All).await.map(drop)).contains("by id only"));
    assert!(text(store.delete_records(&other, RecordsBy::Id("a")).await.map(drop)).contains("not declared"));
    let endless = Record { expires: None, ..code("a") };
    assert!(text(store.insert_record(&table, endless, now()).await).contains("expiry"));
}

#[tokio::test]
async fn a_damaged_record_is_an_error_not_an_absent_record() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        let [key, _] = code_keys(&options, "a");
        for damage in
            [format!("HDEL {key} expires"), format!("HSET {key} expires soon"), format!("SET {key} x")]
        {
            raw.ask::<i64>(&format!("DEL {key}")).await;
            insert(&store, code("a")).await.unwrap();
            let _: redis::Value = raw.ask(&damage).await;
            let broken = |it: Result<(), StoreError>| {
                assert!(matches!(it, Err(StoreError::Broken(_))), "{damage} at {url}: {it:?}");
            };
            broken(find_code(&store, "a").await.map(drop));
            broken(take(&store, "a").await.map(drop));
            broken(insert(&store, code("a")).await);
            broken(add(&store, code("a"), 1).await.map(drop));
        }
    }
}

#[tokio::test]
async fn records_work_over_resp3() {
    for url in [one() + "?protocol=resp3", cluster() + "/?protocol=resp3"] {
        let store = open(&url, &options()).await;
        let record = code("a").of_user("alice");
        insert(&store, record.clone()).await.unwrap();
        assert_eq!(find_code(&store, "a").await.unwrap(), Some(record.clone()));
        assert_eq!(count(&add(&store, record.clone(), 1).await.unwrap()), 2);
        assert_eq!(take(&store, "a").await.unwrap().map(|it| it.user_id), Some(record.user_id));
        insert(&store, code("b").of_user("alice")).await.unwrap();
        insert(&store, code("c").of_user("alice")).await.unwrap();
        assert_eq!(store.delete_records(&codes(), RecordsBy::Id("b")).await.unwrap(), 1);
        assert_eq!(delete_of_alice(&store).await, 1);
    }
}

#[tokio::test]
async fn a_store_serves_only_the_passing_tables_of_its_schema() {
    let store = open(&one(), &options()).await;
    assert!(store.serves(&codes()));
    let other_columns = RecordTable::new(codes().name().to_owned(), codes().lifetime(), Vec::new());
    let another = RecordTable::new("another", codes().lifetime(), codes().columns().to_vec());
    assert!(!store.serves(&other_columns) && !store.serves(&another) && !store.serves(&notes()));
}
