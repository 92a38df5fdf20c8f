//! Cases about orphans: a sign-in or a new key during the deletion of a user leaves nothing behind.

use super::concurrency::{BoxedCall, at_once};
use super::environment::Environment;
use super::fixtures::{key, session, user, with_key};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{Store, StoreError};

const ROUNDS: usize = 9;

/// The number of sign-ins and new keys during the deletion.
const OTHERS: usize = 8;

/// Checks that the call succeeded, or reported the missing user.
fn assert_honest(result: &Result<(), StoreError>) {
    assert!(matches!(result, Ok(()) | Err(StoreError::MissingUser)), "{result:?}");
}

/// Wraps a call and checks its answer.
fn call<S: Store, F>(store: &StoreUnderTest<S>, call: impl FnOnce(StoreUnderTest<S>) -> F) -> BoxedCall<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    Box::pin(call(store.clone()))
}

/// Deletes the user during other calls. In every round another call comes first.
async fn delete_during<S: Store>(
    store: &StoreUnderTest<S>,
    round: usize,
    other: impl Fn(usize) -> BoxedCall<()>,
) {
    let mut calls: Vec<_> = (0..OTHERS).map(other).collect();
    let deletion = call(store, |store| async move {
        assert!(store.delete_user(&"carol".into()).await.unwrap());
    });
    calls.insert(round % (OTHERS + 1), deletion);
    at_once(calls).await;
}

/// Checks that nothing of the user is found, not even by a new user with the same id.
async fn assert_nothing_is_left<S: Store>(store: &StoreUnderTest<S>) {
    for somebody_is_there in [false, true] {
        assert_eq!(store.user("carol").await.is_some(), somebody_is_there);
        assert!(store.sessions("carol").await.is_empty() && store.keys("carol").await.is_empty());
        for at in 0..OTHERS {
            let (session, key) =
                (store.session(&format!("s{at}")).await, store.owner(&format!("k{at}")).await);
            assert_eq!((session, key), (None, None));
        }
        if !somebody_is_there {
            store.insert_user(user("carol")).await.unwrap();
        }
    }
    assert!(store.delete_user(&"carol".into()).await.unwrap());
}

pub(super) async fn lucia_flaw_17_a_user_deleted_during_sign_ins_leaves_no_session<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.empty().await;
    for round in 0..ROUNDS {
        store.insert_user(with_key("carol")).await.unwrap();
        let sign_in = |at| {
            call(store, move |store| async move {
                assert_honest(&store.insert_session(session(&format!("s{at}"), "carol")).await);
            })
        };
        delete_during(store, round, sign_in).await;
        assert_nothing_is_left(store).await;
    }
}

pub(super) async fn a_user_deleted_while_keys_are_added_leaves_no_key<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    for round in 0..ROUNDS {
        store.insert_user(with_key("carol")).await.unwrap();
        let add = |at| {
            call(store, move |store| async move {
                assert_honest(&store.insert_key(key(&format!("k{at}"), "carol")).await);
            })
        };
        delete_during(store, round, add).await;
        assert_nothing_is_left(store).await;
        let free = store.insert_user(with_key("carol")).await;
        assert!(free.is_ok(), "the key that the user had first: {free:?}");
        assert!(store.delete_user(&"carol".into()).await.unwrap());
    }
}

pub(super) async fn a_user_deleted_during_renewals_leaves_no_session<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    for round in 0..ROUNDS {
        store.insert_user(with_key("carol")).await.unwrap();
        for at in 0..OTHERS {
            store.insert_session(session(&format!("s{at}"), "carol")).await.unwrap();
        }
        let renew = |at| {
            call(store, move |store| async move {
                let mut renewed = session(&format!("s{at}"), "carol");
                renewed.expiry.idle = renewed.expiry.absolute;
                store.renew_session(&renewed.id, renewed.expiry).await.unwrap();
            })
        };
        delete_during(store, round, renew).await;
        assert_nothing_is_left(store).await;
    }
}
