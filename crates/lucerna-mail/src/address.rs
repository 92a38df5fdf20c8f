//! The form of addresses that receive mail.

use lucerna_core::KeyId;

/// The longest address and the longest part before the `@`, in bytes (RFC 5321).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
/// The longest label of a domain.
const LONGEST_LABEL: usize = 63;

/// Returns the key of a typed address, or `None` if no mail is sent to such an address.
///
/// The rules hold for the canonical form, whose bytes are stored and sent to. So a character that becomes an `@` or a comma is
/// refused like the plain one.
pub(crate) fn key_of(typed: &str) -> Option<KeyId> {
    let key = KeyId::email(typed);
    (key.is_valid() && is_address(key.subject())).then_some(key)
}

/// Returns true if mail is sent to such an address. Check the field of a form with it before anything is created.
///
/// ```
/// assert!(lucerna_mail::is_mailbox("Alice@Example.com"));
/// assert!(!lucerna_mail::is_mailbox("alice@example.com, eve@example.com"));
/// ```
#[must_use]
pub fn is_mailbox(typed: &str) -> bool {
    key_of(typed).is_some()
}

/// Returns true if mail is sent to this canonical address.
pub(crate) fn is_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    address.len() <= LONGEST && is_local(local) && domain.split('.').all(is_label)
}

/// No quotes, no comments, no lists: letters, digits and the plain punctuation of RFC 5322, with single dots inside.
fn is_local(local: &str) -> bool {
    local.len() <= LONGEST_LOCAL && local.split('.').all(|it| !it.is_empty() && it.chars().all(is_atom))
}

fn is_atom(it: char) -> bool {
    it.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(it) || is_mark(it)
}

fn is_label(label: &str) -> bool {
    let fits = (1..=LONGEST_LABEL).contains(&label.len());
    let has_edges = label.starts_with('-') || label.ends_with('-');
    fits && !has_edges && label.chars().all(|it| it.is_alphanumeric() || it == '-' || is_mark(it))
}

/// Returns true for the marks of the scripts that need them to write words, such as Devanagari.
fn is_mark(it: char) -> bool {
    matches!(it, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}') && !it.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_receive_mail() {
        for typed in [
            "alice@example.com",
            " Alice+News@Example.COM",
            "o'neill@a-b.example",
            "вера@почта.рф",
            "a@localhost",
        ] {
            assert!(key_of(typed).is_some(), "{typed}");
        }
        assert_eq!(key_of("Alice@Example.com").unwrap().subject(), "alice@example.com");
    }

    #[test]
    fn rt_110_one_at_sign_after_compatibility_mapping() {
        for typed in
            ["a@b@example.com", "a\u{ff20}b@example.com", "victim@example.com\u{fe6b}evil.example", "alice"]
        {
            assert!(key_of(typed).is_none(), "{typed}");
        }
        assert_eq!(key_of("alice\u{ff20}example.com").unwrap().subject(), "alice@example.com");
    }

    #[test]
    fn rt_111_no_list_and_no_name_is_an_address() {
        for typed in [
            "a@x.example,b@y.example",
            "a@x.example;b@y.example",
            "a@x.example b@y.example",
            "Bob <b@y.example>",
        ] {
            assert!(key_of(typed).is_none(), "{typed}");
        }
        assert!(key_of("a@x.example\u{ff0c}b").is_none(), "a wide comma");
        assert!(key_of("a:b@x.example").is_none() && key_of("(a)b@x.example").is_none());
    }

    #[test]
    fn rt_112_no_part_is_quoted() {
        for typed in [
            "\"e@attacker.example\"@victim.example",
            "\"a b\"@x.example",
            "\"alice\"@x.example",
            "al\\ice@x.example",
            "a\\@b@x.example",
            "a@[10.0.0.1]",
        ] {
            assert!(key_of(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn rt_114_control_characters_are_refused() {
        for typed in [
            "a@x.example\r\nBcc: b@y.example",
            "a\0@x.example",
            "a\u{200b}@x.example",
            "a\u{202e}b@x.example",
        ] {
            assert!(key_of(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn lengths_and_dots_are_those_of_smtp() {
        assert!(key_of(&format!("{}@x.example", "a".repeat(64))).is_some());
        assert!(key_of(&format!("{}@x.example", "a".repeat(65))).is_none());
        assert!(key_of(&format!("a@{}.example", "b".repeat(64))).is_none());
        for typed in [
            "",
            "@x.example",
            "a@",
            "a..b@x.example",
            ".a@x.example",
            "a@x..example",
            "a@-x.example",
            "a@x_y",
        ] {
            assert!(key_of(typed).is_none(), "{typed}");
        }
    }
}
