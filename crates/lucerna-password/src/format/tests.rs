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

/// Texts that are read to their end, of formats whose fields have a form of their own.
const EXAMPLES: &[&str] = &[
    "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$wQrIPYzoR7gJzSwqCitonCX/Q44sve1pLfS/J6uMwMQ",
    "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
    "$bcrypt-sha256$v=2,t=2b,r=4$abcdefghijklmnopqrstuu$7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
    "$5$rounds=1000$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
    "$P$5abcdefghqcE92UbN/U1T3pCRUw02U.",
    "$pbkdf2-sha256$i=2,l=32$AAECAwQFBgcICQoLDA0ODw$S51594wKma1bAMYvsz+TZOtBMNNA7lVsuSyfxwJ1Qoo",
    "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU",
    "$firescrypt$ln=14,r=8,p=1$AAECAwQFBgc=$AAECAwQFBgcICQ==$Bw==$AAECAwQFBgcICQ==",
    "pbkdf2_sha256$2$saltsaltsaltsalt$z7i9qRqwZZ2LS3hNLQWgiLJviVUO3S5gbkyaCZQllFI=",
];

#[test]
fn examples_are_read_to_their_end() {
    EXAMPLES.iter().for_each(|it| assert_eq!(parse(it).err(), None, "{it}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn rt_153_any_text_is_parsed_or_refused(
        form in prop::sample::select(FORMATS),
        example in prop::sample::select(EXAMPLES),
        cut in any::<prop::sample::Index>(),
        tail in "[$:,=a-z0-9]{0,40}|[ -~]{0,80}|\\PC{0,80}",
    ) {
        let _ = parse(&tail);
        let _ = parse(&format!("{}{tail}", form.0));
        let (begun, rest) = example.split_at(cut.index(example.len()));
        let _ = parse(&format!("{begun}{tail}"));
        let _ = parse(&format!("{begun}{tail}{rest}"));
    }
}
