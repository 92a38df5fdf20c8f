//! The blocklist of common passwords.

use lucerna_core::{Password, skeleton};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// The common passwords, in lower case and sorted.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let text = include_str!("blocklist/common.txt");
    text.split_once("---\n").map_or(Vec::new(), |(_, passwords)| passwords.lines().collect())
});

/// The skeletons of the common passwords, sorted. Passwords with one skeleton look alike.
static LOOKS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut looks: Vec<_> = COMMON.iter().map(|it| skeleton(it)).collect();
    looks.sort_unstable();
    looks
});

/// The minimum length of a context word. Shorter words occur in many passwords by chance.
const MIN_WORD_LENGTH: usize = 3;

/// The 8,346 passwords of at least 8 characters among the 20,000 most common ones. ASVS 5.0 (6.2.4) asks for 3,000.
///
/// The sources and the licence are at the head of the list, `src/blocklist/common.txt`.
///
/// ```
/// use lucerna_password::CommonPasswords;
///
/// assert!(CommonPasswords::contains("QwertyUiop"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CommonPasswords;

impl CommonPasswords {
    /// Returns true if the password is in the list, or looks like one of the list (the skeletons of UTS 39). Case, the
    /// Unicode form (NFKC), invisible characters and spaces at the ends do not matter.
    ///
    /// ```
    /// use lucerna_password::CommonPasswords;
    ///
    /// assert!(CommonPasswords::contains("Password1"));
    /// assert!(CommonPasswords::contains("p\u{430}ssword ")); // a Cyrillic letter and a space
    /// assert!(!CommonPasswords::contains("correct horse battery"));
    /// ```
    #[must_use]
    pub fn contains(password: &str) -> bool {
        let password = canonical(password);
        let look = Zeroizing::new(skeleton(&password));
        COMMON.binary_search(&password.as_str()).is_ok()
            || LOOKS.binary_search_by(|it| it.as_str().cmp(look.trim())).is_ok()
    }
}

/// Returns true if the password consists of one of the words, with only digits, spaces and punctuation around it.
///
/// An attacker who knows the user's or the application's name tries such passwords (ASVS 5.0 6.2.11). Pass the username, the
/// part of an e-mail address before its `@`, and the application's name. Case is ignored, and so are spaces and punctuation
/// within a word, invisible characters, and words of one or two characters. A letter of another script counts as the ASCII
/// letter that it looks like.
///
/// ```
/// use lucerna_password::contains_context;
///
/// assert!(contains_context("Alice-1987!", &["alice", "lucerna"]));
/// assert!(contains_context("my-shop-2026", &["My Shop"]));
/// assert!(!contains_context("alice in wonderland", &["alice", "lucerna"]));
/// ```
#[must_use]
pub fn contains_context(password: &str, words: &[&str]) -> bool {
    let password = canonical(password);
    let (squeezed, seen) = (squeeze(&password), squeeze(&in_ascii(&password)));
    words.iter().map(|it| canonical(it)).any(|word| {
        is_decorated_word(&password, &word)
            || is_decorated_word(&squeezed, &squeeze(&word))
            || is_decorated_word(&seen, &squeeze(&in_ascii(&word)))
    })
}

/// Returns only the letters and digits of a text.
fn squeeze(text: &str) -> Zeroizing<String> {
    // The capacity of the whole text, so that no part of a password stays in memory that was outgrown.
    let mut squeezed = Zeroizing::new(String::with_capacity(text.len()));
    squeezed.extend(text.chars().filter(|it| it.is_alphanumeric()));
    squeezed
}

/// Replaces letters of other scripts with the ASCII letters that they look like. ASCII itself stays, unlike in a skeleton,
/// in which `1` is a letter.
fn in_ascii(text: &str) -> Zeroizing<String> {
    let mut seen = Zeroizing::new(String::with_capacity(text.len() * 18));
    for it in text.chars() {
        match it.is_ascii() {
            true => seen.push(it),
            false => seen.push_str(&skeleton(it.encode_utf8(&mut [0; 4]))),
        }
    }
    seen
}

fn is_decorated_word(password: &str, word: &str) -> bool {
    word.chars().count() >= MIN_WORD_LENGTH
        && password.contains(word)
        && !password.split(word).any(|rest| rest.contains(char::is_alphabetic))
}

/// Normalises a password with NFKC and to lower case. Returns an empty text if it is too long for a password.
fn canonical(password: &str) -> Zeroizing<String> {
    let Ok(password) = Password::new(password) else { return Zeroizing::default() };
    Zeroizing::new(String::from_utf8_lossy(password.as_bytes()).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_entry_is_found() {
        assert_eq!(COMMON.len(), 8346);
        assert!(COMMON.is_sorted_by(|it, next| it < next));
        for password in COMMON.iter() {
            assert!(password.len() >= 8 && **password == *canonical(password), "{password}");
            assert!(CommonPasswords::contains(password));
        }
    }

    #[test]
    fn a_common_password_is_found_in_any_case_and_unicode_form() {
        for password in ["12345678", "QWERTYUIOP", "ｐａｓｓｗｏｒｄ", "Iloveyou1", "#1stunna"] {
            assert!(CommonPasswords::contains(password), "{password}");
        }
        for password in ["", "---", "correct horse battery", "pass word", "password\n12345678"] {
            assert!(!CommonPasswords::contains(password), "{password}");
        }
        assert!(!CommonPasswords::contains(&"x".repeat(5000)));
    }

    #[test]
    fn rt_113_a_password_that_looks_like_a_common_one_is_found() {
        for password in [
            "password ",
            " password",
            "\u{a0}password\u{3000}",
            "pass\u{200b}word",
            "password\u{ad} \u{200d}",
            "p\u{430}ssw\u{43e}rd",
            "раѕѕԝоrԁ",
            "ｐａｓｓｗｏｒｄ ",
            "l2345678",
        ] {
            assert!(CommonPasswords::contains(password), "{password:?}");
        }
        let words = ["alice", "бобова"];
        for password in ["\u{430}lice1987", "al\u{200b}ice!", "alic\u{435} ", "бобова7", "бoбoвa7"] {
            assert!(contains_context(password, &words), "{password:?}");
        }
        assert!(!contains_context("\u{430}lices", &words));
    }

    #[test]
    fn a_context_word_with_digits_and_punctuation_is_refused() {
        let words = ["Alice", "LUCERNA"];
        for password in
            ["alice", "ALICE", "ａｌｉｃｅ", "alice1987", "12!alice?", "alice alice", "lucerna 2026"]
        {
            assert!(contains_context(password, &words), "{password}");
        }
        for password in ["", "malice", "alices", "alice in wonderland", "alice-lucerna", "1987!"] {
            assert!(!contains_context(password, &words), "{password}");
        }
    }

    #[test]
    fn spaces_and_punctuation_within_a_word_do_not_matter() {
        let words = ["My Shop", "app.example", "bob_99"];
        for password in
            ["myshop2026", "my-shop-2026", "m.y s h o p!", "APP-example1", "appexample", "bob-99-bob99"]
        {
            assert!(contains_context(password, &words), "{password}");
        }
        for password in ["my own shop 2026", "shop2026", "example", "appexamples", "---!!!---"] {
            assert!(!contains_context(password, &words), "{password}");
        }
    }

    #[test]
    fn words_that_are_empty_or_too_short_are_ignored() {
        for words in [&[][..], &[""], &["a"], &["12"], &["日本"]] {
            assert!(!contains_context("12 日本 a!", words), "{words:?}");
        }
        assert!(contains_context("bob_99!!", &["bob_99"]));
        assert!(contains_context("2026-2026", &["2026"]));
    }
}
