//! Sessions of Lucia's are taken over.

mod kit;

mod interrupted;

mod signed_in;

use crate::place::{HOUR, cluster, now, one};
use kit::{DAYS, Lucia, everywhere, id, past, token};
use lucerna_core::{SessionPolicy, SessionStore, StoreError, Timestamp, Value as Attribute};
use lucerna_servers::Redis;
use lucerna_store_redis::{RedisAdoptError, RedisOpenError};
use redis::Value;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_session_keeps_its_limits_and_lives_in_redis_until_then() {
    for mut lucia in everywhere().await {
        let (active, idle) = (past(), now().after(DAYS).unix_millis());
        lucia.write("alice", &token("a"), "", [active, idle]).await;
        let late = now().after(20 * DAYS).unix_millis();
        lucia.write("bob", &token("b"), "", [active, late]).await;
        let options = lucia.options();
        let absolute = options.now.after(SessionPolicy::default().absolute);
        let report = lucia.adopt_with(options).await.unwrap();
        assert_eq!((report.sessions, report.user_sessions_removed, report.left_alone), (2, 2, 0), "{report}");

        let found = lucia.find(&token("a")).await.unwrap();
        assert_eq!((found.user_id.as_str(), found.periods), ("alice", None));
        let [found_active, found_idle] = [found.expiry.active, found.expiry.idle].map(|it| it.unix_millis());
        assert_eq!((found_active, found_idle, found.expiry.absolute), (active, idle, absolute));
        let late_one = lucia.find(&token("b")).await.unwrap().expiry;
        assert_eq!(late_one.absolute.unix_millis(), late, "not before the end of its idle period");

        lucia.assert_nothing_left(&[&token("a"), &token("b")]).await;
        for (key, (_, until)) in lucia.dump().await {
            assert!(until == idle || until == late, "{key} until {until}");
        }
        assert_eq!(lucia.keys().await.len(), 6, "an index, a row and a pointer for each");
    }
}

#[tokio::test]
async fn attributes_of_every_type_are_kept() {
    for mut lucia in everywhere().await {
        let attributes = r#""device":"Zoë's\u0020phone","count":-7,"latitude":0.5,"remembered":true,"#
            .to_owned()
            + r#""bytes":{"type":"Buffer","data":[0,255]},"since":"2024-01-31T12:34:56.789Z","other":[1],"#;
        lucia.sign_in_with("alice", &token("a"), &attributes, HOUR).await;
        lucia.sign_in("alice", &token("b"), HOUR).await;
        assert_eq!(lucia.adopt().await.sessions, 2);
        let row = lucia.find(&token("a")).await.unwrap().attributes;
        let values: Vec<_> = row.iter().map(|(_, value)| value.clone()).collect();
        assert_eq!(
            values,
            [
                Attribute::Text("Zoë's phone".to_owned()),
                Attribute::Integer(-7),
                Attribute::Float(0.5),
                Attribute::Boolean(true),
                Attribute::Bytes(vec![0, 255]),
                Attribute::Timestamp(Timestamp::from_unix_millis(1_706_704_496_789)),
            ]
        );
        let empty = lucia.find(&token("b")).await.unwrap().attributes;
        assert!(empty.iter().all(|(_, value)| *value == Attribute::Null));
    }
}

#[tokio::test]
async fn what_is_over_or_could_sign_nobody_in_goes() {
    for mut lucia in everywhere().await {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        lucia.write("alice", &token("dead"), "", [1, past()]).await;
        lucia.sign_in("alice", &"y".repeat(129), HOUR).await;
        let key = lucia.key(&token("endless"));
        let endless = format!(
            r#"{{"id":"{}","user_id":"alice","active_expires":1,"idle_expires":null}}"#,
            token("endless")
        );
        let _: Value = lucia.raw.ask(&format!("SET {key} {endless}")).await;
        let report = lucia.adopt().await;
        let removed = (report.dead_sessions_removed, report.unusable_sessions_removed);
        assert_eq!((report.sessions, removed), (1, (1, 2)), "{report}");
        assert!(lucia.find(&token("a")).await.is_some());
        assert!(lucia.find(&token("dead")).await.is_none() && lucia.find(&token("endless")).await.is_none());
        // A set with a member that is no token is not taken for Lucia's.
        assert_eq!(
            report.left_alone_keys,
            [format!("{:?}", format!("{}user_sessions:alice", lucia.prefix()))]
        );
    }
}

