//! Keycloak: a credential of its export, in JSON. Its two parts are texts of JSON, or objects.
//!
//! `{"secretData":"{\"value\":…,\"salt\":…}","credentialData":"{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\"}"}`
//! <https://www.keycloak.org/docs/latest/server_admin/index.html#_password-hashing>

use super::fields::{base64, output};
use super::hash::Hash;
use super::{FormatError, MALFORMED, Pbkdf2, Spelling, StoredHash, UNKNOWN, argon2 as phc};
use base64ct::Base64;
use serde_json::Value;

pub(super) fn credential(text: &str) -> Result<StoredHash, FormatError> {
    let credential = json(text)?;
    let secret = part(&credential, ["secretData", "secret_data"])?;
    let data = part(&credential, ["credentialData", "credential_data"])?;
    let (value, salt) = (text_of(&secret, "value")?, text_of(&secret, "salt")?);
    match text_of(&data, "algorithm")? {
        "pbkdf2" => pbkdf2(Hash::Sha1, &data, value, salt),
        "pbkdf2-sha256" => pbkdf2(Hash::Sha256, &data, value, salt),
        "pbkdf2-sha512" => pbkdf2(Hash::Sha512, &data, value, salt),
        "argon2" => argon2(&data, value, salt),
        _ => Err(UNKNOWN),
    }
}

/// Reads an output of any length. A truncated text is no JSON.
fn pbkdf2(hash: Hash, data: &Value, value: &str, salt: &str) -> Result<StoredHash, FormatError> {
    let output = output(&base64::<Base64>(value)?)?;
    Pbkdf2::stored(hash, rounds(data)?, &base64::<Base64>(salt)?, Spelling::Typed, output)
}

/// Writes the parameters as a PHC string. Each is a list of one text.
fn argon2(data: &Value, value: &str, salt: &str) -> Result<StoredHash, FormatError> {
    let parameter = |name: &str| {
        let first = data.get("additionalParameters").and_then(|it| it.get(name)?.get(0)?.as_str());
        first.ok_or(MALFORMED)
    };
    let version = match parameter("version")? {
        "1.3" => 19,
        "1.0" => 16,
        _ => return Err(UNKNOWN),
    };
    let (variant, memory) = (parameter("type")?, parameter("memory")?);
    let (passes, lanes) = (rounds(data)?, parameter("parallelism")?);
    let [salt, output] = [salt, value].map(|it| it.trim_end_matches('='));
    let text = format!("$argon2{variant}$v={version}$m={memory},t={passes},p={lanes}${salt}${output}");
    Ok(phc::phc(&text)?.not_normalized())
}

fn rounds(data: &Value) -> Result<u32, FormatError> {
    let rounds = data.get("hashIterations").and_then(Value::as_u64);
    rounds.and_then(|it| u32::try_from(it).ok()).ok_or(MALFORMED)
}

/// Finds a part by its name in an export, or in the database's columns.
fn part(credential: &Value, names: [&str; 2]) -> Result<Value, FormatError> {
    match names.iter().find_map(|it| credential.get(it)) {
        Some(Value::String(text)) => json(text),
        Some(object) => Ok(object.clone()),
        None => Err(MALFORMED),
    }
}

fn text_of<'a>(object: &'a Value, name: &str) -> Result<&'a str, FormatError> {
    object.get(name).and_then(Value::as_str).ok_or(MALFORMED)
}

fn json(text: &str) -> Result<Value, FormatError> {
    serde_json::from_str(text).map_err(|_| MALFORMED)
}
