//! Stored password hashes (`SECURITY.md`, rows 152 to 154): any text is verified without an error, and only the password
//! that a hash was made of belongs to it.

use crate::rig::wait;
use lucerna::{Argon2Cost, Password, PasswordPool, PepperKey};
use lucerna_core::{PasswordHash, PasswordHasher, Verdict};
use std::sync::LazyLock;

static POOL: LazyLock<PasswordPool> = LazyLock::new(|| {
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).threads(1);
    pool.pepper(PepperKey::new("a", [1; 32]).unwrap()).devise_pepper("pepper").build().unwrap()
});

/// A hash of ours.
static OWN: LazyLock<String> = LazyLock::new(|| {
    let password = Password::new("password").unwrap();
    wait(POOL.hash(password)).unwrap().expose().to_owned()
});

/// The bytes before the first NUL are the password, those after it the hash.
pub fn check(data: &[u8]) {
    check_changed(data);
    let text = String::from_utf8_lossy(data);
    let Some((password, hash)) = text.split_once('\0') else { return };
    let Some(verdict) = verify(password, hash) else { return };
    if is_refusal(verdict) {
        return;
    }
    assert_eq!(verify(password, hash), Some(verdict), "it depends on the hash before it");
    // Another first character. bcrypt ignores what is behind 72 bytes, and may repeat a password after a NUL.
    let other = format!("{}{password}", if password.starts_with('x') { 'y' } else { 'x' });
    assert!(verify(&other, hash).is_some_and(is_refusal), "{hash}");
}

/// A hash of ours in which a few bytes were replaced belongs to no password. The first byte says where they are.
fn check_changed(data: &[u8]) {
    let Some((at, bytes)) = data.split_first() else { return };
    let (at, mut changed) = (usize::from(*at), OWN.as_bytes().to_vec());
    let Some(place) = changed.get_mut(at..at + bytes.len()) else { return };
    place.copy_from_slice(bytes);
    let Ok(changed) = String::from_utf8(changed) else { return };
    let verdict = verify("password", &changed);
    // A padding of NULs is no part of the hash.
    if changed.trim_end_matches('\0') == *OWN {
        assert_eq!(verdict, Some(Verdict::Match), "{changed}");
    } else {
        assert!(verdict.is_some_and(is_refusal), "{changed}");
    }
}

fn is_refusal(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Mismatch | Verdict::Unverifiable { .. })
}

/// `None` if the text can be no password.
fn verify(password: &str, hash: &str) -> Option<Verdict> {
    let password = Password::new(password).ok()?;
    Some(wait(POOL.verify(password, Some(PasswordHash::new(hash)))).unwrap())
}
