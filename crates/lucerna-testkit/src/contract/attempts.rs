//! Cases about limits of attempts that are counted in the store, through several `Auth`s over it.

use super::attempts_fixtures::{PASSWORD, Processes, WRONG, wait};
use super::concurrency::race;
use super::environment::Environment;
use super::fixtures::at;
use lucerna_core::{
    AttemptError, Clock as _, CreateUserError, KeyId, Page, RatePolicy, RecordStore as _, RecordsBy, Store,
    VerifyPasswordError,
};
use std::sync::Arc;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

pub(super) async fn rt_075_concurrent_guesses_stay_within_the_limit_of_three_processes<S: Store>(
    env: &Environment<S>,
) {
    for name in ["alice", "nobody"] {
        let them = Arc::new(Processes::with_alice(env).await);
        let answers = race(200, |at| {
            let them = Arc::clone(&them);
            async move { them.verify_by(at % 3, name, WRONG).await }
        })
        .await;
        let compared = answers.iter().filter(|it| matches!(it, Err(VerifyPasswordError::InvalidCredentials)));
        assert_eq!((compared.count(), them.hasher.verified()), (5, 5), "{name}");
        assert!(answers.iter().filter(|it| wait(it).is_some()).count() == 195, "{name}");
    }
}

pub(super) async fn a_correct_password_during_a_delay_is_refused_and_not_compared<S: Store>(
    env: &Environment<S>,
) {
    let them = Processes::with_alice(env).await;
    for at in 0..5 {
        assert_eq!(wait(&them.verify_by(at % 3, "alice", WRONG).await), None);
    }
    for process in 0..3 {
        let refused = them.verify_by(process, "alice", PASSWORD).await;
        assert_eq!(wait(&refused), Some(Duration::from_secs(1)));
    }
    assert_eq!(them.hasher.verified(), 5);
    them.clock.set(at(1000));
    assert!(them.verify_by(1, "alice", PASSWORD).await.is_ok());
    for process in 0..5 {
        assert_eq!(wait(&them.verify_by(process % 3, "alice", WRONG).await), None, "the count is cleared");
    }
}

pub(super) async fn a_refused_attempt_lengthens_no_delay<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    for _ in 0..6 {
        them.verify("alice", WRONG).await.unwrap_err();
    }
    them.clock.set(at(1000));
    assert_eq!(wait(&them.verify("alice", WRONG).await), None);
    for millis in 1000..1050 {
        them.clock.set(at(millis));
        let left = Duration::from_millis(u64::try_from(3000 - millis).unwrap());
        assert_eq!(wait(&them.verify("alice", WRONG).await), Some(left));
    }
    them.clock.set(at(3000));
    assert!(them.verify("alice", PASSWORD).await.is_ok());
}

pub(super) async fn rt_171_a_success_clears_the_account_and_not_the_network<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    for attempt in 0..100 {
        let answer = them.verify_from("192.0.2.7", &format!("user{attempt}"), WRONG).await;
        assert_eq!(wait(&answer), None);
        if attempt % 10 == 0 {
            assert!(them.verify_from("::ffff:192.0.2.7", "alice", PASSWORD).await.is_ok(), "{attempt}");
        }
    }
    let refused = them.verify_from("192.0.2.7", "alice", PASSWORD).await;
    assert_eq!(wait(&refused), Some(HOUR));
    assert!(them.verify_from("192.0.2.8", "alice", PASSWORD).await.is_ok());
    assert!(them.verify("alice", PASSWORD).await.is_ok(), "a caller without an address");
    them.clock.turn(HOUR);
    assert!(them.verify_from("192.0.2.7", "alice", PASSWORD).await.is_ok());
}

pub(super) async fn an_account_is_locked_until_its_count_is_cleared<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    for _ in 0..90 {
        assert_eq!(wait(&them.verify("alice", WRONG).await), None);
        them.clock.turn(Duration::from_secs(15 * 60));
    }
    them.clock.turn(24 * HOUR);
    match them.verify("alice", PASSWORD).await {
        Err(VerifyPasswordError::TooManyAttempts(it)) if it.retry_after.is_none() => {}
        other => panic!("expected a locked account, got {other:?}"),
    }
    them.auths[1].danger_clear_attempts(&KeyId::username("alice")).await.unwrap();
    assert!(them.verify("alice", PASSWORD).await.is_ok());
}

