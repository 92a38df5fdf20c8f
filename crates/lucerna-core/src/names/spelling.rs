//! The rules for a user's own spelling of a name, which pages show in place of the canonical name.

use super::looks::{look, looks};
use crate::KeyId;
use crate::key::Flaw;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Checks that a spelling looks as its canonical name does. Case, width, and decomposed letters are a matter of taste.
///
/// # Errors
/// [`Flaw::Look`] for letters that have a plainer form, such as a long s (RFC 8264 §9.17, `HasCompat`). Also for small letters
/// beside capitals with a look in ASCII that the index does not have: `ΑνΝα` is seen as `avna`. Also for a username that has an `@`
/// in its canonical form only, which an application that allows no `@` would not find.
pub(super) fn check(key: &KeyId) -> Result<(), Flaw> {
    let spelling = key.spelling();
    if spelling.is_ascii() || !matches!(key.provider(), "username" | "email") {
        return Ok(());
    }
    let narrow: String = spelling.chars().map(in_usual_width).nfc().collect();
    let has_plainer_form = !narrow.nfkc().eq(narrow.chars());
    let hides_at_sign =
        key.provider() == "username" && key.subject().contains('@') && !spelling.contains('@');
    if has_plainer_form || is_hidden(&look(&narrow), key.subject()) || hides_at_sign {
        return Err(Flaw::Look);
    }
    Ok(())
}

/// Returns true if a look is Latin without special letters, and none of those for which the index refuses other names.
fn is_hidden(seen: &str, name: &str) -> bool {
    seen.chars().all(|it| it.is_ascii() || is_combining_mark(it)) && !looks(name).iter().any(|it| it == seen)
}

/// Maps a variant of a character's width (RFC 8265 §3.3.2). Half-width Korean letters are none: they compose to
/// syllables.
fn in_usual_width(it: char) -> char {
    match it {
        '\u{3000}' | '\u{ff01}'..='\u{ff9f}' => std::iter::once(it).nfkc().next().unwrap_or(it),
        _ => it,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NamePolicy;

    fn is_allowed(key: &KeyId) -> bool {
        NamePolicy::default().check(key).is_ok()
    }

    #[test]
    fn rt_113_letters_that_have_a_plainer_form_are_refused() {
        for typed in [
            "\u{17f}acebook",
            "\u{3f2}\u{3bf}\u{3f2}\u{3bf}",
            "\u{3f9}ΑΤΟΟ",
            "paſſ2",
            "①②③④",
            "㍿㍿㍿㍿",
            "Ⅷabc",
            "𝐛𝐨𝐛𝐛𝐲",
            "ﷺﷺﷺﷺ",
            "ﬁona",
            "alice\u{a0}smith",
            "x²",
            "aª",
            "ǅabc",
            "ﾡￂ",
        ] {
            assert!(!is_allowed(&KeyId::username(typed)), "{typed}");
            assert!(!is_allowed(&KeyId::email(&format!("{typed}@example.com"))), "{typed}");
            assert!(!is_allowed(&KeyId::email(&format!("alice@{typed}.example"))), "{typed}");
            let stored = KeyId::parse(&KeyId::username(typed).to_string()).unwrap();
            assert_eq!(stored, KeyId::username(typed), "{typed}");
        }
    }

    #[test]
    fn rt_113_capitals_make_no_look_that_is_not_indexed() {
        for typed in ["ΑνΝα", "Νινα", "ανΝα"] {
            assert!(!is_allowed(&KeyId::username(typed)), "{typed}");
        }
        for typed in ["Αννα", "ΑΝΝΑ", "Ирина", "Вера", "Тарас", "ИванКузнецов", "ВОВ", "вов", "Нона"]
        {
            assert!(is_allowed(&KeyId::username(typed)), "{typed}");
        }
    }

    #[test]
    fn rt_100_a_username_has_an_at_sign_only_if_one_was_typed() {
        for typed in ["victim＠x.example", "ｖｉｃｔｉｍ＠ｘ．ｅｘａｍｐｌｅ", "victim﹫x.example"]
        {
            assert!(!is_allowed(&KeyId::username(typed)), "{typed}");
        }
        for typed in ["victim@x.example", "ｖictim@x.example"] {
            assert!(is_allowed(&KeyId::username(typed)), "{typed}");
        }
    }

    #[test]
    fn case_and_width_are_free() {
        for typed in [
            "ＡＬＩＣＥ",
            "ａｌｉｃｅ　ｓｍｉｔｈ",
            "\u{a0}alice\u{2003}",
            "ｻｸﾗ",
            "ｶﾞｲ",
            "JOSÉ",
            "JosE\u{301}Ili0",
            "STRAẞE",
            "Straße",
            "mİke",
            "\u{212b}sa",
            "\u{212a}elvin",
            "Ægir",
            "देवदत्त",
            "क\u{958}",
            "김철수",
        ] {
            assert!(is_allowed(&KeyId::username(typed)), "{typed}");
        }
        for typed in
            ["José@XN--Bcher-kva.example", "ＡＬＩＣＥ＠ｅｘａｍｐｌｅ．ｃｏｍ", "JOSÉ@Bücher.example"]
        {
            assert!(is_allowed(&KeyId::email(typed)), "{typed}");
        }
    }
}
