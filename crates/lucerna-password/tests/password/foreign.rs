//! Tests of other systems' hashes.

mod ceilings;
mod published;
mod vectors;

use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool};
use proptest::prelude::*;
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use vectors::{CHEAP, CHEAP_PASSWORD, DEVISE, LUCIA, OTHERS, REFERENCE};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

static POOL: LazyLock<PasswordPool> = LazyLock::new(cheap_pool);

/// Returns a pool whose own hashes are cheap, but costlier than those of `CHEAP`. Its refusals get slower once it has met a costlier
/// hash of Argon2.
fn cheap_pool() -> PasswordPool {
    let cost = Argon2Cost::danger_weak(256, 1, 1).unwrap();
    PasswordPool::builder().cost(cost).max_waiting(1000).build().unwrap()
}

fn verify_in(pool: &PasswordPool, password: &str, hash: &str) -> Verdict {
    let password = Password::new(password).unwrap();
    RUNTIME.block_on(pool.verify(password, Some(PasswordHash::new(hash)))).unwrap()
}

fn verify(password: &str, hash: &str) -> Verdict {
    verify_in(&POOL, password, hash)
}

/// Returns true if the hash is another one, or no hash.
fn is_refused_in(pool: &PasswordPool, password: &str, hash: &str) -> bool {
    matches!(verify_in(pool, password, hash), Verdict::Mismatch | Verdict::Unverifiable { .. })
}

fn is_refused(password: &str, hash: &str) -> bool {
    is_refused_in(&POOL, password, hash)
}

#[test]
fn every_format_verifies_and_is_outdated() {
    for [system, password, hash] in REFERENCE {
        assert_eq!(verify_in(&PasswordPool::default(), password, hash), Verdict::Outdated, "{system}");
    }
    for [password, hash] in OTHERS {
        assert_eq!(verify(password, hash), Verdict::Outdated, "{hash}");
    }
}

#[test]
fn every_password_of_lucia_verifies() {
    for [password, hash] in LUCIA {
        assert_eq!(verify(password, hash), Verdict::Outdated, "{hash}");
        assert_eq!(verify("", hash), Verdict::Mismatch, "{hash}");
    }
}

#[test]
fn cheap_hashes_verify() {
    for hash in CHEAP {
        assert_eq!(verify(CHEAP_PASSWORD, hash), Verdict::Outdated, "{hash}");
        assert_eq!(verify("correct horse battery stable", hash), Verdict::Mismatch, "{hash}");
    }
}

#[test]
fn devise_appends_its_pepper() {
    let pool = PasswordPool::builder().devise_pepper("pepper-from-devise-config").build().unwrap();
    assert_eq!(verify_in(&pool, CHEAP_PASSWORD, DEVISE), Verdict::Outdated);
    assert_eq!(verify(CHEAP_PASSWORD, DEVISE), Verdict::Mismatch);
}

/// bcrypt cannot tell two passwords with the same first 72 bytes apart. The hash that replaces it can.
#[test]
fn rt_150_bytes_that_bcrypt_ignored_count_once_the_hash_is_replaced() {
    let cut = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    let [first, second] = ["a", "b"].map(|it| format!("{}{it}", "x".repeat(72)));
    assert_eq!(verify(&first, cut), Verdict::Outdated);
    assert_eq!(verify(&second, cut), Verdict::Outdated);
    assert_eq!(verify(&"x".repeat(71), cut), Verdict::Mismatch);

    let new = RUNTIME.block_on(POOL.hash(Password::new(&first).unwrap())).unwrap();
    assert!(new.expose().starts_with("$argon2id$"));
    assert_eq!(verify(&first, new.expose()), Verdict::Match);
    assert_eq!(verify(&second, new.expose()), Verdict::Mismatch);
    assert_eq!(verify(&"x".repeat(72), new.expose()), Verdict::Mismatch);
}

