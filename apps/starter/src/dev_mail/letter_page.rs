//! The HTML of `/dev/mail`.

use super::{DevMail, PATH};
use lucerna::Origin;
use lucerna::mail::Letter;

/// Writes the pages of letters. They have the style of the account pages.
pub(super) struct LetterPage<'a> {
    base: &'a str,
    origin: &'a Origin,
}

impl<'a> LetterPage<'a> {
    pub(super) fn of(mail: &'a DevMail) -> Self {
        Self { base: mail.base.as_str(), origin: &mail.origin }
    }

    /// Returns the list of letters, newest first. They are given in the order in which they were sent.
    pub(super) fn list(&self, letters: &[Letter]) -> String {
        let rows: String = letters.iter().rev().map(|it| self.row(it)).collect();
        let list = match letters {
            [] => "<p class=\"facts\">No letters yet.</p>".to_owned(),
            _ => format!("<ul class=\"letters\">\n{rows}</ul>"),
        };
        let path = self.path();
        self.page(
            "Letters",
            &format!(
                "<h1>Letters</h1>\n<p class=\"lead\">The last letters of this application. Without SMTP_URL they are not \
                 sent, and only this machine can open this page.</p>\n<p class=\"actions\"><a class=\"button \
                 secondary\" href=\"{path}\">Refresh</a></p>\n{list}"
            ),
        )
    }

    fn row(&self, letter: &Letter) -> String {
        let (path, number) = (self.path(), number(letter));
        let [subject, to] = [letter.subject(), letter.to()].map(escaped);
        format!(
            "<li><a href=\"{path}/{number}\">{subject}\n<small>To {to}, {}</small></a></li>\n",
            letter.date()
        )
    }

    /// Returns one letter, whose links can be clicked.
    pub(super) fn letter(&self, letter: &Letter) -> String {
        let (path, number) = (self.path(), number(letter));
        let [subject, to, from] = [letter.subject(), letter.to(), letter.from().address()].map(escaped);
        let text: Vec<_> = letter.text().split('\n').map(|it| self.line(it)).collect();
        self.page(
            &subject,
            &format!(
                "<h1>{subject}</h1>\n<p class=\"facts\">From {from} to {to}, {}</p>\n<p class=\"letter\">{}</p>\n<p \
                 class=\"actions\"><a class=\"button secondary\" href=\"{path}/{number}/html\">Open as HTML</a>\n<a \
                 class=\"button secondary\" href=\"{path}\">All letters</a></p>",
                letter.date(),
                text.join("\n")
            ),
        )
    }

    fn line(&self, line: &str) -> String {
        let words: Vec<_> = line.split(' ').map(|it| self.word(it)).collect();
        words.join(" ")
    }

    fn word(&self, word: &str) -> String {
        let (text, origin) = (escaped(word), self.origin.to_string());
        match word.strip_prefix(&origin).is_some_and(|it| it.starts_with('/')) {
            true => format!("<a href=\"{text}\">{text}</a>"),
            false => text,
        }
    }

    fn path(&self) -> String {
        format!("{}{PATH}", self.base)
    }

    fn page(&self, title: &str, main: &str) -> String {
        let (base, path) = (self.base, self.path());
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light \
             dark\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"{base}/account/logo.svg\">\n<link \
             rel=\"stylesheet\" href=\"{base}/account/pages.css\">\n<link rel=\"stylesheet\" \
             href=\"{path}/style.css\">\n</head>\n<body class=\"gate\">\n<main><div \
             class=\"card\">\n{main}\n</div></main>\n</body>\n</html>\n"
        )
    }
}

/// Returns the part of a letter's id that is in its path: letters and digits.
pub(super) fn number(letter: &Letter) -> &str {
    letter.id().split('@').next().unwrap_or_default()
}

/// Returns the text as HTML, also between quotation marks.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}
