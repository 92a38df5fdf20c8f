//! Tests of the audit trail while the store fails, is slow, or is set up wrongly.

use crate::app::{App, eventually, schema};
use lucerna_audit::{Audit, AuditError, Recorder};
use lucerna_core::{Auth, Event, Outcome, Page, Schema};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, quick_passwords};
use std::time::Duration;

#[tokio::test]
async fn without_its_table_building_fails_and_the_error_says_what_to_add() {
    let recorder = Recorder::default();
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let builder = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap());
    let auth: Auth = builder.observer(recorder.clone()).build().unwrap();
    let error = Audit::new(&auth, recorder).unwrap_err().to_string();
    assert!(error.contains("lucerna_audit") && error.contains("tables()"), "{error}");
}

#[tokio::test]
async fn a_recorder_that_observes_nothing_is_refused() {
    let builder =
        Auth::builder(MemoryStore::new(schema()), quick_passwords(), "https://app.example".parse().unwrap());
    let auth: Auth = builder.build().unwrap();
    assert!(matches!(Audit::new(&auth, Recorder::default()), Err(AuditError::NotObserving)));
}

#[tokio::test]
async fn events_of_an_outage_are_written_after_it_in_order() {
    let (spy, app) = app();
    app.spawn_writer();
    app.settle().await;
    let before = spy.calls("insert_record");
    spy.fail();
    for number in 1..=150 {
        app.emit(Event::new("test.one", Outcome::Succeeded).count(number));
    }
    eventually(|| spy.calls("insert_record") > before).await;
    spy.recover();
    let entries = app.all().await;
    assert_eq!(written(&app).await, (1..=150).collect::<Vec<_>>());
    assert_eq!(entries.iter().filter(|it| it.name == "audit.write_failed").count(), 1, "once for an outage");
}

#[tokio::test]
async fn events_beyond_the_queue_are_counted_and_the_count_is_an_event() {
    let (_, app) = app();
    // Events reach the recorder on another thread, whose own queue is bounded too.
    for number in 0..5_000 {
        app.emit(Event::new("test.one", Outcome::Succeeded).count(number));
        if number % 1_000 == 999 {
            app.observed(number + 1).await;
        }
    }
    app.spawn_writer();
    let lost = async {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let newest = app.audit.all(&Page::first(10)).await.unwrap();
            if let Some(it) = newest.into_iter().find(|it| it.name == "audit.events_lost") {
                break it.count;
            }
        }
    };
    let lost = tokio::time::timeout(Duration::from_secs(60), lost).await.unwrap();
    assert_eq!(lost, Some(5_000 - 4_096));
    let kept = written(&app).await;
    assert_eq!((kept.len(), kept.last()), (4_096, Some(&4_095)), "the first ones were kept");
}

/// Returns the numbers of the written events `test.one`, oldest first.
async fn written(app: &App) -> Vec<u64> {
    app.settle().await;
    let (mut numbers, mut page) = (Vec::new(), Page::first(Page::MAX));
    loop {
        let entries = app.audit.all(&page).await.unwrap();
        let Some(last) = entries.last() else { break };
        page = page.next(&*last.id);
        numbers.extend(entries.iter().filter(|it| it.name == "test.one").filter_map(|it| it.count));
    }
    numbers.reverse();
    numbers
}

#[tokio::test]
async fn a_writer_that_is_dropped_loses_nothing_and_writes_nothing_twice() {
    let (spy, app) = app();
    let writer = app.spawn_writer();
    app.settle().await;
    let before = spy.calls("insert_record");
    spy.fail();
    app.emit(Event::new("test.one", Outcome::Succeeded).count(1));
    eventually(|| spy.calls("insert_record") > before).await;
    writer.abort();
    spy.recover();
    app.spawn_writer();
    app.spawn_writer();
    app.emit(Event::new("test.one", Outcome::Succeeded).count(2));
    assert_eq!(written(&app).await, [1, 2]);
}

#[tokio::test]
async fn a_step_that_fails_is_repeated_event_by_event_and_writes_nothing_twice() {
    for failing in [&["write_records"][..], &["write_records", "insert_record"]] {
        let (spy, app) = app();
        for number in 1..=5 {
            app.emit(Event::new("test.one", Outcome::Succeeded).count(number));
        }
        app.observed(5).await;
        failing.iter().for_each(|it| spy.fail_once(it));
        app.spawn_writer();
        let entries = app.all().await;
        assert_eq!(written(&app).await, [1, 2, 3, 4, 5]);
        assert_eq!(entries.iter().filter(|it| it.name == "audit.events_lost").count(), 0);
    }
}

fn app() -> (SpyStore<MemoryStore>, App) {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    (spy.clone(), App::without_writer(spy))
}
