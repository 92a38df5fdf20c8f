//! A parser for `CREATE TABLE` statements, which splits them at the commas between columns and constraints.

#[derive(Default)]
pub(super) struct TableDefinition<'a> {
    /// The name and the text of each column.
    columns: Vec<(String, &'a str)>,
    /// The constraints, except those that Lucerna's own columns define themselves.
    constraints: Vec<&'a str>,
    /// The text after the closing parenthesis, for instance `STRICT`.
    options: &'a str,
}

impl<'a> TableDefinition<'a> {
    /// Parses a statement. `None` if it does not create a plain table.
    pub(super) fn parse(sql: &'a str) -> Option<Self> {
        let words = words(sql);
        let open = words.iter().position(|it| it.text == "(")?;
        words.get(..open)?.get(1).filter(|it| same(it.text, "table"))?;
        let mut definition = Self::default();
        let (mut depth, mut first, mut start) = (0, open + 1, words.get(open)?.end());
        for (at, word) in words.iter().enumerate().skip(open) {
            depth += match word.text {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            if depth == 0 || (depth == 1 && word.text == ",") {
                let item: Vec<_> = words.get(first..at)?.iter().map(|it| it.text).collect();
                definition.add(&item, sql.get(start..word.start)?);
                (first, start) = (at + 1, word.end());
            }
            if depth == 0 {
                definition.options = sql.get(start..)?;
                return Some(definition);
            }
        }
        None
    }

    /// Adds a column or a constraint.
    fn add(&mut self, words: &[&str], text: &'a str) {
        match words {
            [first, _, rest @ ..] if same(first, "constraint") => self.add(rest, text),
            // Lucerna's definitions of `id` and `user_id` include these constraints.
            [first, ..] if same(first, "primary") => {}
            [first, _, "(", it, ")", ..] if same(first, "foreign") && same(&name(it), "user_id") => {}
            [first, ..] if ["foreign", "unique", "check"].iter().any(|it| same(first, it)) => {
                self.constraints.push(text);
            }
            [first, ..] => self.columns.push((name(first), text)),
            [] => {}
        }
    }

    /// Returns the statement that creates the same table under another name, with Lucerna's definitions of its own
    /// columns. Columns that are missing are added.
    pub(super) fn create(&self, table: &str, own: &[(&str, String)]) -> String {
        let text = |(name, text): &(String, &'a str)| {
            own.iter().find(|it| same(it.0, name)).map_or_else(|| (*text).to_owned(), |it| it.1.clone())
        };
        let is_missing = |(name, _): &&(&str, String)| !self.columns.iter().any(|it| same(&it.0, name));
        let missing = own.iter().filter(is_missing).map(|it| it.1.clone());
        let constraints = self.constraints.iter().map(|it| (*it).to_owned());
        let items: Vec<_> = self.columns.iter().map(text).chain(missing).chain(constraints).collect();
        format!("CREATE TABLE {table} ({}){}", items.join(", "), self.options)
    }
}

/// A word, a quoted name or text, or a sign, with its position in the statement.
struct Word<'a> {
    text: &'a str,
    start: usize,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Returns the words of a statement, without white space and comments.
fn words(sql: &str) -> Vec<Word<'_>> {
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

/// Returns the length of the first word; 0 if the text is empty.
fn length(rest: &str) -> usize {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |it| it + end.len());
    match rest.chars().next() {
        None => 0,
        // A doubled quote is an escaped quote.
        Some(quote @ ('\'' | '"' | '`')) => {
            let inner = rest.get(1..).unwrap_or_default().replace(&format!("{quote}{quote}"), "  ");
            inner.find(quote).map_or(rest.len(), |it| it + 2)
        }
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

/// Returns the name that a word is, without its quotes.
fn name(word: &str) -> String {
    let mut inner = word.chars();
    match (inner.next(), inner.next_back()) {
        (Some('['), Some(']')) => inner.collect(),
        (Some(quote @ ('"' | '`' | '\'')), Some(_)) => {
            inner.as_str().replace(&format!("{quote}{quote}"), &quote.to_string())
        }
        _ => word.to_owned(),
    }
}

/// Returns true if SQLite treats two names as equal.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(sql: &str) -> Option<String> {
        let own = [("id", "ID".to_owned()), ("user_id", "USER".to_owned()), ("new", "NEW".to_owned())];
        TableDefinition::parse(sql).map(|it| it.create("t2", &own))
    }

    #[test]
    fn own_columns_are_replaced_and_everything_else_is_kept_verbatim() {
        let sql = r#"CREATE TABLE "t(" (
            id TEXT NOT NULL /* the, token */ CHECK (length(id) = 40), -- a ( comment
            "User_Id" VARCHAR(15) NOT NULL REFERENCES user(id),
            note TEXT DEFAULT 'a, ''b'')' COLLATE NOCASE,
            [a, b] NUMERIC(10, 2) GENERATED ALWAYS AS (1 + 1) STORED,
            PRIMARY KEY (id),
            CONSTRAINT c FOREIGN KEY (`user_id`) REFERENCES user(id),
            constraint d foreign key (note) references notes(id),
            FOREIGN KEY (user_id, note) REFERENCES notes(user_id, id),
            UNIQUE (user_id, note)
        ) STRICT"#;
        let created: Vec<_> =
            create(sql).iter().flat_map(|it| it.split_whitespace()).map(str::to_owned).collect();
        let kept = r#"CREATE TABLE t2 (ID, USER, note TEXT DEFAULT 'a, ''b'')' COLLATE NOCASE,
            [a, b] NUMERIC(10, 2) GENERATED ALWAYS AS (1 + 1) STORED, NEW,
            constraint d foreign key (note) references notes(id),
            FOREIGN KEY (user_id, note) REFERENCES notes(user_id, id),
            UNIQUE (user_id, note) ) STRICT"#;
        assert_eq!(created.join(" "), kept.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn only_a_plain_table_is_parsed() {
        for sql in
            ["", "CREATE TABLE t (a", "CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE VIEW t AS SELECT (1)"]
        {
            assert_eq!(create(sql), None, "{sql}");
        }
    }

    #[test]
    fn commas_in_quotes_and_comments_are_ignored() {
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
