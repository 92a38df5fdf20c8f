//! Peppers: hashes with one, with a former one, with an unknown one and with none.

use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool, PasswordPoolBuilder, PepperKey};

const PASSWORD: &str = "correct horse battery staple";

fn builder() -> PasswordPoolBuilder {
    PasswordPool::builder().cost(Argon2Cost::danger_weak(64, 2, 1).unwrap()).threads(1)
}

fn key(id: &str, byte: u8) -> PepperKey {
    PepperKey::new(id, [byte; 32]).unwrap()
}

async fn hash(pool: &PasswordPool) -> PasswordHash {
    pool.hash(Password::new(PASSWORD).unwrap()).await.unwrap()
}

async fn verify(pool: &PasswordPool, password: &str, hash: &PasswordHash) -> Verdict {
    pool.verify(Password::new(password).unwrap(), Some(hash.clone())).await.unwrap()
}

#[tokio::test]
async fn a_hash_names_its_pepper_and_needs_it() {
    let peppered = builder().pepper(key("2026", b'k')).build().unwrap();
    let hash = hash(&peppered).await;
    assert!(hash.expose().starts_with("$argon2id$v=19$m=64,t=2,p=1,keyid=MjAyNg$"), "{}", hash.expose());
    assert_eq!(verify(&peppered, PASSWORD, &hash).await, Verdict::Match);
    assert_eq!(verify(&peppered, "wrong", &hash).await, Verdict::Mismatch);

    let other_key = builder().pepper(key("2026", b'K')).build().unwrap();
    let other_id = builder().pepper(key("2027", b'k')).build().unwrap();
    let none = builder().build().unwrap();
    assert_eq!(verify(&other_key, PASSWORD, &hash).await, Verdict::Mismatch);
    for pool in [other_id, none] {
        let reason = "its pepper is not configured";
        assert_eq!(verify(&pool, PASSWORD, &hash).await, Verdict::Unverifiable { reason }, "{pool:?}");
    }
}

#[tokio::test]
async fn a_former_pepper_verifies_and_is_replaced() {
    let old = builder().pepper(key("2025", b'o')).build().unwrap();
    let new = builder().pepper(key("2026", b'n')).former_pepper(key("2025", b'o')).build().unwrap();
    let retired = builder().former_pepper(key("2025", b'o')).build().unwrap();
    let hash_of_old = hash(&old).await;
    assert_eq!(verify(&new, PASSWORD, &hash_of_old).await, Verdict::Outdated);
    assert_eq!(verify(&new, "wrong", &hash_of_old).await, Verdict::Mismatch);
    assert_eq!(verify(&retired, PASSWORD, &hash_of_old).await, Verdict::Outdated);
    assert_eq!(verify(&new, PASSWORD, &hash(&new).await).await, Verdict::Match);
}

#[tokio::test]
async fn a_hash_without_a_pepper_verifies_and_is_replaced() {
    let plain = hash(&builder().build().unwrap()).await;
    let peppered = builder().pepper(key("2026", b'k')).build().unwrap();
    assert_eq!(verify(&peppered, PASSWORD, &plain).await, Verdict::Outdated);
    assert_eq!(verify(&peppered, "wrong", &plain).await, Verdict::Mismatch);
}

/// The hash is from the reference implementation (argon2-cffi 25.1), with 32 times `k` as its secret.
#[tokio::test]
async fn a_pepper_is_argon2s_secret() {
    let peppered = builder().pepper(key("2026", b'k')).build().unwrap();
    let hash = PasswordHash::new(
        "$argon2id$v=19$m=64,t=2,p=1,keyid=MjAyNg$AAECAwQFBgcICQoLDA0ODw$CZ89epOwtf+5a3ZQQ5PXx/VvOAPkwPnj0NmPpD2+Ln0",
    );
    assert_eq!(verify(&peppered, PASSWORD, &hash).await, Verdict::Match);
}
