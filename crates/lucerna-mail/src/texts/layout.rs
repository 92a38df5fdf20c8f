//! The layout that all letters share, in plain text and in HTML.

use crate::{Code, LetterText, Link, Sender};
use std::fmt::{self, Write};

/// The style of the HTML. It has no images, no fonts and no link to elsewhere, and follows the reader's colour scheme.
const STYLE: &str = include_str!("letter.css");

/// The parts of a letter, which are laid out as plain text and as HTML. All of them are plain text and are escaped.
///
/// ```
/// use lucerna_mail::{LetterParts, Sender};
///
/// let from: Sender = "Acme <no-reply@acme.example>".parse()?;
/// let text = LetterParts::new("en", "Your plan").paragraph("Plan A & plan B are merged.").write(&from);
/// assert!(text.text.contains("Plan A & plan B") && text.html.contains("Plan A &amp; plan B"));
/// # Ok::<(), lucerna_mail::InvalidSender>(())
/// ```
#[derive(Clone)]
pub struct LetterParts<'a> {
    language: String,
    subject: String,
    paragraphs: Vec<String>,
    button: Option<(String, &'a str)>,
    code: Option<(String, &'a str)>,
    notes: Vec<String>,
}

impl<'a> LetterParts<'a> {
    /// Creates a letter in this language, such as `de`, with this subject. The subject is also the heading.
    pub fn new(language: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            language: language.into(),
            subject: subject.into(),
            paragraphs: Vec::new(),
            button: None,
            code: None,
            notes: Vec::new(),
        }
    }

    /// Adds a paragraph above the button.
    #[must_use]
    pub fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    /// Sets the button with its label.
    #[must_use]
    pub fn button(self, label: impl Into<String>, link: &'a Link) -> Self {
        self.button_to(label, &link.url)
    }

    /// Sets the button that leads to a page without a secret.
    #[must_use]
    pub fn button_to(self, label: impl Into<String>, url: &'a str) -> Self {
        Self { button: Some((label.into(), url)), ..self }
    }

    /// Sets the code with the sentence above it.
    #[must_use]
    pub fn code(self, label: impl Into<String>, code: &'a Code) -> Self {
        Self { code: Some((label.into(), &code.digits)), ..self }
    }

    /// Adds a small paragraph at the end.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Lays out the letter. The name of the sender is its first line.
    #[must_use]
    pub fn write(&self, from: &Sender) -> LetterText {
        LetterText::new(self.subject.clone(), self.text(), self.html(from))
    }

    fn text(&self) -> String {
        let mut blocks = self.paragraphs.clone();
        blocks.extend(self.button.as_ref().map(|(label, url)| format!("{label}:\n{url}")));
        blocks.extend(self.code.as_ref().map(|(label, digits)| format!("{label}\n{}", grouped(digits))));
        blocks.extend(self.notes.iter().cloned());
        blocks.join("\n\n") + "\n"
    }

    fn html(&self, from: &Sender) -> String {
        let mut body = String::new();
        body.extend(self.paragraphs.iter().map(|it| format!("<p>{}</p>\n", Escaped(it))));
        body.extend(self.button.as_ref().map(|(label, url)| {
            format!("<p><a class=\"button\" href=\"{}\">{}</a></p>\n", Escaped(url), Escaped(label))
        }));
        body.extend(self.code.as_ref().map(|(label, digits)| {
            format!("<p>{}</p>\n<p class=\"code\">{}</p>\n", Escaped(label), Escaped(&grouped(digits)))
        }));
        body.extend(self.notes.iter().map(|it| format!("<p class=\"note\">{}</p>\n", Escaped(it))));
        body.extend(
            self.button.as_ref().map(|(_, url)| format!("<p class=\"note url\">{}</p>\n", Escaped(url))),
        );
        let (language, direction) = (Escaped(&self.language), direction(&self.language));
        let (subject, name) = (Escaped(&self.subject), Escaped(from.name()));
        format!(
            "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
             <title>{subject}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<div class=\"letter\">\n\
             <p class=\"name\">{name}</p>\n<h1>{subject}</h1>\n{body}</div>\n</body>\n</html>\n"
        )
    }
}

/// Returns the direction in which a language is written.
fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or_default();
    if matches!(primary, "ar" | "fa" | "he" | "ps" | "ur" | "yi") { "rtl" } else { "ltr" }
}

/// Returns a code in two groups, which are easier to type.
fn grouped(digits: &str) -> String {
    match digits.split_at_checked(digits.len() / 2) {
        Some((left, right)) => format!("{left} {right}"),
        None => digits.to_owned(),
    }
}

/// Text in HTML: what could begin or end markup or an attribute is escaped.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|it| match it {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            it => f.write_char(it),
        })
    }
}

/// Prints the subject, since the other parts may have links and codes.
impl fmt::Debug for LetterParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LetterParts").field("subject", &self.subject).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_115_text_is_no_markup() {
        let from: Sender =
            "<b>Acme</b> <a@x.example>".parse().unwrap_or_else(|_| "A&B <a@x.example>".parse().unwrap());
        let evil = "<script>\"'&</script>";
        let parts =
            LetterParts::new(evil, evil).paragraph(evil).note(evil).button_to(evil, "https://x/?a=1&b=\"2\"");
        let html = parts.write(&from).html;
        assert!(!html.contains("<script") && !html.contains("\"2\""), "{html}");
        assert_eq!(html.matches("&lt;script&gt;&quot;&#39;&amp;").count(), 6, "{html}");
        assert!(html.contains("href=\"https://x/?a=1&amp;b=&quot;2&quot;\"") && html.contains("A&amp;B"));
    }

    #[test]
    fn languages_have_their_direction() {
        assert_eq!([direction("ar-EG"), direction("de"), direction("")], ["rtl", "ltr", "ltr"]);
    }

    #[test]
    fn a_code_is_grouped() {
        assert_eq!(grouped("12345678"), "1234 5678");
    }
}
