//! The forms of stored hashes, one function for each.

use crate::cost::within_ceilings;
use argon2::password_hash::phc::{Output, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use lucerna_core::PasswordHash;

/// A stored hash: how to compute it from a password, and what has to come out.
pub(crate) struct Stored {
    pub(crate) argon2: Argon2<'static>,
    pub(crate) salt: Salt,
    pub(crate) output: Output,
}

/// Reads a stored hash. What cannot be read is nobody's password; the operator is told, and not told the hash.
pub(crate) fn read(hash: &PasswordHash) -> Option<Stored> {
    argon2id(hash.expose())
        .inspect_err(|reason| tracing::warn!("a stored password hash cannot be verified: {reason}"))
        .ok()
}

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$output`, as the PHC string format has it.
fn argon2id(text: &str) -> Result<Stored, &'static str> {
    let phc = Phc::new(text).map_err(|_| "it is no PHC string")?;
    if phc.algorithm != Algorithm::Argon2id.ident() {
        return Err("its algorithm is not argon2id");
    }
    // The first version of Argon2 wrote no version.
    let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from);
    let version = version.map_err(|_| "its version of argon2id is unknown")?;
    let params = Params::try_from(&phc).map_err(|_| "its parameters are none of argon2id")?;
    if !within_ceilings(&params) {
        return Err("its parameters would take too much memory or time");
    }
    let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
        return Err("it lacks its salt or its output");
    };
    Ok(Stored { argon2: Argon2::new(Algorithm::Argon2id, version, params), salt, output })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(params: &str) -> Option<&'static str> {
        argon2id(&format!("$argon2id${params}$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1")).err()
    }

    #[test]
    fn rt_154_a_stored_hash_has_ceilings() {
        assert_eq!(refusal("v=19$m=262144,t=10,p=16"), None);
        let too_much = Some("its parameters would take too much memory or time");
        for params in [
            "m=262145,t=1,p=1",
            "m=4294967295,t=1,p=1",
            "m=64,t=11,p=1",
            "m=64,t=4294967295,p=1",
            "m=256,t=1,p=17",
            "m=4294967295,t=4294967295,p=16777215",
        ] {
            assert_eq!(refusal(&format!("v=19${params}")), too_much, "{params}");
        }
    }

    #[test]
    fn rt_152_impossible_parameters_are_refused() {
        for params in ["m=0,t=0,p=0", "m=7,t=1,p=1", "m=64,t=1,p=9", "m=-1,t=1,p=1", "m=4294967296,t=1,p=1"] {
            assert_eq!(refusal(&format!("v=19${params}")), Some("its parameters are none of argon2id"));
        }
        assert_eq!(refusal("v=20$m=64,t=1,p=1"), Some("its version of argon2id is unknown"));
    }
}
