//! The rules for an e-mail address.

use super::{punycode, text};
use crate::KeyId;
use crate::key::Flaw;
use std::borrow::Cow;
use unicode_security::RestrictionLevel;

/// The longest label of a domain in ASCII.
const LONGEST_LABEL: usize = 63;

/// Checks a canonical address: the part before the last `@`, and each label of the domain.
pub(super) fn check(address: &str, level: RestrictionLevel) -> Result<(), Flaw> {
    let (local, domain) = address.rsplit_once('@').ok_or(Flaw::Address)?;
    if address.contains(' ') {
        return Err(Flaw::Spaces);
    }
    if local.is_empty() || local.contains('@') {
        return Err(Flaw::Address);
    }
    text::check(local, level)?;
    domain.split('.').try_for_each(|it| check_label(it, level))
}

fn check_label(label: &str, level: RestrictionLevel) -> Result<(), Flaw> {
    let shown = shown_label(label).ok_or(Flaw::Address)?;
    let has_no_punctuation =
        shown.chars().all(|it| !it.is_ascii() || it.is_ascii_alphanumeric() || it == '-');
    let is_long = label.is_ascii() && label.len() > LONGEST_LABEL;
    if shown.is_empty() || is_long || shown.starts_with('-') || shown.ends_with('-') || !has_no_punctuation {
        return Err(Flaw::Address);
    }
    text::check(&shown, level)
}

/// Returns the address with its encoded labels decoded, as programs show it.
pub(super) fn shown(address: &str) -> Cow<'_, str> {
    match address.rsplit_once('@') {
        Some((local, domain)) if domain.contains("xn--") => {
            let labels: Vec<_> = domain.split('.').map(|it| shown_label(it).unwrap_or(it.into())).collect();
            format!("{local}@{}", labels.join(".")).into()
        }
        _ => address.into(),
    }
}

/// Decodes a label. Returns `None` for an encoding of text that is not canonical.
fn shown_label(label: &str) -> Option<Cow<'_, str>> {
    let Some(encoded) = label.strip_prefix("xn--") else { return Some(label.into()) };
    let text = punycode::decode(encoded)?;
    let is_canonical = !text.is_ascii() && KeyId::username(&text).subject() == text;
    is_canonical.then_some(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(typed: &str) -> Option<Flaw> {
        check(KeyId::email(typed).subject(), RestrictionLevel::ModeratelyRestrictive).err()
    }

    #[test]
    fn addresses_of_every_kind_are_allowed() {
        for typed in [
            "alice@example.com",
            "Alice+News@Example.com",
            "o'neill@example.com",
            "a.b_c-d@mail.example",
            "alice@localhost",
            "josé@bücher.example",
            "jose@xn--bcher-kva.example",
            "вера@почта.рф",
            "alice@почта.рф",
            "a@1.example",
        ] {
            assert_eq!(refusal(typed), None, "{typed}");
        }
    }

    #[test]
    fn rt_113_an_address_is_checked_part_by_part() {
        for (typed, flaw) in [
            ("alice", Flaw::Address),
            ("@example.com", Flaw::Address),
            ("alice@", Flaw::Address),
            ("a@b@example.com", Flaw::Address),
            ("alice@example..com", Flaw::Address),
            ("alice@example.com.", Flaw::Address),
            ("alice@-example.com", Flaw::Address),
            ("alice@exam_ple.com", Flaw::Address),
            ("alice@[10.0.0.1]", Flaw::Address),
            ("alice@xn--bcher-kvb!.example", Flaw::Address),
            ("alice@xn--example-.com", Flaw::Address),
            ("alice smith@example.com", Flaw::Spaces),
            ("\u{430}lice@example.com", Flaw::Scripts),
            ("alice@ex\u{430}mple.com", Flaw::Scripts),
            ("alice@example\u{3002}com", Flaw::Characters),
        ] {
            assert_eq!(refusal(typed), Some(flaw), "{typed}");
        }
        assert!(refusal("alice@xn--bcher-kvb.example").is_some());
        assert!(refusal(&format!("alice@{}.example", "x".repeat(64))).is_some());
    }

    #[test]
    fn an_encoded_label_is_shown_decoded() {
        assert_eq!(shown("a@xn--bcher-kva.example"), "a@bücher.example");
        assert_eq!(shown("xn--bcher-kva@example.com"), "xn--bcher-kva@example.com");
    }
}
