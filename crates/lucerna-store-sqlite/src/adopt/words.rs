//! SQL as words, as far as a `CREATE TABLE` needs it, and names that go into SQL.

/// A word, a name or text in quotes, or a sign, where it stands in the statement.
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a statement, without space and comments.
pub(super) fn words(sql: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = 0;
    while let Some((text, _)) = sql.get(start..).and_then(|it| it.split_at_checked(length(it))) {
        let Some(first) = text.chars().next() else { break };
        if !(first.is_whitespace() || text.starts_with("--") || text.starts_with("/*")) {
            words.push(Word { text, start });
        }
        start += text.len();
    }
    words
}

/// How long the first word is; nothing if there is none.
fn length(rest: &str) -> usize {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |it| it + end.len());
    match rest.chars().next() {
        None => 0,
        Some(quote @ ('\'' | '"' | '`')) => quoted(rest, quote),
        Some('[') => until("]"),
        Some('-') if rest.starts_with("--") => until("\n"),
        Some('/') if rest.starts_with("/*") => until("*/"),
        Some(it) if is_word(it) => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
        Some(it) => it.len_utf8(),
    }
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '$') || !it.is_ascii()
}

/// A quote that is doubled stands for itself.
fn quoted(rest: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(at) = rest.get(end..).and_then(|it| it.find(quote)) {
        end += at + 1;
        if !rest.get(end..).is_some_and(|it| it.starts_with(quote)) {
            return end;
        }
        end += 1;
    }
    rest.len()
}

/// The name that a word is, in quotes or not.
pub(super) fn name(word: &str) -> String {
    let mut inner = word.chars();
    match (inner.next(), inner.next_back()) {
        (Some('['), Some(']')) => inner.collect(),
        (Some(quote @ ('"' | '`' | '\'')), Some(_)) => {
            inner.as_str().replace(&format!("{quote}{quote}"), &quote.to_string())
        }
        _ => word.to_owned(),
    }
}

/// A name as it stands in a statement, whatever is in it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Whether SQLite takes two names for one.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_comments_hide_what_is_in_them() {
        let sql = r#"a/*,*/"b""," ['] 'it''s'--(
            `c`(1,2)"#;
        let texts: Vec<_> = words(sql).iter().map(|it| it.text).collect();
        assert_eq!(texts, ["a", r#""b"",""#, "[']", "'it''s'", "`c`", "(", "1", ",", "2", ")"]);
    }

    #[test]
    fn a_name_is_the_same_in_any_quotes() {
        for word in [r#""a b""#, "[a b]", "`a b`", "'a b'"] {
            assert_eq!(name(word), "a b");
        }
        assert_eq!((name("a"), name(r#""a""b""#)), ("a".to_owned(), "a\"b".to_owned()));
    }
}
