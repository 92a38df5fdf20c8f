//! Tests of interrupted adoptions in MariaDB: another adoption completes them.

use crate::database::{LuciaTestDatabase, session};
use crate::fixture::{ACTIVE, ALICE, DatabaseKind, fixture};
use crate::tokens::{NOW, token};
use lucerna_adopt::{AdoptError, AdoptOutcome};
use lucerna_core::SessionPolicy;
use lucerna_servers::{MariaDb, Proxy};
use std::sync::Arc;

/// Tables of the application, with every feature that an adoption changes and restores.
const OTHERS: &str = "
    ALTER TABLE auth_user ADD COLUMN invited_by VARCHAR(15), ADD FOREIGN KEY (invited_by) REFERENCES auth_user(id);
    CREATE TABLE profile (of_user VARCHAR(15) PRIMARY KEY, CONSTRAINT whose FOREIGN KEY (of_user) REFERENCES auth_user(id) ON DELETE CASCADE);
    CREATE TABLE picture (of_profile VARCHAR(15), FOREIGN KEY (of_profile) REFERENCES profile(of_user) ON DELETE SET NULL);
    INSERT INTO profile VALUES ('00v0ze0fyw4b7ay'); INSERT INTO picture VALUES ('00v0ze0fyw4b7ay');
    ALTER TABLE user_key ADD COLUMN primary_key BOOLEAN NOT NULL DEFAULT false, ADD COLUMN expires BIGINT;
    INSERT INTO user_key VALUES ('password-reset:2', '00v0ze0fyw4b7ay', NULL, false, 1), ('email: A@b', '00v0ze0fyw4b7ay', NULL, false, NULL);
    RENAME TABLE user_session TO auth_session;";

/// An active session and an idle one.
const TOKENS: [&str; 2] = [ACTIVE, "sesemlcp6807i2tnistjgb6eda50nh3qqs7mkqwe"];

/// Signs in through Lucia, as an application does that was not stopped. Returns true if that succeeded.
async fn sign_in(database: &LuciaTestDatabase) -> bool {
    let late = session(&token("late"), ALICE);
    let before = late.replace("user_session", "auth_session");
    database.try_execute(&before).await.is_ok() || database.try_execute(&late).await.is_ok()
}

/// The dumps of a database before and after an adoption.
struct Dumps {
    before: Vec<String>,
    adopted: Vec<String>,
}