#[tokio::test]
async fn what_is_not_lucias_is_left_alone_and_named_without_a_token() {
    for mut lucia in everywhere().await {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        let prefix = lucia.prefix().to_owned();
        let other = token("other");
        let mut foreign: Vec<_> = [
            format!("SET {prefix}session:config on"),
            format!(r#"SET {prefix}session:{other} {{"cookie":{{}},"user_id":"alice"}}"#),
            format!("HSET {prefix}session:{}:data a 1", token("a")),
            format!("SADD {prefix}user_sessions:online alice bob"),
            format!("SET {prefix}user_sessions:count 7"),
        ]
        .into();
        foreign.push(format!(
            r#"SET {prefix}session:{} {{"id":"{other}","user_id":"a","active_expires":1,"idle_expires":9}}"#,
            token("copy")
        ));
        for command in &foreign {
            let _: Value = lucia.raw.ask(command).await;
        }
        let before = lucia.dump().await;
        let report = lucia.adopt().await;
        assert_eq!((report.sessions, report.left_alone), (1, 6), "{report}");
        let after = lucia.dump().await;
        for command in &foreign {
            let key = command.split(' ').nth(1).unwrap();
            assert_eq!(after[key], before[key], "{key}");
        }
        let shown = format!("{report} {report:?}");
        assert!(shown.contains(":config") && shown.contains("user_sessions:online"), "{shown}");
        assert!(shown.contains(id(&other).as_str()), "{shown}");
        assert!([token("a"), other, token("copy")].iter().all(|it| !shown.contains(it)), "{shown}");
        let again = lucia.adopt().await;
        assert_eq!((again.sessions, again.left_alone), (0, 6));
        assert!(again.to_string().starts_with("nothing was done in Redis"), "{again}");
    }
}

#[tokio::test]
async fn attributes_that_do_not_fit_stop_it_unless_such_sessions_may_go() {
    for mut lucia in everywhere().await {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        lucia.sign_in_with("bob", &token("b"), r#""count":"many","#, HOUR).await;
        let before = lucia.dump().await;
        let mut options = lucia.options();
        let refused = lucia.adopt_with(options.clone()).await.unwrap_err();
        let sentence = format!("`count` of the session {} of user \"bob\"", id(&token("b")));
        assert!(refused.to_string().ends_with(&sentence) && matches!(refused, RedisAdoptError::Unfit { .. }));
        assert_eq!(lucia.dump().await, before);

        options.remove_unfit = true;
        let report = lucia.adopt_with(options).await.unwrap();
        assert_eq!((report.sessions, report.unfit_sessions_removed, report.unfit), (1, 1, vec![sentence]));
        lucia.assert_nothing_left(&[&token("a"), &token("b")]).await;
    }
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_changes_nothing() {
    for mut lucia in everywhere().await {
        for (user, name) in [("alice", "a"), ("alice", "b"), ("bob", "c")] {
            lucia.sign_in(user, &token(name), HOUR).await;
        }
        lucia.write("bob", &token("dead"), "", [1, past()]).await;
        let before = lucia.dump().await;
        let mut options = lucia.options();
        options.dry_run = true;
        let rehearsal = lucia.adopt_with(options).await.unwrap();
        assert_eq!(lucia.dump().await, before);
        let report = lucia.adopt().await;
        let [said, done] = [&rehearsal, &report].map(|it| it.to_string());
        assert!(
            said.starts_with("dry run, nothing was changed in Redis") && said.contains("3 sessions kept"),
            "{said}"
        );
        assert_eq!(said.lines().skip(1).collect::<Vec<_>>(), done.lines().skip(1).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_was_adopted_is_not_adopted_again() {
    for mut lucia in everywhere().await {
        for name in ["ended", "renewed"] {
            lucia.sign_in("alice", &token(name), HOUR).await;
        }
        assert_eq!(lucia.adopt().await.sessions, 2);
        let store = lucia.open().await;
        assert!(store.delete_session(&id(&token("ended"))).await.unwrap());
        let mut renewed = lucia.find(&token("renewed")).await.unwrap();
        renewed.expiry.idle = now().after(3 * HOUR);
        assert!(store.renew_session(&renewed.id, renewed.expiry).await.unwrap());

        let again = lucia.adopt().await;
        assert!(again.to_string().starts_with("nothing was done in Redis"), "{again}");
        assert!(lucia.find(&token("ended")).await.is_none());
        // As a backup that was put back would have it: ours stays.
        lucia.sign_in("alice", &token("renewed"), HOUR).await;
        lucia.adopt().await;
        assert_eq!(lucia.find(&token("renewed")).await, Some(renewed));
        lucia.assert_nothing_left(&[&token("ended"), &token("renewed")]).await;
    }
}

#[tokio::test]
async fn until_it_is_adopted_a_store_neither_sees_nor_touches_what_is_lucias() {
    for mut lucia in everywhere().await {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        let before = lucia.dump().await;
        let store = lucia.open().await;
        assert!(lucia.find(&token("a")).await.is_none());
        assert_eq!(store.delete_user_sessions(&"alice".into(), None).await.unwrap(), 0);
        assert_eq!(store.delete_dead_sessions(now()).await.unwrap(), 0);
        assert_eq!(lucia.dump().await, before);
    }
}

#[tokio::test]
async fn the_third_protocol_will_do_as_well() {
    for url in [one() + "?protocol=resp3", cluster() + "/?protocol=resp3"] {
        let mut lucia = Lucia::at(url).await;
        lucia.sign_in("alice", &token("a"), HOUR).await;
        lucia.write("alice", &token("dead"), "", [1, past()]).await;
        let report = lucia.adopt().await;
        let removed = (report.dead_sessions_removed, report.user_sessions_removed, report.left_alone);
        assert_eq!((report.sessions, removed), (1, (1, 1, 0)), "{report}");
        assert!(lucia.find(&token("a")).await.is_some());
    }
}

#[tokio::test]
async fn more_than_a_page_is_adopted() {
    for (url, many) in [(one(), 1100), (cluster(), 150)] {
        let mut lucia = Lucia::at(url).await;
        for number in 0..many {
            lucia.sign_in(&format!("user{}", number % 50), &token(&number.to_string()), HOUR).await;
        }
        let begin = Instant::now();
        let report = lucia.adopt().await;
        println!("{many} sessions in {:?}", begin.elapsed());
        assert_eq!((report.sessions, report.user_sessions_removed), (many, 50));
        lucia.assert_nothing_left(&[]).await;
    }
}

#[tokio::test]
async fn a_redis_that_is_away_is_told_as_such() {
    let server = Redis::start().unwrap();
    let mut lucia = Lucia::at(server.url("0")).await;
    lucia.redis.timeout = Duration::from_millis(300);
    lucia.sign_in("alice", &token("a"), HOUR).await;
    server.ask("CONFIG SET maxmemory 1").unwrap();
    let full = lucia.adopt_with(lucia.options()).await.unwrap_err();
    assert!(matches!(full, RedisAdoptError::Store(StoreError::Unavailable(_))), "{full}");
    server.ask("CONFIG SET maxmemory 0").unwrap();
    server.kill().unwrap();
    let away = lucia.adopt_with(lucia.options()).await.unwrap_err();
    assert!(matches!(away, RedisAdoptError::Open(RedisOpenError::Connection(_))), "{away}");
    server.restart().unwrap();
    assert_eq!(lucia.adopt().await.sessions, 1);
    assert!(lucia.find(&token("a")).await.is_some());
}

#[tokio::test]
async fn what_broke_off_is_completed_with_the_same_prefixes_only() {
    for mut lucia in everywhere().await {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        // As an adoption with other prefixes leaves it.
        let mark = format!("{}adopting", lucia.prefix());
        let _: Value = lucia.raw.ask(&format!("SET {mark} shop:session")).await;
        let refused = lucia.adopt_with(lucia.options()).await;
        assert!(
            matches!(&refused, Err(RedisAdoptError::OtherPrefixes(it)) if it == "shop:session"),
            "{refused:?}"
        );
        let _: Value = lucia.raw.ask(&format!("DEL {mark}")).await;
        assert_eq!(lucia.adopt().await.sessions, 1);
        lucia.assert_nothing_left(&[&token("a")]).await;
    }
}
