//! That reading is total, for whatever may stand in a database.

use super::*;
use proptest::prelude::*;

#[test]
fn a_hash_without_a_known_beginning_is_refused() {
    for text in ["", " ", "$", "$$", "$1$salt$hash", "password", "5f4dcc3b5aa765d61d8327deb882cf99", "A", "é"]
    {
        assert_eq!(read(text).err(), Some(UNKNOWN), "{text}");
    }
}

#[test]
fn what_is_longer_than_any_hash_is_not_read() {
    let refusal = |length| read(&"A".repeat(length)).err();
    assert_eq!(refusal(LONGEST), Some(MALFORMED));
    assert_eq!(refusal(LONGEST + 1), Some("it is longer than any"));
    assert_eq!(refusal(1 << 20), Some("it is longer than any"));
}

#[test]
fn no_form_hides_another() {
    for (at, (beginning, _)) in FORMS.iter().enumerate() {
        let first = FORMS.iter().position(|(it, _)| beginning.starts_with(it));
        assert_eq!(first, Some(at), "{beginning}");
    }
}

#[test]
fn a_spelling_is_tried_once() {
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
    fn rt_153_any_text_is_read_or_refused(
        form in prop::sample::select(FORMS),
        tail in "[$:,=a-z0-9]{0,40}|[ -~]{0,80}|\\PC{0,80}",
    ) {
        let _ = read(&tail);
        let _ = read(&format!("{}{tail}", form.0));
    }
}
