//! Tests of adoptions in Redis that are interrupted at any moment and run again.

use super::lucia_redis::{LuciaRedis, one_server_and_cluster};
use crate::tokens::{DEAD, IDLE, id, token};
use lucerna_adopt::{AdoptError, Counter};
use lucerna_core::SessionStore;
use lucerna_servers::Proxy;
use lucerna_store_redis::RedisOpenError;
use redis::Value;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Polls the future until it completes or `stops` returns true.
async fn poll_until<T>(
    mut future: Pin<&mut impl Future<Output = T>>,
    mut stops: impl FnMut() -> bool,
) -> Option<T> {
    poll_fn(|context| if stops() { Poll::Ready(None) } else { future.as_mut().poll(context).map(Some) }).await
}

/// Returns a condition that becomes true after a number of steps.
fn after(mut steps: usize) -> impl FnMut() -> bool {
    move || steps.checked_sub(1).map(|it| steps = it).is_none()
}

async fn sign_in(lucia: &mut LuciaRedis) {
    for (user, name) in ["alice", "alice", "bob"].iter().zip(NAMES) {
        lucia.sign_in(user, &token(name)).await;
    }
    lucia.write("bob", &token("dead"), "", DEAD).await;
}

/// Checks that each session exists, Lucia's or Lucerna's, and that the next adoption completes. Returns true if the
/// first had begun.
async fn assert_can_be_completed(lucia: &mut LuciaRedis) -> bool {
    // Waits until no command is in flight.
    let (keys, opened) = loop {
        let (keys, opened) = (lucia.keys().await, lucia.open().await);
        if lucia.keys().await == keys {
            break (keys, opened);
        }
    };
    let marked = keys.iter().any(|it| it.ends_with("adopting"));
    assert_eq!(marked, matches!(opened, Err(RedisOpenError::HalfAdopted)), "{opened:?}");
    assert!(marked || opened.is_ok(), "{opened:?}");
    for name in NAMES {
        let theirs = keys.contains(&lucia.key(&token(name)));
        let ours = keys.iter().any(|it| it.contains(&format!("s:{}", id(&token(name)))));
        assert!(theirs || ours, "{name} is lost: {keys:?}");
        assert!(
            !(theirs && ours) || lucia.url.contains("cluster"),
            "one Redis replaces a session in one step"
        );
    }
    lucia.adopt().await;
    for name in NAMES {
        assert!(lucia.find(&token(name)).await.is_some(), "{name}");
    }
    assert!(lucia.find(&token("dead")).await.is_none());
    lucia.assert_nothing_left().await;
    for key in lucia.keys().await {
        let _: Value = lucia.ask(&format!("DEL {key}")).await;
    }
    marked
}

#[tokio::test]
async fn an_adoption_dropped_at_any_moment_can_be_completed() {
    for mut lucia in one_server_and_cluster().await {
        let mut begun = false;
        for steps in 1.. {
            sign_in(&mut lucia).await;
            let ended = poll_until(pin!(lucia.adopt_with(lucia.options())), after(steps)).await;
            begun |= assert_can_be_completed(&mut lucia).await;
            if let Some(report) = ended {
                assert_eq!(report.unwrap().redis.unwrap().count(Counter::Sessions), 3);
                break;
            }
        }
        assert!(begun, "the marker was never seen");
    }
}

#[tokio::test]
async fn an_adoption_cut_off_at_any_moment_ends_or_can_be_completed() {
    let mut lucia = LuciaRedis::at(lucerna_servers::redis().unwrap()).await;
    let (proxy, through) = Proxy::before(&lucia.url).unwrap();
    let mut broken = false;
    for trips in 1_u64.. {
        sign_in(&mut lucia).await;
        let (until, mut options, mut cut) = (proxy.trips() + trips, lucia.options(), false);
        options.sessions.as_mut().unwrap().url.clone_from(&through);
        let interrupt = || {
            if !cut && proxy.trips() >= until {
                proxy.cut();
                cut = true;
            }
            false
        };
        let ended = poll_until(pin!(lucia.adopt_with(options)), interrupt).await.unwrap();
        broken |= ended.is_err();
        assert!(ended.is_ok() || cut, "{ended:?}");
        assert_can_be_completed(&mut lucia).await;
        if !cut {
            break;
        }
    }
    assert!(broken);
}

#[tokio::test]
async fn a_session_that_changes_meanwhile_is_not_adopted_with_its_old_content() {
    let [mut lucia, _] = one_server_and_cluster().await;
    let mut noticed = false;
    for steps in 1.. {
        lucia.sign_in("alice", &token("a")).await;
        let other = LuciaRedis::at(lucia.url.clone()).await;
        let mut adoption = pin!(other.adopt_with(lucia.options()));
        let ended = poll_until(adoption.as_mut(), after(steps)).await;
        if ended.is_none() {
            lucia.write("alice", &token("a"), "", [1, IDLE[1]]).await;
            if let Err(error) = adoption.await {
                assert!(matches!(&error, AdoptError::HalfWay(_)), "{error}");
                assert!(error.to_string().contains("changed meanwhile"), "{error}");
                noticed = true;
            }
        }
        lucia.adopt().await;
        let found = lucia.find(&token("a")).await.unwrap();
        lucia.assert_nothing_left().await;
        assert!(lucia.open().await.unwrap().delete_session(&found.id).await.unwrap());
        if ended.is_some() {
            break;
        }
    }
    assert!(noticed);
}
