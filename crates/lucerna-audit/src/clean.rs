//! Text of events that is safe to store and to show.

/// The longest text of a column, in bytes.
const LONGEST: usize = 255;

/// Returns the text without control characters, and without those that reverse or hide text (Unicode TR36 §3.4). It is cut
/// at 255 bytes.
///
/// Lucerna's own events have clean text. This holds for features and for values of other programs too.
pub(crate) fn clean(text: &str) -> String {
    let mut kept = String::new();
    for letter in text.chars().filter(|it| is_shown(*it)) {
        if kept.len() + letter.len_utf8() > LONGEST {
            break;
        }
        kept.push(letter);
    }
    kept
}

fn is_shown(letter: char) -> bool {
    let is_direction =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    let is_line = matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}');
    !(letter.is_control() || is_direction || is_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_what_breaks_lines_or_reverses_them_and_is_cut() {
        assert_eq!(clean("a\r\nb\0\u{202e}c\u{2028}d\u{1b}[31m"), "abcd[31m");
        assert_eq!(clean(&"é".repeat(200)), "é".repeat(127));
        assert_eq!(clean("Mozilla/5.0 (X11; Linux)"), "Mozilla/5.0 (X11; Linux)");
    }
}
