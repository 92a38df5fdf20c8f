//! Passwords that are guessed first.

use lucerna_core::Password;
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// The passwords, in lower case and sorted.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let text = include_str!("blocklist/common.txt");
    text.split_once("---\n").map_or(Vec::new(), |(_, passwords)| passwords.lines().collect())
});

/// A word shorter than this is in many a password by chance.
const SHORTEST_WORD: usize = 3;

/// The 8,346 passwords of 8 and more characters among the 20,000 most common ones; ASVS 5.0 (6.2.4) asks for 3,000.
///
/// Sources and licence stand at the head of the list, `src/blocklist/common.txt`.
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
    /// Whether the password is in the list, whatever its case and however its characters were typed (NFKC).
    ///
    /// ```
    /// use lucerna_password::CommonPasswords;
    ///
    /// assert!(CommonPasswords::contains("Password1"));
    /// assert!(!CommonPasswords::contains("correct horse battery"));
    /// ```
    #[must_use]
    pub fn contains(password: &str) -> bool {
        let password = canonical(password);
        COMMON.binary_search(&password.as_str()).is_ok()
    }
}

/// Whether the password is one of the words, or words with nothing but digits, spaces and punctuation beside them,
/// whatever their case: what an attacker tries who knows the user's name or the application's (ASVS 5.0 6.2.11).
///
/// Pass the username, the part of an e-mail address before its `@`, and the application's name. A word of one or two
/// characters is ignored.
///
/// ```
/// use lucerna_password::contains_context;
///
/// assert!(contains_context("Alice-1987!", &["alice", "lucerna"]));
/// assert!(!contains_context("alice in wonderland", &["alice", "lucerna"]));
/// ```
#[must_use]
pub fn contains_context(password: &str, words: &[&str]) -> bool {
    let password = canonical(password);
    words.iter().map(|it| canonical(it)).any(|word| is_little_more_than(&password, &word))
}

fn is_little_more_than(password: &str, word: &str) -> bool {
    word.chars().count() >= SHORTEST_WORD
        && password.contains(word)
        && !password.split(word).any(|rest| rest.contains(char::is_alphabetic))
}

/// The password as its owner would recognise it: NFKC, in lower case. One that is too long to be any is empty.
fn canonical(password: &str) -> Zeroizing<String> {
    let Ok(password) = Password::new(password) else { return Zeroizing::default() };
    Zeroizing::new(String::from_utf8_lossy(password.as_bytes()).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_large_sorted_and_findable() {
        assert_eq!(COMMON.len(), 8346);
        assert!(COMMON.is_sorted_by(|it, next| it < next));
        for password in COMMON.iter() {
            assert!(password.len() >= 8 && **password == *canonical(password), "{password}");
            assert!(CommonPasswords::contains(password));
        }
    }

    #[test]
    fn neither_case_nor_spelling_hides_a_common_password() {
        for password in ["12345678", "QWERTYUIOP", "ｐａｓｓｗｏｒｄ", "Iloveyou1", "#1stunna"] {
            assert!(CommonPasswords::contains(password), "{password}");
        }
        for password in ["", "---", "correct horse battery", "password ", " password", "password\n12345678"] {
            assert!(!CommonPasswords::contains(password), "{password}");
        }
        assert!(!CommonPasswords::contains(&"x".repeat(5000)));
    }

    #[test]
    fn a_word_and_what_anybody_adds_is_no_password() {
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
    fn odd_words_are_no_reason_to_refuse_everything() {
        for words in [&[][..], &[""], &["a"], &["12"], &["日本"]] {
            assert!(!contains_context("12 日本 a!", words), "{words:?}");
        }
        assert!(contains_context("bob_99!!", &["bob_99"]));
        assert!(contains_context("2026-2026", &["2026"]));
    }
}
