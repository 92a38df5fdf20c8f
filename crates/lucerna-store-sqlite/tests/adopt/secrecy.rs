//! What was a token is nowhere in the files any more.

use crate::kit::{Database, LATER, NOW, token};
use std::fs;

/// Fills the file with sessions and removes most of them again, so that their ids lie about in pages that are free, or
/// used for something else since.
fn churn(database: &Database) -> Vec<String> {
    let tokens: Vec<_> =
        (0..6000).map(|it| token(format!("{:08x}-{it}-", 2_654_435_761_u32.wrapping_mul(it)))).collect();
    let mut connection = database.connect();
    connection.execute_batch("PRAGMA secure_delete = OFF").unwrap();
    let transaction = connection.transaction().unwrap();
    let mut insert = transaction.prepare("INSERT INTO user_session VALUES (?1, 'alice', 1, ?2)").unwrap();
    for (at, token) in tokens.iter().enumerate() {
        insert.execute((token, if at % 7 == 0 { 2 } else { LATER })).unwrap();
    }
    drop(insert);
    transaction.commit().unwrap();
    connection
        .execute_batch(
            "DELETE FROM user_session WHERE id < 'd';
             CREATE TABLE later (a);
             INSERT INTO later SELECT zeroblob(1500) FROM user_session LIMIT 100;",
        )
        .unwrap();
    tokens
}

#[tokio::test]
async fn no_id_that_ever_was_can_be_read_in_the_files() {
    let database = Database::with("");
    let tokens = churn(&database);
    let alive = database.texts("SELECT max(id) FROM user_session WHERE idle_expires > 2").concat();
    assert!(database.legible(&tokens).len() > 3000, "there is nothing to clean");
    let report = database.adopt();
    assert!(report.sessions > 500 && report.dead_sessions_removed > 50, "{report}");
    assert_eq!(database.legible(&tokens), [""; 0]);
    assert!(database.find(&alive).await.is_some());
}

#[tokio::test]
async fn nor_in_the_log_of_an_application_that_was_killed() {
    let running = Database::with("PRAGMA journal_mode = WAL;");
    let connection = running.connect();
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
    let killed = Database::empty();
    let token = token("in-the-log");
    connection.execute("INSERT INTO user_session VALUES (?, 'alice', ?, ?)", (&token, LATER, LATER)).unwrap();
    for suffix in ["", "-wal"] {
        let file = |it: &Database| format!("{}{suffix}", it.path.display());
        fs::copy(file(&running), file(&killed)).unwrap();
    }
    let token = [token];
    assert!(killed.legible(&token).contains(&token[0]));
    assert_eq!(killed.adopt().sessions, 1);
    assert_eq!(killed.legible(&token), [""; 0]);
    let (session, _) = killed.find(&token[0]).await.unwrap();
    assert!(session.expiry.absolute > NOW);
}

#[test]
fn an_error_shows_no_token() {
    let secret = token("secret");
    let sql = format!("INSERT INTO user_session VALUES ('{secret}', 'alice', 1, 'never');");
    let error = Database::with(&sql).try_adopt(false).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret));
}
