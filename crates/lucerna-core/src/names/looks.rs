//! The looks of a name: UTS 39's skeletons.

use super::address;
use crate::KeyId;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the skeleton of a text (UTS 39 §4). Texts with the same skeleton look alike.
///
/// In addition, a dot above an `i` or a `j` is dropped, since fonts draw one dot only.
#[doc(hidden)]
pub fn skeleton(text: &str) -> String {
    let mut base = '\0';
    let is_seen = |it: &char| {
        base = if is_combining_mark(*it) { base } else { *it };
        !(*it == '\u{307}' && matches!(base, 'i' | 'j'))
    };
    // The text may be a password. A buffer that does not grow leaves no copy behind.
    let mut skeleton = String::with_capacity(text.len() * 18);
    skeleton.extend(unicode_security::skeleton(text).filter(is_seen));
    skeleton
}

/// The looks of a name, as ids of rows.
pub(crate) struct Looks {
    /// True for a name that is shown in ASCII. Two such names never collide by their looks.
    pub(crate) is_plain: bool,
    pub(crate) ids: Vec<String>,
}

impl Looks {
    /// Returns the looks that a new key reserves: those of a username. A look of an address is not reserved. Each address is proven by
    /// its mailbox, and a stranger who reserves a look before any proof would keep the owner of another address out.
    pub(crate) fn to_reserve(key: &KeyId) -> Option<Self> {
        Self::of(key).filter(|_| key.provider() == "username")
    }

    /// Returns the looks of a username or an address. Other keys have none. Earlier versions reserved those of addresses too.
    pub(crate) fn of(key: &KeyId) -> Option<Self> {
        let text = match key.provider() {
            "username" => key.subject().into(),
            "email" => address::shown(key.subject()),
            _ => return None,
        };
        let is_plain = text.is_ascii();
        let ids = looks(&text).iter().map(|it| id(key.provider(), it)).collect();
        Some(Self { is_plain, ids })
    }

    /// Returns true if the key is shown in ASCII.
    pub(crate) fn is_plain(key: &KeyId) -> bool {
        Self::of(key).is_none_or(|it| it.is_plain)
    }
}

/// Returns the looks of a canonical name. Users may see it in capitals: `вов` is no look-alike of `bob`, and `ВОВ` is one of
/// `BOB`.
pub(super) fn looks(name: &str) -> Vec<String> {
    let mut looks = vec![look(name)];
    looks.extend((!name.is_ascii()).then(|| look(&name.to_uppercase())));
    looks.dedup();
    looks
}

/// Returns the look of a text. A capital counts as the small form of the letter that it is seen as.
pub(super) fn look(text: &str) -> String {
    let seen: String = text.nfd().map(in_small_letters).collect();
    skeleton(&seen)
}

fn in_small_letters(it: char) -> String {
    if !it.is_uppercase() {
        return it.to_string();
    }
    match skeleton(it.encode_utf8(&mut [0; 4])) {
        // The skeleton of a capital I is a small L.
        stroke if stroke == "l" => "i".to_owned(),
        other => other.to_lowercase(),
    }
}

/// Returns the id of a row. A skeleton can be longer than an id.
fn id(provider: &str, skeleton: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{provider}:{skeleton}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collide(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|it| Looks::of(&KeyId::username(it)).unwrap());
        !(one.is_plain && other.is_plain) && one.ids.iter().any(|it| other.ids.contains(it))
    }

    #[test]
    fn rt_113_look_alikes_collide() {
        for (one, other) in [
            ("adminuser", "\u{430}dminuser"),
            ("paypal", "раураӏ"),
            ("mike", "mıke"),
            ("mike", "mİke"),
            ("bob", "вов"),
            ("anna", "αννα"),
            ("capa", "сара"),
            ("ibah", "іван"),
            ("вера", "βερα"),
            ("scope", "ѕсоре"),
            ("bob0", "вов0"),
        ] {
            assert!(collide(one, other) && collide(other, one), "{one} {other}");
        }
    }

    #[test]
    fn plain_and_different_names_do_not_collide() {
        for (one, other) in [
            ("paypal", "paypa1"),
            ("rn", "m"),
            ("jose", "josé"),
            ("zoe", "zoë"),
            ("ирина", "irina"),
            ("ол", "oл1"),
        ] {
            assert!(!collide(one, other), "{one} {other}");
        }
        let plain = |it: &str| Looks::is_plain(&KeyId::email(it));
        assert!(plain("alice@example.com") && !plain("alice@xn--bcher-kva.example"));
    }

    #[test]
    fn an_encoded_domain_looks_like_the_decoded_one() {
        let looks = |it: &str| Looks::of(&KeyId::email(it)).unwrap().ids;
        assert_eq!(looks("a@xn--bcher-kva.example"), looks("a@bücher.example"));
        assert_ne!(looks("a@example.com"), Looks::of(&KeyId::username("a@example.com")).unwrap().ids);
        assert!(Looks::of(&KeyId::new("github", "alice").unwrap()).is_none());
    }
}
