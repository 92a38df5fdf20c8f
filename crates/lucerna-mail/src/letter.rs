//! A letter that is ready to be sent.

mod sender;

pub use sender::{InvalidSender, Sender};

use crate::address::is_address;
use crate::texts::LetterText;
use lucerna_core::Timestamp;
use std::fmt;

/// A letter to one recipient, in plain text and in HTML. `Debug` redacts the texts, which have links and codes.
///
/// ```
/// use lucerna_core::Timestamp;
/// use lucerna_mail::{Letter, LetterParts, Sender};
///
/// let from: Sender = "Acme <no-reply@acme.example>".parse()?;
/// let text = LetterParts::new("en", "Hello").paragraph("Welcome to Acme.").write(&from);
/// let letter = Letter::new(from, "alice@example.com", text, "1@acme.example", Timestamp::from_unix_millis(0))?;
/// assert_eq!(letter.subject(), "Hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Letter {
    from: Sender,
    to: String,
    text: LetterText,
    id: String,
    date: Timestamp,
}

impl Letter {
    /// Creates a letter. The id is the content of `Message-ID`: random text, an `@` and a host. Control characters in the
    /// subject become spaces.
    ///
    /// # Errors
    /// [`InvalidLetter`] if the recipient is not exactly one plain address in canonical form, or if the id has other
    /// characters than ASCII letters, digits, dots, hyphens and one `@`.
    pub fn new(
        from: Sender,
        to: &str,
        text: LetterText,
        id: &str,
        date: Timestamp,
    ) -> Result<Self, InvalidLetter> {
        if !is_address(to) {
            return Err(InvalidLetter("the recipient is not one e-mail address"));
        }
        if !is_id(id) {
            return Err(InvalidLetter("the id of the letter has characters that a header cannot have"));
        }
        let subject = text.subject.replace(char::is_control, " ");
        let text = LetterText { subject, ..text };
        Ok(Self { from, to: to.to_owned(), text, id: id.to_owned(), date })
    }

    /// Returns the sender.
    #[must_use]
    pub fn from(&self) -> &Sender {
        &self.from
    }

    /// Returns the only recipient.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// Returns the subject: one line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.text.subject
    }

    /// Returns the plain text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text.text
    }

    /// Returns the page in HTML.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.text.html
    }

    /// Returns the content of `Message-ID`, without the angle brackets.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the content of `Date`.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.date
    }
}

fn is_id(id: &str) -> bool {
    let is_part = |it: &str| {
        !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-'))
    };
    id.len() <= 255 && id.split_once('@').is_some_and(|(left, right)| is_part(left) && is_part(right))
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("subject", &self.text.subject)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The error of [`Letter::new`]: the recipient or the id is invalid.
///
/// ```
/// use lucerna_core::Timestamp;
/// use lucerna_mail::{Letter, LetterParts, Sender};
///
/// let from: Sender = "no-reply@acme.example".parse()?;
/// let text = LetterParts::new("en", "Hello").write(&from);
/// let error = Letter::new(from, "a@x.example,b@y.example", text, "1@acme.example", Timestamp::from_unix_millis(0));
/// assert_eq!(error.unwrap_err().to_string(), "the recipient is not one e-mail address");
/// # Ok::<(), lucerna_mail::InvalidSender>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidLetter(&'static str);

lucerna_core::debug_as_display!(InvalidLetter);

impl fmt::Display for InvalidLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidLetter {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::LetterParts;

    fn letter(to: &str, subject: &str, id: &str) -> Result<Letter, InvalidLetter> {
        let from: Sender = "Acme <no-reply@acme.example>".parse().unwrap();
        let text = LetterParts::new("en", subject).write(&from);
        Letter::new(from, to, text, id, Timestamp::from_unix_millis(0))
    }

    #[test]
    fn rt_111_a_letter_has_exactly_one_recipient() {
        assert_eq!(letter("alice@example.com", "", "1@a").unwrap().to(), "alice@example.com");
        for to in
            ["", "a", "a@x.example,b@y.example", "a@x.example b@y.example", "<a@x.example>", "a@b@x.example"]
        {
            assert!(letter(to, "", "1@a").is_err(), "{to}");
        }
    }

    #[test]
    fn rt_114_nothing_in_a_letter_starts_another_header() {
        assert!(letter("a@x.example\r\nBcc: b@y.example", "", "1@a").is_err());
        assert!(letter("a@x.example", "", "1@a>\r\nBcc: b@y.example").is_err());
        let subject = letter("a@x.example", "Hello\r\nBcc: b@y.example", "1@a").unwrap();
        assert_eq!(subject.subject(), "Hello  Bcc: b@y.example");
    }

    #[test]
    fn debug_shows_no_text() {
        let from: Sender = "no-reply@acme.example".parse().unwrap();
        let text = LetterParts::new("en", "Hello").paragraph("secret").write(&from);
        let letter = Letter::new(from, "a@x.example", text.clone(), "1@a", Timestamp::from_unix_millis(0));
        assert!(!format!("{:?}{text:?}", letter.unwrap()).contains("secret"));
    }
}
