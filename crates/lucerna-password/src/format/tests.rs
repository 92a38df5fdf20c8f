//! The parsers accept any text without a panic.

use super::*;
use proptest::prelude::*;

#[test]
fn a_hash_with_an_unknown_prefix_is_refused() {
    for text in
        ["", " ", "$", "$$", "$y$j9T$salt$hash", "password", "5f4dcc3b5aa765d61d8327deb882cf99", "A", "é"]
    {
        assert_eq!(parse(text).err(), Some(UNKNOWN), "{text}");
    }
}

#[test]
fn a_too_long_hash_is_refused() {
    let refusal = |length| parse(&"A".repeat(length)).err();
    assert_eq!(refusal(MAX_LENGTH), Some(MALFORMED));
    assert_eq!(refusal(MAX_LENGTH + 1), Some("it is too long"));
    assert_eq!(refusal(1 << 20), Some("it is too long"));
}

#[test]
fn no_prefix_hides_another() {
    for (at, (prefix, _)) in FORMATS.iter().enumerate() {
        let first = FORMATS.iter().position(|(it, _)| prefix.starts_with(it));
        assert_eq!(first, Some(at), "{prefix}");
    }
}

#[test]
fn each_spelling_of_a_password_is_tried_once() {
    let spellings = |spelling: Spelling, typed: &str| {
        spelling.of(&Password::new(typed).unwrap()).map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    assert_eq!(spellings(Spelling::Either, "fi"), [b"fi"]);
    assert_eq!(spellings(Spelling::Either, "ﬁ"), [b"fi".as_slice(), "ﬁ".as_bytes()]);
    assert_eq!(spellings(Spelling::Normal, "ﬁ"), [b"fi"]);
    assert_eq!(spellings(Spelling::Typed, "ﬁ"), ["ﬁ".as_bytes()]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn rt_153_any_text_is_parsed_or_refused(
        form in prop::sample::select(FORMATS),
        tail in "[$:,=a-z0-9]{0,40}|[ -~]{0,80}|\\PC{0,80}",
    ) {
        let _ = parse(&tail);
        let _ = parse(&format!("{}{tail}", form.0));
    }
}
