//! Argon2 in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$output`.
//!
//! `keyid=` names a pepper, which is Argon2's secret input (RFC 9106 §3.1).
//! <https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md#argon2-encoding>

use super::{FormatError, Function, Spelling, StoredHash, TOO_COSTLY};
use crate::cost::within_ceilings;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Block, Params, Version};
use std::fmt;

/// The time of one pass over one KiB, on a core of 2024.
const NANOS_PER_KIB_PASS: u64 = 700;

/// Argon2 with the parameters of a stored hash, including the id of its pepper.
pub(crate) struct Argon2 {
    pub(crate) algorithm: Algorithm,
    pub(crate) version: Version,
    pub(crate) params: Params,
    pub(crate) salt: Salt,
}

impl Argon2 {
    /// Returns true if the hash has at least the memory and the work of the policy, and the same pepper.
    ///
    /// Lanes do not count. A stronger hash is kept.
    pub(crate) fn meets(&self, policy: &Params) -> bool {
        let work = |it: &Params| u64::from(it.m_cost()) * u64::from(it.t_cost());
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params.m_cost() >= policy.m_cost()
            && work(&self.params) >= work(policy)
            && self.params.keyid() == policy.keyid()
            && self.params.data() == policy.data()
    }

    /// Estimates the nanoseconds.
    pub(crate) fn nanos(&self) -> u64 {
        argon2_nanos(&self.params)
    }

    /// Returns the memory in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.params.block_count() * Block::SIZE
    }

    pub(crate) fn stored(self, output: Output) -> StoredHash {
        // Only Lucerna writes key ids, and it always normalises.
        let peppered = !self.params.keyid().is_empty();
        let spelling = if peppered { Spelling::Normal } else { Spelling::Either };
        StoredHash::new(Function::Argon2(self), spelling, output)
    }

    /// Formats the text to store.
    pub(crate) fn write(&self, output: Output) -> Result<String, fmt::Error> {
        let phc = Phc {
            algorithm: self.algorithm.ident(),
            version: Some(self.version.into()),
            params: ParamsString::try_from(&self.params).map_err(|_| fmt::Error)?,
            salt: Some(self.salt),
            hash: Some(output),
        };
        Ok(phc.to_string())
    }
}

/// Estimates the nanoseconds of Argon2 with these parameters.
pub(crate) fn argon2_nanos(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost()) * NANOS_PER_KIB_PASS
}

/// Parses a PHC string, of Lucerna or of another system. libsodium pads it with NULs to 128 bytes (`crypto_pwhash_STRBYTES`).
pub(super) fn phc(text: &str) -> Result<StoredHash, FormatError> {
    let phc = Phc::new(text.trim_end_matches('\0')).map_err(|_| "it is not a PHC string")?;
    let algorithm =
        Algorithm::try_from(phc.algorithm.as_str()).map_err(|_| "its variant of Argon2 is unknown")?;
    // The first version of Argon2 wrote no version.
    let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from);
    let version = version.map_err(|_| "its version of Argon2 is unknown")?;
    let params = Params::try_from(&phc).map_err(|_| "Argon2 does not support its parameters")?;
    if !within_ceilings(&params) {
        return Err(TOO_COSTLY);
    }
    let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
        return Err("its salt or its output is missing");
    };
    Ok(Argon2 { algorithm, version, params, salt }.stored(output))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(params: &str) -> Option<FormatError> {
        phc(&format!("$argon2id${params}$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1")).err()
    }

    #[test]
    fn rt_154_a_stored_hash_has_ceilings() {
        assert_eq!(refusal("v=19$m=262144,t=10,p=16"), None);
        for params in [
            "m=262145,t=1,p=1",
            "m=4294967295,t=1,p=1",
            "m=64,t=11,p=1",
            "m=64,t=4294967295,p=1",
            "m=256,t=1,p=17",
            "m=4294967295,t=4294967295,p=16777215",
        ] {
            assert_eq!(refusal(&format!("v=19${params}")), Some(TOO_COSTLY), "{params}");
        }
    }

    #[test]
    fn rt_152_impossible_parameters_are_refused() {
        for params in ["m=0,t=0,p=0", "m=7,t=1,p=1", "m=64,t=1,p=9", "m=-1,t=1,p=1", "m=4294967296,t=1,p=1"] {
            assert_eq!(refusal(&format!("v=19${params}")), Some("Argon2 does not support its parameters"));
        }
        assert_eq!(refusal("v=20$m=64,t=1,p=1"), Some("its version of Argon2 is unknown"));
    }

    #[test]
    fn an_equal_or_stronger_hash_meets_the_policy() {
        let policy = Params::new(19456, 2, 1, None).unwrap();
        let meets = |text: &str| {
            let text = format!("${text}$AAECAwQFBgcICQoLDA0ODw$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU");
            let stored = phc(&text).unwrap();
            stored
                .candidates
                .iter()
                .all(|it| matches!(&it.function, Function::Argon2(it) if it.meets(&policy)))
        };
        for strong in ["m=19456,t=2,p=1", "m=19456,t=3,p=4", "m=65536,t=2,p=1", "m=47104,t=1,p=1"] {
            assert!(meets(&format!("argon2id$v=19${strong}")), "{strong}");
        }
        for weak in ["m=19455,t=2,p=1", "m=7168,t=10,p=1", "m=19456,t=1,p=1", "m=30000,t=1,p=1"] {
            assert!(!meets(&format!("argon2id$v=19${weak}")), "{weak}");
        }
        for other in ["argon2i$v=19", "argon2d$v=19", "argon2id$v=16", "argon2id"] {
            assert!(!meets(&format!("{other}$m=65536,t=4,p=1")), "{other}");
        }
        assert!(!meets("argon2id$v=19$m=19456,t=2,p=1,keyid=MjAyNg"));
        assert!(!meets("argon2id$v=19$m=19456,t=2,p=1,data=MjAyNg"));
    }
}
