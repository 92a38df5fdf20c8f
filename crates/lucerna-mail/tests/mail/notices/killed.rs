//! A process that is killed with SIGKILL between a change and its notice.

use super::{each, told};
use crate::app::{ALICE, App, OTHER_PASSWORD, schema};
use crate::killed_process::{Killed, eventually};
use lucerna_core::{Clock, KeyId, NewKey, SystemClock, Timestamp};
use lucerna_mail::notices;
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;
use std::time::Duration;

/// The variable that makes the test below the process that is killed: its database.
const DATABASE: &str = "LUCERNA_TEST_KILLED_CHANGE";

fn app_on(file: &Path) -> App {
    App::with_notices(SqliteStore::open(file, schema()).unwrap(), notices())
}

#[tokio::test]
async fn asvs_6_3_7_a_change_is_told_after_its_process_was_killed() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let app = app_on(&file);
    let ten_minutes_ago = SystemClock::default().now().unix_millis() - 10 * 60 * 1000;
    app.clock.set(Timestamp::from_unix_millis(ten_minutes_ago));
    app.verified_user(ALICE).await;
    let name = "notices::killed::the_process_that_is_killed";
    let mut process = Killed::start(name, &[(DATABASE, file.as_os_str())]);
    eventually(|| directory.path().join("changed").exists());
    process.kill();
    app.clock.set(SystemClock::default().now());
    assert_eq!(told(&app).await, [""; 0], "another process may be about to tell it");
    app.turn_minutes(2);
    let mut expected = each(&[ALICE], "A way to sign in was added");
    expected.extend(each(&[ALICE], "New sign-in to your account"));
    expected.extend(each(&[ALICE], "Your password was changed"));
    assert_eq!(told(&app).await, expected);
    app.turn_minutes(2);
    assert_eq!(told(&app).await, [""; 0]);
}

/// The process that the test kills: it makes changes, and its worker does not come to write a message. On its own it does nothing.
#[tokio::test]
async fn the_process_that_is_killed() {
    let Ok(file) = std::env::var(DATABASE) else { return };
    let file = Path::new(&file);
    let app = app_on(file);
    app.session(app.password(ALICE).await).await;
    let username = NewKey::same_password(KeyId::username("alice"));
    app.auth.create_key(&app.password(ALICE).await, username).await.unwrap();
    drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
    std::fs::write(file.with_file_name("changed"), "").unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
}
