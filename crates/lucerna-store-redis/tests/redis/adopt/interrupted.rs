//! An adoption that breaks off at any moment, and is done again.

use super::kit::{Lucia, everywhere, find, id, past, schema, token};
use crate::place::{HOUR, now, one};
use lucerna_core::SessionStore;
use lucerna_servers::Proxy;
use lucerna_store_redis::{RedisAdoptError, RedisOpenError, RedisStore};
use redis::Value;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Goes on with it this many times, and then drops it where it is; what it comes to, if it does.
async fn broken_off<T>(future: impl Future<Output = T>, steps: usize) -> Option<T> {
    let (mut future, mut left) = (pin!(future), steps);
    poll_fn(|context| match left {
        0 => Poll::Ready(None),
        _ => {
            left -= 1;
            future.as_mut().poll(context).map(Some)
        }
    })
    .await
}

async fn sign_in(lucia: &mut Lucia) {
    for (user, name) in ["alice", "alice", "bob"].iter().zip(NAMES) {
        lucia.sign_in(user, &token(name), HOUR).await;
    }
    lucia.write("bob", &token("dead"), "", [1, past()]).await;
}

async fn clean(lucia: &mut Lucia) {
    for key in lucia.keys().await {
        let _: Value = lucia.raw.ask(&format!("DEL {key}")).await;
    }
}

/// The keys, and whether the store opens, when nothing is on its way any more.
async fn at_rest(lucia: &mut Lucia) -> (Vec<String>, Result<RedisStore, RedisOpenError>) {
    loop {
        let keys = lucia.keys().await;
        let opened = RedisStore::open_with(&lucia.url, &schema(), lucia.redis.clone()).await;
        if lucia.keys().await == keys {
            return (keys, opened);
        }
    }
}

/// Of each session one is there at least, Lucia's or ours, and the next adoption goes on with it. Says how many were begun
/// and how many were there twice.
async fn assert_goes_on(lucia: &mut Lucia) -> [usize; 2] {
    let (keys, opened) = at_rest(lucia).await;
    let marked = keys.iter().any(|it| it.ends_with("adopting"));
    assert_eq!(marked, matches!(opened, Err(RedisOpenError::HalfAdopted)), "{opened:?}");
    assert!(marked || opened.is_ok(), "{opened:?}");
    let mut twice = 0;
    for name in NAMES {
        let theirs = keys.iter().any(|it| *it == lucia.key(&token(name)));
        let ours = keys.iter().any(|it| it.contains(&format!("s:{}", id(&token(name)))));
        assert!(theirs || ours, "{name} is lost: {keys:?}");
        twice += usize::from(theirs && ours);
    }
    lucia.adopt().await;
    let store = lucia.open().await;
    for name in NAMES {
        assert!(find(&store, &token(name)).await.is_some(), "{name}");
    }
    assert!(find(&store, &token("dead")).await.is_none());
    lucia.assert_nothing_left(&NAMES.map(token).each_ref().map(|it| &**it)).await;
    [usize::from(marked), twice]
}

#[tokio::test]
async fn wherever_it_breaks_off_it_goes_on_when_done_again() {
    for mut lucia in everywhere().await {
        let (mut begun, mut twice) = (0, 0);
        for steps in 1.. {
            sign_in(&mut lucia).await;
            let ended = broken_off(lucia.adopt_with(lucia.options()), steps).await;
            let counts = assert_goes_on(&mut lucia).await;
            (begun, twice) = (begun + counts[0], twice + counts[1]);
            clean(&mut lucia).await;
            if let Some(report) = ended {
                assert_eq!(report.unwrap().sessions, 3);
                println!("of {steps} adoptions {begun} had begun, and {twice} sessions were there twice");
                break;
            }
        }
        assert!(begun > 0, "the mark was seen");
        assert!(twice == 0 || lucia.url.contains("cluster"), "one Redis does it in one step");
    }
}

#[tokio::test]
async fn wherever_the_connection_is_cut_it_ends_or_goes_on_when_done_again() {
    let mut lucia = Lucia::at(one()).await;
    let (proxy, through) = Proxy::before(&lucia.url).unwrap();
    let mut broken = 0;
    for trips in 1_u64.. {
        sign_in(&mut lucia).await;
        let until = proxy.trips() + trips;
        let (schema, options) = (schema(), lucia.options());
        let mut adoption = pin!(RedisStore::adopt_lucia(&through, &schema, options));
        let mut cut = false;
        let ended = poll_fn(|context| {
            if !cut && proxy.trips() >= until {
                proxy.cut();
                cut = true;
            }
            adoption.as_mut().poll(context)
        })
        .await;
        broken += u32::from(matches!(ended, Err(RedisAdoptError::Store(_) | RedisAdoptError::Open(_))));
        assert!(ended.is_ok() || cut, "{ended:?}");
        let [_, twice] = assert_goes_on(&mut lucia).await;
        assert_eq!(twice, 0, "one Redis does it in one step");
        clean(&mut lucia).await;
        if !cut {
            println!("{broken} of {trips} were broken off");
            break;
        }
    }
    assert!(broken > 0);
}

#[tokio::test]
async fn a_session_that_is_changed_meanwhile_is_not_taken_as_it_was() {
    let mut lucia = Lucia::at(one()).await;
    let mut noticed = 0;
    for steps in 1.. {
        lucia.sign_in("alice", &token("a"), HOUR).await;
        let changed = now().after(2 * HOUR).unix_millis();
        let options = lucia.options();
        let (url, schema) = (lucia.url.clone(), schema());
        let mut adoption = pin!(RedisStore::adopt_lucia(&url, &schema, options));
        let mut left = steps;
        let early = poll_fn(|context| {
            left -= 1;
            match adoption.as_mut().poll(context) {
                Poll::Pending if left > 0 => Poll::Pending,
                Poll::Pending => Poll::Ready(None),
                Poll::Ready(it) => Poll::Ready(Some(it)),
            }
        })
        .await;
        let is_over = early.is_some();
        if !is_over {
            lucia.write("alice", &token("a"), "", [1, changed]).await;
            match adoption.await {
                Ok(_) => {}
                Err(RedisAdoptError::InUse) => noticed += 1,
                Err(other) => panic!("{other}"),
            }
        }
        lucia.adopt().await;
        let found = lucia.find(&token("a")).await.unwrap();
        lucia.assert_nothing_left(&[&token("a")]).await;
        assert!(lucia.open().await.delete_session(&found.id).await.unwrap());
        if is_over {
            break;
        }
    }
    assert!(noticed > 0);
}
