//! The bidi rule (RFC 5893 §2): a name reads in one direction.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The bidirectional classes among the characters of names. Of the scripts that names may use, three are written from right
/// to left.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Left,
    Right,
    EuropeanDigit,
    ArabicDigit,
    Mark,
    Neutral,
}

fn class(it: char) -> Direction {
    let is_right = || matches!(it.script(), Script::Hebrew | Script::Arabic | Script::Thaana);
    match it {
        '0'..='9' | '\u{6f0}'..='\u{6f9}' => Direction::EuropeanDigit,
        '\u{660}'..='\u{669}' => Direction::ArabicDigit,
        it if is_combining_mark(it) && (is_right() || it.script() == Script::Inherited) => Direction::Mark,
        _ if is_right() => Direction::Right,
        it if it.is_alphanumeric() || is_combining_mark(it) => Direction::Left,
        _ => Direction::Neutral,
    }
}

/// Returns true if the text has no characters from right to left, or fulfils the rule for such text.
pub(super) fn is_one(text: &str) -> bool {
    let classes: Vec<_> = text.chars().map(class).collect();
    let has = |class| classes.contains(&class);
    if !has(Direction::Right) && !has(Direction::ArabicDigit) {
        return true;
    }
    let last = classes.iter().rev().find(|it| **it != Direction::Mark);
    classes.first() == Some(&Direction::Right)
        && matches!(last, Some(Direction::Right | Direction::EuropeanDigit | Direction::ArabicDigit))
        && !has(Direction::Left)
        && !(has(Direction::EuropeanDigit) && has(Direction::ArabicDigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_in_one_direction() {
        for text in ["alice", "زهرة", "دوד", "דוד7", "محمد٤٢", "محمد علي", "محمّ", "יוסף-בן", "ދިވެހި", "Ирина7"]
        {
            assert!(is_one(text), "{text}");
        }
        for text in ["aliceדוד", "דודalice", "7דוד", "דוד-", "-דוד", "٤alice", "٤٢", "محمد٤7", "alice דוד"]
        {
            assert!(!is_one(text), "{text}");
        }
    }
}
