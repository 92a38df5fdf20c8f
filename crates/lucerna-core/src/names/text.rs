//! The rules for the text of a name.

use super::direction;
use crate::key::Flaw;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

/// The most marks on one letter.
const MOST_MARKS: usize = 4;

/// Checks a canonical text. Spaces separate words.
pub(super) fn check(text: &str, level: RestrictionLevel) -> Result<(), Flaw> {
    if text.split(' ').any(str::is_empty) {
        return Err(Flaw::Spaces);
    }
    if text.is_ascii() {
        return Ok(());
    }
    let begins_with_mark = |word: &str| word.starts_with(is_combining_mark);
    if !is_permitted(text) || text.split(' ').any(begins_with_mark) || is_overloaded(text) {
        return Err(Flaw::Characters);
    }
    if !direction::is_one(text) {
        return Err(Flaw::Direction);
    }
    // ASCII punctuation belongs to no script, and UTS 39 has no level for most of it.
    let written: String = text.chars().filter(|it| !it.is_ascii() || it.is_ascii_alphanumeric()).collect();
    if !written.check_restriction_level(level) || mixes_digits(text) {
        return Err(Flaw::Scripts);
    }
    Ok(())
}

/// Returns true if every character is of PRECIS' IdentifierClass (RFC 8264 §4.2), and allowed by UTS 39.
fn is_permitted(text: &str) -> bool {
    let mut before = None;
    let mut rest = text.chars();
    while let Some(it) = rest.next() {
        let fits = it.is_ascii()
            || it.identifier_allowed()
                && (it.is_alphanumeric()
                    || is_combining_mark(it)
                    || fits_between(before, it, rest.clone().next(), text));
        if !fits {
            return false;
        }
        before = Some(it);
    }
    true
}

/// Returns true for the punctuation that RFC 8264 allows as part of a word, with the contexts of RFC 5892 (appendix A).
fn fits_between(before: Option<char>, it: char, after: Option<char>, text: &str) -> bool {
    let is_japanese = |it: char| matches!(it.script(), Script::Hiragana | Script::Katakana | Script::Han);
    match it {
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{5f3}' | '\u{5f4}' => before.is_some_and(|it| it.script() == Script::Hebrew),
        '\u{30fb}' => text.chars().any(is_japanese),
        '\u{6fd}' | '\u{6fe}' | '\u{f0b}' => true,
        _ => false,
    }
}

/// Returns true if a letter has more than four marks, or one mark twice (UTS 39 §5.4).
fn is_overloaded(text: &str) -> bool {
    let (mut marks, mut last) = (0, None);
    text.nfd().any(|it| {
        marks = if is_combining_mark(it) { marks + 1 } else { 0 };
        let is_twice = marks > 1 && last == Some(it);
        last = Some(it);
        is_twice || marks > MOST_MARKS
    })
}

/// Returns true if the text has decimal digits of two scripts (UTS 39 §5.3).
fn mixes_digits(text: &str) -> bool {
    let mut zeros = text.chars().filter_map(zero);
    zeros.next().is_some_and(|first| zeros.any(|it| it != first))
}

/// Returns the code point of the first digit in the digit's own script.
fn zero(digit: char) -> Option<u32> {
    let is_digit = |it: char| it.is_numeric() && it != '〇';
    let before = |it: u32| char::from_u32(it.checked_sub(1)?).filter(|it| is_digit(*it)).map(u32::from);
    is_digit(digit).then(|| std::iter::successors(Some(u32::from(digit)), |it| before(*it)).last()).flatten()
}
