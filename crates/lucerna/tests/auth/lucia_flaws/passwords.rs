//! Flaws of keys and passwords.

use crate::kit::{PASSWORD, Profile, alice, anonymous, sqlite_app};
use lucerna::{
    Argon2Cost, AttemptPolicy, Auth, Conflict, CreateUserError, KeyId, NewKey, PasswordError, PasswordPool,
    Schema, SqliteStore, VerifyPasswordError,
};
use std::time::{Duration, Instant};

/// The number of samples of each kind. A quarter of them is undisturbed also on a busy machine.
const SAMPLES: usize = 100;

#[tokio::test]
async fn lucia_flaw_26_an_unknown_user_takes_as_long_as_a_wrong_password() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    // The hash is cheap enough for many samples. Reading a found key takes below a hundredth of its time.
    let cost = Argon2Cost::danger_weak(4096, 1, 1).unwrap();
    let pool = PasswordPool::builder().cost(cost).build().unwrap();
    let auth = Auth::builder(store, pool, "https://app.example".parse().unwrap());
    // Attempts are counted, but never too many.
    let mut countless = AttemptPolicy::default();
    (countless.free, countless.most) = (u32::MAX, u32::MAX);
    let auth: Auth<Profile> = auth.attempt_policy(countless).build().unwrap();
    let (key, profile) = alice();
    auth.create_user(key, profile).await.unwrap();
    let long = "x".repeat(10_000);
    for wrong in ["wrong horse battery", "größer als ﬁktiv 🔑", &long] {
        // Another process may disturb one measurement. A real difference appears in all of them.
        let mut gaps = vec![gap(&auth, wrong).await];
        while gaps.len() < 5 && gaps.iter().all(|it| *it >= 0.05) {
            gaps.push(gap(&auth, wrong).await);
        }
        assert!(gaps.iter().any(|it| *it < 0.05), "{wrong:.20}: {gaps:?}");
    }
}

/// Returns the difference of the lower quartiles as a fraction of the larger one.
async fn gap(auth: &Auth<Profile>, wrong: &str) -> f64 {
    let (known, unknown) = (KeyId::username("alice"), KeyId::username("missing"));
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES / 2 {
        // Each follows the other as often as itself.
        a.push(time(auth, &known, wrong).await);
        b.push(time(auth, &unknown, wrong).await);
        b.push(time(auth, &unknown, wrong).await);
        a.push(time(auth, &known, wrong).await);
    }
    let (a, b) = (lower_quartile(a), lower_quartile(b));
    a.abs_diff(b).as_secs_f64() / a.max(b).as_secs_f64()
}

async fn time(auth: &Auth<Profile>, key: &KeyId, password: &str) -> Duration {
    let start = Instant::now();
    let refused = auth.verify_password(key, password).await;
    assert!(matches!(refused, Err(VerifyPasswordError::InvalidCredentials)));
    start.elapsed()
}

fn lower_quartile(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 4]
}

#[tokio::test]
async fn lucia_flaw_27_an_unknown_user_and_a_wrong_password_are_the_same_error() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let refused =
        async |name: &str| format!("{:?}", app.auth.verify_password(&KeyId::username(name), "wrong").await);
    assert_eq!(refused("alice").await, refused("missing").await);
}

#[tokio::test]
async fn lucia_flaw_29_hashing_does_not_block_the_runtime() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth<Profile> = Auth::builder(store, PasswordPool::default(), origin).build().unwrap();
    let missing = KeyId::username("missing");
    let mut hash = std::pin::pin!(auth.verify_password(&missing, PASSWORD));
    // The single thread of this runtime does other work until the pool has computed the hash.
    let mut turns = 0;
    loop {
        tokio::select! {
            biased;
            _ = &mut hash => break,
            () = tokio::task::yield_now() => turns += 1,
        }
    }
    assert!(turns > 10, "{turns}");
}

#[tokio::test]
async fn lucia_flaw_30_a_hash_has_its_algorithm_and_parameters() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let connection = rusqlite::Connection::open(&app.path).unwrap();
    let hash: String =
        connection.query_row("SELECT hashed_password FROM user_key", [], |row| row.get(0)).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
}

#[tokio::test]
async fn lucia_flaw_31_an_empty_or_overlong_new_password_is_refused() {
    let app = sqlite_app();
    for password in ["", " ", &"x".repeat(1_000_000)] {
        let profile = Profile { username: "Alice".to_owned() };
        let refused = app.auth.create_user(NewKey::username("alice", password), profile).await.unwrap_err();
        let expected = [PasswordError::TooShort { min: 8 }, PasswordError::TooLong { max: 255 }];
        assert!(matches!(refused, CreateUserError::Password(it) if expected.contains(&it)));
    }
}

#[tokio::test]
async fn lucia_flaw_33_a_flood_of_guesses_is_bounded_and_gets_retry_after() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let pool = PasswordPool::builder().threads(1).max_waiting(2).build().unwrap();
    let auth: Auth<Profile> =
        Auth::builder(store, pool, "https://app.example".parse().unwrap()).build().unwrap();
    let guesses: Vec<_> = (0..20)
        .map(|_| {
            let auth = auth.clone();
            tokio::spawn(async move { auth.verify_password(&KeyId::username("alice"), PASSWORD).await })
        })
        .collect();
    let mut busy = 0;
    for guess in guesses {
        if let Err(VerifyPasswordError::Busy { retry_after }) = guess.await.unwrap() {
            assert!(retry_after > Duration::ZERO);
            busy += 1;
        }
    }
    assert!(busy >= 10, "{busy}");
}

#[tokio::test]
async fn lucia_flaw_34_the_same_name_in_another_case_is_taken() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let shouted = Profile { username: "ALICE".to_owned() };
    let refused = app.auth.create_user(NewKey::username("ALICE", PASSWORD), shouted).await.unwrap_err();
    assert!(matches!(refused, CreateUserError::Taken(Conflict::Key)));
}

#[test]
fn lucia_flaw_35_lookalike_names_are_the_same_name() {
    for (typed, same) in
        [("Ａlice", "alice"), ("JOSÉ", "jose\u{301}"), ("ﬁona", "fiona"), ("alice ", "alice")]
    {
        assert_eq!(KeyId::username(typed), KeyId::username(same));
    }
}

#[tokio::test]
async fn lucia_flaw_62_wrong_guesses_do_not_lock_the_owner_out() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let pairs: Vec<_> = cookie.header_values().filter_map(|it| it.split(';').next()).collect();
    let browser = anonymous().with("cookie", pairs.join("; "));
    for name in ["alice", "ALICE", " alice"].iter().cycle().take(60) {
        assert!(app.auth.verify_password(&KeyId::username(name), "wrong horse battery").await.is_err());
        let owner = app.auth.on_behalf_of(&browser);
        assert!(owner.verify_password(&KeyId::username("alice"), PASSWORD).await.is_ok(), "at any time");
    }
    assert!(app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.is_err());
    app.clock.turn_seconds(15 * 60);
    assert!(app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.is_ok(), "elsewhere, later");
}
