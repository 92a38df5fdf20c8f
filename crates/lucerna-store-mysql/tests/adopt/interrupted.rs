//! An adoption that does not come to its end, wherever it was: another one completes it.

use crate::kit::{Database, NOW};
use lucerna_core::SessionPolicy;
use lucerna_servers::Proxy;
use lucerna_store_mysql::{AdoptError, AdoptOutcome, AdoptReport, ConnectError, MySqlStore};
use std::net::{Ipv4Addr, SocketAddr};

/// Tables of the application's, with all that an adoption changes and has to bring back.
const OTHERS: &str = "
    ALTER TABLE auth_user ADD COLUMN invited_by VARCHAR(15), ADD FOREIGN KEY (invited_by) REFERENCES auth_user(id);
    CREATE TABLE profile (of_user VARCHAR(15) PRIMARY KEY, CONSTRAINT whose FOREIGN KEY (of_user) REFERENCES auth_user(id) ON DELETE CASCADE);
    CREATE TABLE picture (of_profile VARCHAR(15), FOREIGN KEY (of_profile) REFERENCES profile(of_user) ON DELETE SET NULL);
    INSERT INTO profile VALUES ('00v0ze0fyw4b7ay'); INSERT INTO picture VALUES ('00v0ze0fyw4b7ay');
    ALTER TABLE user_key ADD COLUMN primary_key BOOLEAN NOT NULL DEFAULT false, ADD COLUMN expires BIGINT;
    INSERT INTO user_key VALUES ('password-reset:2', '00v0ze0fyw4b7ay', NULL, false, 1), ('email: A@b', '00v0ze0fyw4b7ay', NULL, false, NULL);
    RENAME TABLE user_session TO auth_session;";

const TOKENS: [&str; 2] =
    ["geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle", "sesemlcp6807i2tnistjgb6eda50nh3qqs7mkqwe"];

/// The adoption of a database whose connection breaks when it has been answered this often.
async fn adopt_until(database: &Database, trip: u64) -> Result<AdoptReport, AdoptError> {
    let (before, after) = database.url.rsplit_once(':').unwrap();
    let (port, name) = after.split_once('/').unwrap();
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().unwrap()));
    let proxy = Proxy::to(server).unwrap();
    proxy.cut_at(trip);
    database.adopt_at(&format!("{before}:{}/{name}", proxy.port()), false).await
}

/// Checks what an interrupted adoption left, and completes it. Says whether something had been changed.
async fn complete(
    database: &Database,
    interrupted: &AdoptError,
    before: &[String],
    adopted: &[String],
) -> bool {
    let is_half_way = matches!(interrupted, AdoptError::HalfWay(_));
    let words = if is_half_way { "stopped half-way, do it again" } else { "is as it was" };
    assert!(interrupted.to_string().contains(words), "{interrupted}");
    assert!(is_half_way || database.dump().await == before, "{interrupted}");
    // While the server ends what nobody waits for, nobody opens it either.
    match MySqlStore::connect(&database.url, database.schema.clone()).await {
        Ok(_) => {}
        Err(ConnectError::NotAdopted { .. }) => {
            let outcome = database.try_adopt(false).await.map(|it| it.outcome);
            assert_eq!(outcome.unwrap_or_else(|it| panic!("{it}")), AdoptOutcome::Adopted);
        }
        Err(other) => panic!("{other}"),
    }
    assert_eq!(database.adopt().await.outcome, AdoptOutcome::Nothing);
    for token in TOKENS {
        let (session, _) =
            database.find(token).await.unwrap_or_else(|| panic!("{token} after: {interrupted}"));
        let absolute = NOW.after(SessionPolicy::default().absolute).max(session.expiry.idle);
        assert_eq!(session.expiry.absolute, absolute);
    }
    assert_eq!(database.dump().await, adopted, "{interrupted}");
    is_half_way
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adoption_whose_connection_breaks_at_any_moment_is_completed_by_another() {
    let whole = Database::with(OTHERS).await;
    let before = whole.dump().await;
    whole.adopt().await;
    whole.open().await;
    let adopted = whole.dump().await;
    let mut half_way = 0;
    for trip in 1.. {
        let database = Database::with(OTHERS).await;
        match adopt_until(&database, trip).await {
            Ok(_) => break,
            Err(interrupted) => {
                half_way += u32::from(complete(&database, &interrupted, &before, &adopted).await);
            }
        }
    }
    println!("{half_way} half-way");
    assert!(half_way > 30, "{half_way}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_adoptions_at_once_are_one_after_the_other() {
    let database = Database::with(OTHERS).await;
    let outcomes = tokio::join!(database.adopt(), database.adopt(), database.adopt());
    let outcomes = [outcomes.0.outcome, outcomes.1.outcome, outcomes.2.outcome];
    let adopted = outcomes.iter().filter(|it| **it == AdoptOutcome::Adopted).count();
    assert_eq!(adopted, 1, "{outcomes:?}");
}
