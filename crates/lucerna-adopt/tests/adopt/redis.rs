//! Tests of the adoption of sessions in Redis and Redis Cluster.

mod lucia_redis;

mod interrupted;

use crate::database::LuciaTestDatabase;
use crate::fixture::{ACCOUNTS, DatabaseKind, FILE, sessions};
use crate::tokens::{DEAD, IDLE, NOW, id, token};
use lucerna_adopt::{AdoptError, AdoptOutcome, Counter};
use lucerna_core::{SessionPolicy, SessionStore, Value as Attribute};
use lucerna_servers::Redis;
use lucia_redis::{LuciaRedis, one_server_and_cluster};
use redis::Value;
use std::fs;
use std::time::Duration;

#[tokio::test]
async fn sessions_keep_their_limits_and_attributes_and_a_dry_run_says_the_same() {
    for mut lucia in one_server_and_cluster().await {
        let soon = NOW.after(Duration::from_secs(60 * 60)).unix_millis();
        lucia.write("alice", &token("a"), r#""count":-7,"other":[1],"#, [IDLE[0], soon]).await;
        lucia.sign_in("bob", &token("b")).await;
        lucia.write("bob", &token("dead"), "", DEAD).await;
        lucia.sign_in("carol", &"y".repeat(129)).await;
        let (before, mut options) = (lucia.dump().await, lucia.options());
        options.dry_run = true;
        let rehearsal = lucia.adopt_with(options).await.unwrap().redis.unwrap().to_string();
        let store = lucia.open().await.unwrap();
        assert!(lucia.find(&token("a")).await.is_none());
        assert_eq!(store.delete_user_sessions(&"alice".into(), None).await.unwrap(), 0);
        assert_eq!(store.delete_dead_sessions(NOW).await.unwrap(), 0);
        assert_eq!(lucia.dump().await, before, "neither a rehearsal nor a store changes Lucia's keys");

        // A set with a member that cannot be a token is not Lucia's.
        let done = lucia.adopt().await.to_string();
        let counts = "
       2 sessions kept, hashed
       1 dead sessions removed
       1 sessions with an unusable id or limit removed
       0 sessions with attributes that do not fit removed
       2 sets of a user's sessions removed
       1 keys left alone, which hold no session: \"user_sessions:carol\"";
        for (report, outcome) in [
            (rehearsal, "dry run, nothing was changed in Redis; an adoption would be:"),
            (done, "the sessions in Redis were adopted:"),
        ] {
            assert_eq!(report.replace(&lucia.redis.prefix, ""), format!("{outcome}{counts}"));
        }

        let found = lucia.find(&token("a")).await.unwrap();
        assert_eq!((found.user_id.as_str(), found.periods), ("alice", None));
        assert_eq!(found.attributes.value("count"), Some(&Attribute::Integer(-7)));
        let limits = [found.expiry.active, found.expiry.idle].map(|it| it.unix_millis());
        let absolute = NOW.after(SessionPolicy::default().absolute);
        assert_eq!((limits, found.expiry.absolute), ([IDLE[0], soon], absolute));
        let late = lucia.find(&token("b")).await.unwrap().expiry;
        assert_eq!(late.absolute.unix_millis(), IDLE[1], "not before the end of its idle period");
        let _: Value = lucia.ask("DEL ~user_sessions:carol").await;
        let dump = lucia.dump().await;
        assert!(dump.values().all(|(_, until)| [soon, IDLE[1]].contains(until)), "{dump:?}");
        assert_eq!(dump.len(), 6, "an index, a row and a pointer for each");
        lucia.assert_nothing_left().await;
    }
}

#[tokio::test]
async fn other_keys_are_left_alone_and_reported_without_tokens() {
    for mut lucia in one_server_and_cluster().await {
        lucia.sign_in("alice", &token("a")).await;
        let (a, other, copy) = (token("a"), token("other"), token("copy"));
        let foreign = format!(
            r#"SET ~session:config on
               SET ~session:{other} {{"cookie":{{}},"user_id":"alice"}}
               HSET ~session:{a}:data a 1
               SADD ~user_sessions:online alice bob
               SET ~session:{copy} {{"id":"{a}","user_id":"a","active_expires":1,"idle_expires":9}}"#
        );
        for command in foreign.lines() {
            let _: Value = lucia.ask(command.trim()).await;
        }
        let before = lucia.dump().await;
        let report = lucia.adopt().await;
        assert_eq!((report.count(Counter::Sessions), report.count(Counter::LeftAlone)), (1, 5), "{report}");
        let after = lucia.dump().await;
        assert_eq!(before.iter().filter(|(key, held)| after.get(*key) == Some(held)).count(), 5);
        let shown = format!("{report} {report:?}");
        for named in [":config", "user_sessions:online", id(&other).as_str()] {
            assert!(shown.contains(named), "{shown}");
        }
        assert!([a, other, copy].iter().all(|it| !shown.contains(it)), "{shown}");
        let again = lucia.adopt().await;
        assert_eq!((again.outcome, again.count(Counter::LeftAlone)), (AdoptOutcome::Nothing, 5));
    }
}

#[tokio::test]
async fn attributes_that_do_not_fit_are_refused_unless_such_sessions_may_be_removed() {
    for mut lucia in one_server_and_cluster().await {
        lucia.sign_in("alice", &token("a")).await;
        lucia.write("bob", &token("b"), r#""count":"many","#, IDLE).await;
        let (before, mut options) = (lucia.dump().await, lucia.options());
        let refused = lucia.adopt_with(options.clone()).await.unwrap_err();
        let sentence = format!("`count` of the session {} of user \"bob\" does not fit", id(&token("b")));
        assert!(matches!(refused, AdoptError::Rows(_)) && refused.to_string().ends_with(&sentence));
        assert_eq!(lucia.dump().await, before);

        options.sessions.as_mut().unwrap().remove_unfit = true;
        let report = lucia.adopt_with(options).await.unwrap().redis.unwrap();
        assert_eq!((report.count(Counter::UnfitSessions), report.notes), (1, vec![sentence]));
        lucia.assert_nothing_left().await;
    }
}

#[tokio::test]
async fn sessions_of_many_pages_are_adopted_once() {
    for (mut lucia, many) in one_server_and_cluster().await.into_iter().zip([1100, 150]) {
        for number in 0..many {
            lucia.sign_in(&format!("user{}", number % 50), &token(&number.to_string())).await;
        }
        assert_eq!(lucia.database.adopted_until().await, [""; 0]);
        let report = lucia.adopt().await;
        assert_eq!((report.count(Counter::Sessions), report.count(Counter::UserSessionSets)), (many, 50));
        assert_eq!(lucia.database.adopted_until().await, [IDLE[1].to_string()]);
        let store = lucia.open().await.unwrap();
        assert!(store.delete_session(&id(&token("0"))).await.unwrap());
        let mut renewed = lucia.find(&token("1")).await.unwrap();
        renewed.expiry.active = NOW;
        assert!(store.renew_session(&renewed.id, renewed.expiry).await.unwrap());
        assert_eq!(lucia.adopt().await.outcome, AdoptOutcome::Nothing);
        assert!(lucia.find(&token("0")).await.is_none());
        // Lucia's key is back, as after restoring a backup: Lucerna's session stays.
        lucia.sign_in("user1", &token("1")).await;
        lucia.adopt().await;
        assert_eq!(lucia.find(&token("1")).await, Some(renewed));
        lucia.assert_nothing_left().await;
    }
}

#[tokio::test]
async fn an_obstacle_in_redis_leaves_the_database_unchanged_and_another_run_completes_the_adoption() {
    let server = Redis::start().unwrap();
    let mut lucia = LuciaRedis::at(server.url("0")).await;
    lucia.redis.timeout = Duration::from_millis(300);
    let mut users = LuciaTestDatabase::of(DatabaseKind::Sqlite, "").await;
    users.schema = lucia.database.schema.clone();
    fs::write(users.file(), FILE).unwrap();
    users.execute("DROP TABLE user_session").await;
    lucia.database = users;
    for (account, tokens) in ACCOUNTS.iter().zip(sessions()) {
        for (token, limits) in tokens.iter().zip([IDLE, IDLE, DEAD]) {
            lucia.write(account.user_id, token, "", limits).await;
        }
    }
    let before = fs::read(lucia.database.file()).unwrap();
    // The marker of an interrupted adoption with other prefixes.
    let _: Value = lucia.ask("SET ~adopting shop:session").await;
    let others = lucia.adopt_with(lucia.options()).await.unwrap_err();
    assert!(others.to_string().contains(r#"the prefixes "shop:session""#), "{others}");
    let _: Value = lucia.ask("DEL ~adopting").await;
    server.kill().unwrap();
    let away = lucia.adopt_with(lucia.options()).await.unwrap_err();
    assert!(away.to_string().starts_with("Redis cannot be reached: "), "{away}");
    assert_eq!(fs::read(lucia.database.file()).unwrap(), before);
    server.restart().unwrap();

    server.ask("CONFIG SET maxmemory 1").unwrap();
    let full = lucia.adopt_with(lucia.options()).await.unwrap_err();
    assert!(matches!(full, AdoptError::HalfWay(_)), "{full}");
    server.ask("CONFIG SET maxmemory 0").unwrap();
    let report = lucia.adopt_with(lucia.options()).await.unwrap();
    assert_eq!(report.database.outcome, AdoptOutcome::Nothing, "{report}");
    lucia.database.open().await.unwrap();
    let users = lucia.database.texts("SELECT id FROM user ORDER BY username").await;
    assert_eq!(users, ACCOUNTS.map(|it| it.user_id));
    for (account, tokens) in ACCOUNTS.iter().zip(sessions()) {
        for (token, lives) in tokens.iter().zip([true, true, false]) {
            let user = lucia.find(token).await.map(|it| it.user_id);
            assert_eq!(user, lives.then(|| account.user_id.into()));
        }
    }
}