impl Dumps {
    /// Interrupts an adoption after a round trip, checks the database, and completes the adoption. Returns true if
    /// the interrupted one had changed something.
    async fn interrupt(&self, trip: u64) -> bool {
        let database = LuciaTestDatabase::with(DatabaseKind::MariaDb, OTHERS).await;
        let (proxy, url) = Proxy::before(&database.url).unwrap();
        proxy.cut_at(trip);
        let interrupted = database.adopt_at(&url, false).await.unwrap_err();
        let is_half_way = matches!(interrupted, AdoptError::HalfWay(_));
        let message = if is_half_way { "stopped half-way; run it again" } else { "is unchanged" };
        assert!(interrupted.to_string().contains(message), "{interrupted}");
        // The tables of a rehearsal, and an empty journal, are dropped by the next adoption.
        let mut left = database.dump().await;
        left.retain(|it| !it.replace("CREATE TABLE `", "").starts_with("lucerna_"));
        assert!(is_half_way || left == self.before, "{interrupted}");
        let has_signed_in = sign_in(&database).await;
        if let Err(refusal) = database.open().await {
            assert!(refusal.contains("has to be adopted first"), "{refusal}");
            let outcome = database.try_adopt(false).await.map(|it| it.outcome);
            assert_eq!(outcome.unwrap_or_else(|it| panic!("{it}")), AdoptOutcome::Adopted);
        }
        assert_eq!(database.adopted_until().await.len(), 1, "a store opens it: {interrupted}");
        assert_eq!(database.adopt().await.outcome, AdoptOutcome::Nothing);
        for token in TOKENS {
            let found = database.find(token).await;
            let (session, _) = found.unwrap_or_else(|| panic!("{token} after: {interrupted}"));
            let absolute = NOW.after(SessionPolicy::default().absolute).max(session.expiry.idle);
            assert_eq!(session.expiry.absolute, absolute);
        }
        assert_eq!(database.find(&token("late")).await.is_some(), has_signed_in, "{interrupted}");
        let late = format!("DELETE FROM user_session WHERE id = sha2('{}', 256)", token("late"));
        database.execute(&late).await;
        assert_eq!(database.dump().await, self.adopted, "{interrupted}");
        database.execute(&format!("DROP DATABASE `{}`", database.name())).await;
        is_half_way
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adoption_is_completed_after_the_connection_broke_at_any_moment() {
    const CONCURRENCY: usize = 4;
    let database = LuciaTestDatabase::with(DatabaseKind::MariaDb, OTHERS).await;
    let before = database.dump().await;
    let (proxy, url) = Proxy::before(&database.url).unwrap();
    // An interrupted rehearsal changes nothing.
    database.adopt_at(&url, true).await.unwrap();
    let rehearsed = proxy.trips();
    database.adopt_at(&url, false).await.unwrap();
    let last = proxy.trips() - rehearsed;
    database.open().await.unwrap();
    let dumps = Arc::new(Dumps { before, adopted: database.dump().await });
    let interruptions = (0..CONCURRENCY).map(|first| {
        let dumps = Arc::clone(&dumps);
        tokio::spawn(async move {
            let mut half_way = 0;
            for trip in (rehearsed / 2..last).skip(first).step_by(CONCURRENCY) {
                half_way += u32::from(dumps.interrupt(trip).await);
            }
            half_way
        })
    });
    let mut half_way = 0;
    for it in interruptions.collect::<Vec<_>>() {
        half_way += it.await.unwrap();
    }
    println!("{half_way} of {} interruptions were half-way", last - rehearsed / 2);
    assert!(half_way > 40, "{half_way}");
}

/// The statements during which the server is killed.
const MOMENTS: [&str; 4] = [
    "ALTER TABLE `user_session` MODIFY",
    "UPDATE `user_session` SET id",
    "ALTER TABLE `user_session` ADD FOREIGN KEY",
    "ALTER TABLE `user_session` CHANGE",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_adoption_is_completed_after_the_server_was_killed_during_a_statement() {
    let many = "INSERT INTO user_session SELECT concat('many', sha1(seq)), '00v0ze0fyw4b7ay', 1, 4000000000000 FROM seq_1_to_50000;";
    let server = MariaDb::start().unwrap();
    for moment in MOMENTS {
        let sql = format!("{}{many}", fixture(DatabaseKind::MariaDb));
        let database =
            Arc::new(LuciaTestDatabase::at(DatabaseKind::MariaDb, &server.url("lucerna"), &sql).await);
        let adoption = tokio::spawn({
            let database = Arc::clone(&database);
            async move { database.try_adopt(false).await }
        });
        let running = format!("SELECT info FROM information_schema.processlist WHERE info LIKE '{moment}%'");
        while !adoption.is_finished() && database.texts(&running).await.is_empty() {}
        server.kill().unwrap();
        let interrupted = adoption.await.unwrap();
        server.restart().unwrap();
        println!("{moment}: {:?}", interrupted.map(|it| it.outcome));
        assert_ne!(database.adopt().await.outcome, AdoptOutcome::Rehearsed);
        let ids = "SELECT id FROM user_session WHERE id NOT REGEXP '^[0-9a-f]{64}$' OR absolute_expires < idle_expires";
        assert_eq!(database.texts(ids).await, [""; 0]);
        let kept = "SELECT count(*) FROM seq_1_to_50000 JOIN user_session ON id = sha2(concat('many', sha1(seq)), 256)";
        assert_eq!(database.texts(kept).await, ["50000"]);
        assert!(database.find(ACTIVE).await.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_adoptions_run_one_after_the_other() {
    let database = LuciaTestDatabase::with(DatabaseKind::MariaDb, OTHERS).await;
    let outcomes = tokio::join!(database.adopt(), database.adopt(), database.adopt());
    let outcomes = [outcomes.0.outcome, outcomes.1.outcome, outcomes.2.outcome];
    let adopted = outcomes.iter().filter(|it| **it == AdoptOutcome::Adopted).count();
    assert_eq!(adopted, 1, "{outcomes:?}");
}
