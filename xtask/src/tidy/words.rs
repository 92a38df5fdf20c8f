//! The wording of documentation comments: the first sentence says what the item is or does, and no sentence is too long.

use super::repository::{File, Repository};

/// The largest number of words in a sentence.
const MOST_WORDS: usize = 30;

/// First words of a question, or of a sentence that does not name its subject.
const RIDDLES: &[&str] = &[
    "Anybody", "How", "Nobody", "None", "Somebody", "That", "What", "When", "Where", "Whether", "Who",
    "Whoever", "Whom", "Whose", "Why",
];

/// Words that hide the actor.
const HIDDEN_ACTORS: &[&str] = &["anybody", "nobody", "somebody", "whatever", "whoever"];

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    repository.sources().flat_map(|file| comments(file).flat_map(|it| problems(file, &it))).collect()
}

/// The prose of one documentation comment.
struct Comment {
    line: usize,
    /// The paragraphs with the numbers of their first lines, without code, tables and headings.
    paragraphs: Vec<(usize, String)>,
}

fn problems(file: &File, comment: &Comment) -> Vec<String> {
    let first = comment.paragraphs.first().and_then(|(_, text)| sentences(text).next());
    let opening = first.and_then(opening).map(|it| format!("{}:{}: {it}", file.path, comment.line));
    let others = comment.paragraphs.iter().flat_map(|(line, text)| {
        sentences(text).filter_map(shape).map(move |it| format!("{}:{line}: {it}", file.path))
    });
    opening.into_iter().chain(others).collect()
}

/// Says what is wrong with a first sentence.
fn opening(sentence: &str) -> Option<String> {
    let word = sentence.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    (RIDDLES.contains(&word) || sentence.ends_with('?'))
        .then(|| format!("say what it is or does, in place of `{sentence}`"))
}

/// Says what is wrong with any sentence.
fn shape(sentence: &str) -> Option<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let start = words.iter().take(8).copied().collect::<Vec<_>>().join(" ");
    if words.len() > MOST_WORDS {
        return Some(format!("{} words, of {MOST_WORDS} at most: `{start} …`", words.len()));
    }
    if sentence.matches(';').count() > 1 {
        return Some(format!("two semicolons are two sentences: `{start} …`"));
    }
    let hidden = HIDDEN_ACTORS.iter().find(|actor| words.iter().any(|it| is_word(it, actor)))?;
    Some(format!("name the actor in place of `{hidden}`: `{start} …`"))
}

fn is_word(text: &str, word: &str) -> bool {
    text.trim_matches(|it: char| !it.is_alphanumeric()).eq_ignore_ascii_case(word)
}

/// Splits a paragraph where a mark that ends a sentence stands before a capital, a code or a link.
fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let ends = paragraph.match_indices(['.', '!', '?', ':']).filter_map(|(at, mark)| {
        let rest = paragraph.get(at + mark.len()..)?;
        let next = rest.trim_start().chars().next()?;
        (rest.starts_with(' ') && (next.is_uppercase() || matches!(next, '`' | '[')))
            .then_some(at + mark.len())
    });
    let bounds: Vec<usize> = [0].into_iter().chain(ends).chain([paragraph.len()]).collect();
    let pairs: Vec<(usize, usize)> = bounds.iter().copied().zip(bounds.iter().copied().skip(1)).collect();
    pairs.into_iter().filter_map(|(from, to)| paragraph.get(from..to)).map(str::trim)
}

fn comments(file: &File) -> impl Iterator<Item = Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut inside = false;
    let mut prose = Prose::default();
    for (number, line) in (1..).zip(file.text.lines()) {
        let text = line.trim_start();
        let text = text.strip_prefix("///").or_else(|| text.strip_prefix("//!"));
        if text.is_some() && !inside {
            prose = Prose::default();
            found.push(Comment { line: number, paragraphs: Vec::new() });
        }
        inside = text.is_some();
        if let (Some(text), Some(comment)) = (text, found.last_mut()) {
            prose.read(number, text.trim(), &mut comment.paragraphs);
        }
    }
    found.into_iter()
}

/// The state of the reading of a comment.
#[derive(Default)]
struct Prose {
    in_code: bool,
    in_paragraph: bool,
}

impl Prose {
    fn read(&mut self, number: usize, line: &str, paragraphs: &mut Vec<(usize, String)>) {
        let fence = line.starts_with("```");
        self.in_code ^= fence;
        if self.in_code || fence || line.is_empty() || line.starts_with(['#', '|']) {
            self.in_paragraph = false;
            return;
        }
        let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "));
        match paragraphs.last_mut().filter(|_| self.in_paragraph && item.is_none()) {
            Some((_, text)) => *text = format!("{text} {line}"),
            None => paragraphs.push((number, item.unwrap_or(line).to_owned())),
        }
        self.in_paragraph = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        check(&Repository::with_file("crates/a/src/b.rs", text))
    }

    #[test]
    fn a_first_sentence_that_asks_or_hides_its_subject_is_reported() {
        assert_eq!(
            told("//! Reads a file.\n/// The error of `a`. Where it comes from is not said.\n"),
            [""; 0]
        );
        let problems = told("/// What this is.\nfn a() {}\n\n/// Who sent it?\nfn b() {}\n");
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("crates/a/src/b.rs:1: say what it is or does"), "{problems:?}");
    }

    #[test]
    fn a_sentence_that_is_too_long_is_reported() {
        let long = format!("/// It is {}.\n", "very ".repeat(30));
        assert_eq!(told(&long).len(), 1);
        let two = format!("/// It is {}.\n/// It {}.\n", "very ".repeat(20), "goes on ".repeat(10));
        assert_eq!(told(&two), [""; 0]);
        assert_eq!(told("/// One; two; three.\n").len(), 1);
        assert_eq!(told("/// For nobody else.\n").len(), 1);
    }

    #[test]
    fn code_and_tables_are_not_prose() {
        let table = "| a; b; c | nobody |\n";
        assert_eq!(
            told(&format!("/// A.\n///\n/// {table}/// ```\n/// // nobody; a; b\n/// ```\n")),
            [""; 0]
        );
    }
}
