//! Stored hashes that would take too much memory or time.

use super::vectors::CHEAP_PASSWORD;
use super::{POOL, verify};
use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool};
use std::time::{Duration, Instant};
use tokio::time::timeout;

const BASE64_64: &str =
    "ZFixbfKc1IZlgLurdm+puYytSnv9vmRXsfkY54VcOBNeXTk8G3a5ITGsgB+dU0bXy8HE3Fu2ZcSvCH3lIkoQuQ==";

#[test]
fn rt_154_a_foreign_hash_above_its_ceiling_does_not_match_and_is_not_tried() {
    let hex = "0".repeat(128);
    for hash in [
        &format!("scrypt:262144:8:1$salt${hex}"),
        &format!("scrypt:131072:4294967295:10$salt${hex}"),
        "scrypt$1073741824$salt$8$1$jkBzE6t+3YTzAuQ1ol2ZxJUOk0akIbgat0w+kf21AT0=",
        "$scrypt$ln=31,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU",
        "pbkdf2_sha256$4294967295$salt$jkBzE6t+3YTzAuQ1ol2ZxJUOk0akIbgat0w+kf21AT0=",
        "$2b$31$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
        "$P$zabcdefghqcE92UbN/U1T3pCRUw02U.",
        "$6$rounds=999999999$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
        &format!(":pbkdf2:sha512:4294967295:64:c2FsdA==:{}", BASE64_64),
        "AQAAAAL/////AAAAEAABAgMEBQYHCAkKCwwNDg9kWLFt8pzUhmWAu6t2b6m5jK1Ke/2+ZFex+RjnhVw4Ew==",
    ] {
        assert!(matches!(verify(CHEAP_PASSWORD, hash), Verdict::Unverifiable { .. }), "{hash}");
    }
}

/// A hash of 64 MiB, with a pool whose buffers have 8 KiB.
#[tokio::test]
async fn rt_154_a_stored_hash_needs_no_more_memory_than_the_setting() {
    let hash =
        "$argon2id$v=19$m=65536,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$wFzkxN1+DkXuYBHMWdBoreR98bAfwM+c1GeL32ilt7A";
    let cost = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    for (kib, is_verified) in [(65_536, true), (65_535, false)] {
        let pool = PasswordPool::builder().cost(cost.clone()).extra_memory_kib(kib).build().unwrap();
        let answer = pool.verify(Password::new("wrong").unwrap(), Some(PasswordHash::new(hash)));
        let verdict = timeout(Duration::from_secs(60), answer).await.expect("it waits for memory").unwrap();
        assert_eq!(verdict == Verdict::Mismatch, is_verified, "{kib} {verdict:?}");
        assert_eq!(matches!(verdict, Verdict::Unverifiable { .. }), !is_verified, "{kib} {verdict:?}");
    }
}

/// Each factor is below its ceiling, and the product is not. phpass took 15 seconds for these.
#[tokio::test]
async fn rt_154_the_product_of_cost_and_length_has_a_ceiling() {
    let long = "x".repeat(4096);
    let scrypt = format!("scrypt:131072:16:10$salt${}", "0".repeat(128));
    for (password, hash) in [
        (&*long, "$P$Iabcdefghq"),
        (&*long, "$S$Iabcdefghq"),
        (&*long, "$6$rounds=500000$saltstring$"),
        (&*long, "$5$rounds=500000$saltstring$"),
        ("short", &*scrypt),
    ] {
        let hash = match hash.get(..3) {
            Some("$P$") => format!("{hash}cE92UbN/U1T3pCRUw02U."),
            Some("$S$") => "$S$Iabcdefghw T1MNHhHdyPpo7YdKRpb1rcvv4E.t46S8qKXz5iTw/9".replace(' ', ""),
            Some("$6$") => format!(
                "{hash}svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
            ),
            Some("$5$") => format!("{hash}5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
            _ => hash.to_owned(),
        };
        let begun = Instant::now();
        let password = Password::new(password).unwrap();
        let verdict = POOL.verify(password, Some(PasswordHash::new(&*hash))).await.unwrap();
        let Verdict::Unverifiable { reason } = verdict else { panic!("{verdict:?} for {hash}") };
        assert!(reason.contains("too much time with a password of this length"), "{reason}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{hash} took {:?}", begun.elapsed());
    }
}