pub(super) async fn sign_ups_are_limited_per_network<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    for number in 0..100 {
        them.sign_up_from("2001:db8::1", &format!("a{number}")).await.unwrap();
    }
    assert!(them.sign_up_from("2001:db8::ffff:2", "b").await.is_err());
    them.sign_up_from("2001:db8:0:1::1", "b").await.unwrap();
    them.clock.turn(HOUR);
    them.sign_up_from("2001:db8::ffff:2", "c").await.unwrap();
}

pub(super) async fn a_window_has_room_for_exactly_its_count<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    let policy = RatePolicy::new(10, HOUR);
    for _ in 0..2 {
        let attempts = [0, 1, 2].map(|it: usize| them.auths[it].services().attempts());
        let policy = policy.clone();
        let answers = race(60, move |at| {
            let (attempts, policy) = (attempts[at % 3].clone(), policy.clone());
            async move { attempts.try_rate("mail", "alice", &policy).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|it| it.is_ok()).count(), 10);
        assert!(answers.iter().all(|it| !matches!(it, Err(AttemptError::Failed(_)))));
        them.clock.turn(HOUR);
    }
}

pub(super) async fn a_window_from_which_all_was_given_back_has_room_for_exactly_its_count<S: Store>(
    env: &Environment<S>,
) {
    let them = Arc::new(Processes::with_alice(env).await);
    let address = "192.0.2.7";
    them.sign_up_in_vain(0, address).await.unwrap_err();
    for _ in 0..3 {
        let answers = race(60, |at| {
            let them = Arc::clone(&them);
            async move { them.sign_up_in_vain(at % 3, address).await }
        })
        .await;
        assert!(answers.iter().all(|it| matches!(it, Err(CreateUserError::Password(_)))), "{answers:?}");
    }
    for number in 0..100 {
        them.sign_up_from(address, &format!("a{number}")).await.unwrap();
    }
    assert!(them.sign_up_from(address, "b").await.is_err());
}

pub(super) async fn counts_are_stored_by_hashes_and_expire<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    them.verify_from("192.0.2.7", "alice", WRONG).await.unwrap_err();
    let [delays, total, network] = [
        "97b39ce577bb1a86e5770293bbaa86954ef187a35d4d2898cc44947ccf20893d",
        "5ee65873c02e8f2df2673a3d3e3df814e1efefc3ab9fc66abde4b205cd7ead98",
        "f5aae6eb581c54410f1dd113b4f23299ad60373cde2e44495175309becd763d1",
    ];
    let table = them.store.schema().record_table("lucerna_attempt").unwrap().clone();
    let window = HOUR - Duration::from_millis(1); // and this last millisecond
    for (life, gone) in [(window, vec![]), (HOUR - window, vec![network]), (24 * HOUR, vec![network, delays])]
    {
        them.clock.turn(life);
        let now = them.clock.now();
        them.store.delete_expired_records(now).await.unwrap();
        for id in [delays, total, network] {
            let found =
                them.store.find_records(&table, RecordsBy::Id(id), &Page::first(1), now).await.unwrap();
            assert_eq!(found.is_empty(), gone.contains(&id), "{id} after {life:?}");
        }
    }
}

pub(super) async fn an_attempt_that_was_not_compared_is_given_back<S: Store>(env: &Environment<S>) {
    let them = Processes::with_alice(env).await;
    for _ in 0..200 {
        them.hasher.be_busy_once();
        let busy = them.verify_from("192.0.2.7", "alice", PASSWORD).await;
        assert!(matches!(busy, Err(VerifyPasswordError::Busy { .. })), "{busy:?}");
    }
    assert!(them.verify_from("192.0.2.7", "alice", PASSWORD).await.is_ok());
}
