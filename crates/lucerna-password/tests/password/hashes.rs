//! Tests of the pool's own hashes.

use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool};
use proptest::prelude::*;
use std::sync::LazyLock;
use tokio::runtime::Runtime;

const PASSWORD: &str = "correct horse battery staple";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

static POOL: LazyLock<PasswordPool> = LazyLock::new(|| {
    let cost = Argon2Cost::danger_weak(64, 1, 1).unwrap();
    PasswordPool::builder().cost(cost).max_waiting(1000).build().unwrap()
});

/// Returns true if the hash is another one, or no hash.
fn is_refused(password: &str, hash: &str) -> bool {
    matches!(verify(password, Some(hash)), Verdict::Mismatch | Verdict::Unverifiable { .. })
}

/// The hash of `PASSWORD`.
static HASH: LazyLock<String> = LazyLock::new(|| hash(PASSWORD).expose().to_owned());

fn hash(password: &str) -> PasswordHash {
    RUNTIME.block_on(POOL.hash(Password::new(password).unwrap())).unwrap()
}

fn verify(password: &str, hash: Option<&str>) -> Verdict {
    let password = Password::new(password).unwrap();
    RUNTIME.block_on(POOL.verify(password, hash.map(PasswordHash::new))).unwrap()
}

#[test]
fn a_password_matches_its_hash_and_no_other() {
    assert_eq!(verify(PASSWORD, Some(&HASH)), Verdict::Match);
    assert_eq!(verify("correct horse battery stable", Some(&HASH)), Verdict::Mismatch);
    assert_eq!(verify("", Some(&HASH)), Verdict::Mismatch);
    assert_eq!(verify(PASSWORD, None), Verdict::Mismatch);
}

#[test]
fn a_hash_is_a_phc_string_with_a_salt_of_its_own() {
    let fields: Vec<_> = HASH.split('$').collect();
    assert_eq!(fields[..4], ["", "argon2id", "v=19", "m=64,t=1,p=1"]);
    assert_eq!((fields[4].len(), fields[5].len()), (22, 43));
    assert_ne!(fields[4], hash(PASSWORD).expose().split('$').nth(4).unwrap());
}

#[test]
fn rt_150_every_byte_of_a_password_counts() {
    let long = "x".repeat(72);
    for (password, other) in [
        (format!("{long}a"), format!("{long}b")),
        (format!("{long}a"), long.clone()),
        ("x".repeat(4096), "x".repeat(4095)),
        ("abc\0def".to_owned(), "abc\0deg".to_owned()),
        ("abc\0def".to_owned(), "abc".to_owned()),
        (" spaces ".to_owned(), "spaces".to_owned()),
    ] {
        let hash = hash(&password);
        assert_eq!(verify(&password, Some(hash.expose())), Verdict::Match);
        assert_eq!(verify(&other, Some(hash.expose())), Verdict::Mismatch);
    }
}

#[test]
fn rt_154_a_hash_above_the_ceilings_does_not_match_even_its_password() {
    let made = |passes, lanes| {
        let params = argon2::Params::new(256, passes, lanes, None).unwrap();
        argon2::password_hash::PasswordHasher::hash_password_with_salt(
            &argon2::Argon2::from(params),
            PASSWORD.as_bytes(),
            b"sixteen byte slt",
        )
        .unwrap()
        .to_string()
    };
    assert_eq!(verify(PASSWORD, Some(&made(10, 16))), Verdict::Match);
    assert!(matches!(verify(PASSWORD, Some(&made(11, 16))), Verdict::Unverifiable { .. }));
    assert!(matches!(verify(PASSWORD, Some(&made(10, 17))), Verdict::Unverifiable { .. }));
}

#[test]
fn rt_164_a_truncated_hash_does_not_match() {
    let (head, output) = HASH.rsplit_once('$').unwrap();
    for length in 0..output.len() {
        assert!(is_refused(PASSWORD, &format!("{head}${}", &output[..length])));
    }
    assert!(is_refused(PASSWORD, &format!("{head}${output}AAAA")));
    assert!(is_refused(PASSWORD, head));
    assert_eq!(verify(&HASH, Some(&HASH)), Verdict::Mismatch);
}

proptest! {
    #[test]
    fn rt_153_any_hash_is_a_mismatch_and_no_panic(text in any::<String>(), tail in "[ -~]{0,60}") {
        prop_assert!(is_refused(PASSWORD, &text));
        let begun_like_ours = format!("$argon2id$v=19${tail}");
        prop_assert!(is_refused(PASSWORD, &begun_like_ours));
    }

    #[test]
    fn rt_153_a_changed_hash_is_a_mismatch_and_no_panic(
        at in any::<prop::sample::Index>(),
        with in prop_oneof![any::<char>(), prop::char::range(' ', '~')],
        insert in any::<bool>(),
    ) {
        let mut changed: Vec<char> = HASH.chars().collect();
        let at = at.index(changed.len());
        changed.splice(at..if insert { at } else { at + 1 }, [with]);
        let changed: String = changed.into_iter().collect();
        prop_assume!(changed.trim_end_matches('\0') != *HASH);
        prop_assert!(is_refused(PASSWORD, &changed));
    }
}
