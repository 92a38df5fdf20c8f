//! Firebase: scrypt derives a key from the password, and the hash is the project's signer key encrypted with it.
//!
//! The project's parameters, which an export lists apart from its users, are part of each hash.
//! <https://github.com/firebase/scrypt>

use super::fields::{after, base64, output_of, parts, value};
use super::{FormatError, Function, IMPOSSIBLE, MALFORMED, Scrypt, Spelling, StoredHash};
use crate::compute_error::ComputeError;
use aes::Aes256;
use aes::cipher::{KeyIvInit, StreamCipher};
use base64ct::Base64;
use ctr::Ctr128BE;
use zeroize::Zeroizing;

pub(crate) struct Firebase {
    scrypt: Scrypt,
    signer: Vec<u8>,
}

impl Firebase {
    pub(crate) fn memory(&self) -> usize {
        self.scrypt.memory()
    }

    pub(crate) fn nanos(&self, password: usize) -> u64 {
        self.scrypt.nanos(password)
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) -> Result<(), ComputeError> {
        let mut key = Zeroizing::new([0; 32]);
        self.scrypt.compute(password, &mut *key)?;
        let mut cipher = Ctr128BE::<Aes256>::new((&*key).into(), &[0; 16].into());
        Ok(cipher.try_apply_keystream_b2b(&self.signer, out)?)
    }
}

/// Parses Kratos's import format, `$firescrypt$ln=14,r=8,p=1$salt$output$separator$signer`.
pub(super) fn kratos(text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, params, salt, hash, separator, signer] = parts(text, '$')?;
    let [ln, r, p] = parts(params, ',')?;
    stored([value("ln=", ln)?, value("r=", r)?, value("p=", p)?], [salt, separator, signer, hash])
}

/// Parses Supabase's import format, `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer$salt$output`.
pub(super) fn supabase(text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, params, salt, hash] = parts(text, '$')?;
    let ["v=1", n, r, p, separator, signer] = parts(params, ',')? else { return Err(MALFORMED) };
    let (separator, signer) = (after("ss=", separator)?, after("sk=", signer)?);
    stored([value("n=", n)?, value("r=", r)?, value("p=", p)?], [salt, separator, signer, hash])
}

fn stored(params: [u32; 3], texts: [&str; 4]) -> Result<StoredHash, FormatError> {
    let [log_n, r, p] = params;
    let [salt, separator, signer, hash] = texts.map(base64::<Base64>);
    let (salt, signer) = ([salt?, separator?].concat(), signer?);
    let scrypt = Scrypt::new(1_u32.checked_shl(log_n).ok_or(IMPOSSIBLE)?, r, p, &salt)?;
    let output = output_of(signer.len(), &hash?)?;
    Ok(StoredHash::new(Function::Firebase(Firebase { scrypt, signer }), Spelling::Typed, output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_154_the_memory_of_firebase_is_that_of_scrypt() {
        let stored = kratos("$firescrypt$ln=14,r=8,p=1$AAECAwQFBgc=$AAECAwQFBgcICQ==$Bw==$AAECAwQFBgcICQ==");
        let function = stored.unwrap().candidates.remove(0).function;
        let Function::Firebase(it) = function else { panic!("another function") };
        assert_eq!(it.memory(), 16 << 20);
    }
}