#[test]
fn rt_150_bcrypt_hashes_a_password_to_its_end() {
    let cases = [
        ("x".repeat(71), "$2b$04$abcdefghijklmnopqrstuu.gc7UY/21CSNJGJg21jJzx9QiOpJ9bO"),
        (String::new(), "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq"),
        ("abc\0def".to_owned(), "$2b$04$abcdefghijklmnopqrstuuU8Rgm0REdvZ0WHY/1al21xqZXmq41/C"),
    ];
    for (password, hash) in &cases {
        assert_eq!(verify(password, hash), Verdict::Outdated, "{password:?}");
        assert_eq!(verify(&format!("{password}x"), hash), Verdict::Mismatch, "{password:?}");
        assert_eq!(verify("abc", hash), Verdict::Mismatch, "{password:?}");
    }
}

/// `ﬁ` is one character, and NFKC turns it into `fi`.
#[test]
fn a_password_is_normalized_only_where_its_system_did() {
    let argon2 = "$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw";
    let typed = format!("{argon2}$rgCRzmHyJSA9jOIjFom0HwrL3+ho02cbiZKHh19DLUM");
    let normal = format!("{argon2}$j6a62OguRsR7EDTG1km66+0RJDSXtboiaMM7DphEDhw");
    let bcrypt = "$2b$04$abcdefghijklmnopqrstuuZsizVbRjCmb6dvCT9l2GHUEP1OXcX8K";
    let django = "pbkdf2_sha256$2$saltsaltsaltsalt$z7i9qRqwZZ2LS3hNLQWgiLJviVUO3S5gbkyaCZQllFI=";
    for (hash, of_typed, of_normal) in [
        (typed.as_str(), Verdict::Outdated, Verdict::Mismatch),
        (normal.as_str(), Verdict::Outdated, Verdict::Outdated),
        (bcrypt, Verdict::Outdated, Verdict::Mismatch),
        (django, Verdict::Outdated, Verdict::Mismatch),
    ] {
        assert_eq!(verify("ﬁancé", hash), of_typed, "{hash}");
        assert_eq!(verify("fiancé", hash), of_normal, "{hash}");
    }
}

#[test]
fn the_mark_of_an_account_without_a_password_matches_no_password() {
    for hash in ["", "!", "!zF8tbXOkjDQa6wdnL1ZRbpYy2fkS9vMJUhTP7IwC", "*", "x", "{noop}", "NULL"] {
        for password in ["", hash, "!"] {
            assert!(is_refused(password, hash), "{hash}");
        }
    }
}

#[test]
fn rt_164_a_truncated_output_does_not_match() {
    let pool = cheap_pool();
    for hash in CHEAP {
        for length in (0..hash.len()).rev().take(120) {
            assert!(is_refused_in(&pool, CHEAP_PASSWORD, &hash[..length]), "{hash} {length}");
        }
    }
}

/// Returns true for two spellings of one hash: bcrypt's versions, the case of a scheme in braces, and padding.
fn is_same_hash(changed: &str, hash: &str) -> bool {
    let plain = |it: &str| {
        let it = it.trim_end_matches('\0').replace("2a", "2b").replace("2y", "2b");
        match it.split_once('}') {
            Some((scheme, rest)) => format!("{}}}{rest}", scheme.to_uppercase()),
            None => it,
        }
    };
    plain(changed) == plain(hash)
}

proptest! {
    #[test]
    fn rt_153_a_changed_foreign_hash_is_a_mismatch_and_no_panic(
        hash in prop::sample::select(CHEAP),
        at in any::<prop::sample::Index>(),
        with in prop_oneof![any::<char>(), prop::char::range(' ', '~')],
        insert in any::<bool>(),
    ) {
        let mut changed: Vec<char> = hash.chars().collect();
        let at = at.index(changed.len());
        changed.splice(at..if insert { at } else { at + 1 }, [with]);
        let changed: String = changed.into_iter().collect();
        prop_assume!(!is_same_hash(&changed, hash));
        prop_assert!(is_refused(CHEAP_PASSWORD, &changed), "{}", changed);
    }

    #[test]
    fn rt_153_a_text_with_the_prefix_of_a_hash_is_a_mismatch_and_no_panic(
        hash in prop::sample::select(CHEAP),
        keep in any::<prop::sample::Index>(),
        tail in "[$:,=a-z0-9]{0,20}|\\PC{0,40}",
    ) {
        let text = format!("{}{tail}", &hash[..keep.index(hash.len())]);
        prop_assume!(!is_same_hash(&text, hash));
        prop_assert!(is_refused(CHEAP_PASSWORD, &text), "{}", text);
    }
}
