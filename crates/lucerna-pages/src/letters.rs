//! The texts of letters in the languages of the pages.

use crate::PagesError;
use crate::texts::{TextReader, Texts};
use crate::times;
use crate::user_agent::{Device, DeviceKind};
use fluent_bundle::FluentArgs;
use http::HeaderMap;
use lucerna_core::Timestamp;
use lucerna_mail::{Content, English, LetterParts, LetterText, Letters, Link, Message, Notice, Sender, Ways};

/// Letters in English, German, Spanish and Arabic, in the language in which a page asked for them.
///
/// ```
/// # use lucerna_core::Auth;
/// # use lucerna_mail::MailBuilder;
/// use lucerna_pages::{PagesError, TranslatedLetters};
///
/// fn with_letters(builder: MailBuilder) -> Result<MailBuilder, PagesError> {
///     let letters = TranslatedLetters::default()
///         .text("de", "letter-reset-subject = Neues Passwort für den Laden")?
///         .languages(["de", "en"])?;
///     Ok(builder.letters(letters))
/// }
/// ```
pub struct TranslatedLetters {
    own: Vec<(String, String)>,
    languages: Option<Vec<String>>,
    /// The texts of these languages with the application's own.
    texts: Option<Texts>,
}

impl TranslatedLetters {
    /// Replaces texts of a language or adds a language, in Fluent's syntax, as [`PagesBuilder::text`](crate::PagesBuilder::text) does.
    ///
    /// # Errors
    /// [`PagesError`] if the text or the tag cannot be read.
    pub fn text(
        mut self,
        language: impl Into<String>,
        fluent: impl Into<String>,
    ) -> Result<Self, PagesError> {
        self.own.push((language.into(), fluent.into()));
        self.read()
    }

    /// Sets the languages to choose from, with the default first, as
    /// [`PagesBuilder::languages`](crate::PagesBuilder::languages) does. The default is that of notices. Add the text of a language of
    /// your own before or after.
    ///
    /// # Errors
    /// [`PagesError`] if the list is empty or a tag cannot be read.
    pub fn languages<T: Into<String>>(
        mut self,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<Self, PagesError> {
        self.languages = Some(tags.into_iter().map(Into::into).collect());
        self.read()
    }

    fn read(self) -> Result<Self, PagesError> {
        let texts = Texts::read(&self.own, self.languages.as_deref()).map_err(PagesError::Texts)?;
        Ok(Self { texts: Some(texts), ..self })
    }
}

impl Default for TranslatedLetters {
    fn default() -> Self {
        Self { own: Vec::new(), languages: None, texts: Texts::read(&[], None).ok() }
    }
}

impl std::fmt::Debug for TranslatedLetters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TranslatedLetters").finish_non_exhaustive()
    }
}

impl Letters for TranslatedLetters {
    fn write(&self, message: &Message, from: &Sender) -> LetterText {
        let Some(texts) = &self.texts else { return English::default().write(message, from) };
        let writer =
            LetterWriter::new(texts.reader(Some(&message.language), &HeaderMap::new()), message, from.name());
        let letter = writer.letter(message).unwrap_or_else(|| LetterParts::new("en", from.name()));
        letter.note(writer.request(message)).write(from)
    }
}

/// The writer of one letter.
struct LetterWriter {
    reader: TextReader,
    args: FluentArgs<'static>,
}

impl LetterWriter {
    fn new(reader: TextReader, message: &Message, app: &str) -> Self {
        let mut args = FluentArgs::new();
        args.set("to", message.to.clone());
        args.set("app", app.to_owned());
        Self { reader, args }
    }

    /// Returns a sentence, with the recipient and the application in it.
    fn say(&self, id: &str) -> String {
        self.reader.find(id, &self.args).unwrap_or_default()
    }

    fn say_with(&self, id: &str, own: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for name in ["to", "app"] {
            if let Some(value) = self.args.get(name) {
                args.set(name, value.clone());
            }
        }
        own.iter().for_each(|(name, value)| args.set(*name, value.clone()));
        self.reader.find(id, &args).unwrap_or_default()
    }

    /// Returns the letter with this kind's subject and first sentence.
    fn begin<'a>(&self, kind: &str) -> LetterParts<'a> {
        self.begin_with(kind, self.say(&format!("letter-{kind}-text")))
    }

    fn begin_with<'a>(&self, kind: &str, text: String) -> LetterParts<'a> {
        LetterParts::new(self.reader.tag(), self.say(&format!("letter-{kind}-subject"))).paragraph(text)
    }

    fn letter<'a>(&self, message: &'a Message) -> Option<LetterParts<'a>> {
        Some(match &message.content {
            Content::Verify(ways) => self
                .with_ways(self.begin("verify"), "letter-verify-button", ways)
                .note(self.say("letter-ignore")),
            Content::AlreadyRegistered { sign_in } => self
                .begin("registered")
                .paragraph(self.say("letter-registered-advice"))
                .button_to(self.say("sign-in"), sign_in)
                .note(self.say("letter-registered-note")),
            Content::Reset(ways) => self
                .with_ways(self.begin("reset"), "letter-reset-button", ways)
                .note(self.say("letter-reset-devices"))
                .note(format!("{} {}", self.say("letter-ignore"), self.say("letter-reset-note"))),
            Content::SignIn(ways) => self
                .with_ways(self.begin("sign-in"), "letter-sign-in-button", ways)
                .note(format!("{} {}", self.say("letter-ignore"), self.say("letter-sign-in-note"))),
            Content::Address { ways, old } => self.address(ways, old.as_deref()),
            Content::AddressTaken => {
                self.begin("taken").paragraph(self.say("letter-taken-advice")).note(self.say("letter-ignore"))
            }
            Content::AddressChanged { new, undo } => {
                let letter = match new {
                    Some(new) => {
                        let text = self.say_with("letter-changed-text", &[("new", new.clone())]);
                        self.begin_with("changed", text)
                    }
                    None => self.begin("address-removed"),
                };
                self.reportable(letter, "letter-changed-button", undo)
            }
            Content::Notice { notice, report, .. } => self.notice(*notice, report.as_ref()),
            _ => return None,
        })
    }

    fn address<'a>(&self, ways: &'a Ways, old: Option<&str>) -> LetterParts<'a> {
        let letter = match old {
            Some(old) => {
                let text = self.say_with("letter-address-replaces", &[("old", old.to_owned())]);
                self.begin_with("address", text)
            }
            None => self.begin("address"),
        };
        self.with_ways(letter, "letter-verify-button", ways).note(self.say("letter-ignore"))
    }

    fn notice<'a>(&self, notice: Notice, report: Option<&'a Link>) -> LetterParts<'a> {
        let letter = self.begin(match notice {
            Notice::PasswordChanged => "password-changed",
            Notice::PasswordRemoved => "password-removed",
            Notice::KeyCreated => "key-created",
            Notice::KeyDeleted => "key-deleted",
            Notice::AddressRemoved => "address-removed",
            Notice::NewDevice => "new-device",
            _ => "name-changed",
        });
        match report {
            Some(link) => {
                self.reportable(letter, "letter-report-button", link).note(self.say("letter-report-note"))
            }
            None => letter.note(self.say("letter-contact")),
        }
    }

    fn with_ways<'a>(&self, letter: LetterParts<'a>, button: &str, ways: &'a Ways) -> LetterParts<'a> {
        let until = [("link", self.moment(ways.link.until)), ("code", self.moment(ways.code.until))];
        letter
            .button(self.say(button), &ways.link)
            .code(self.say("letter-code"), &ways.code)
            .note(self.say_with("letter-until", &until))
    }

    fn reportable<'a>(&self, letter: LetterParts<'a>, button: &str, link: &'a Link) -> LetterParts<'a> {
        letter
            .paragraph(self.say("letter-was-you"))
            .button(self.say(button), link)
            .note(self.say_with("letter-once", &[("link", self.moment(link.until))]))
    }

    /// Returns when and with what the message was asked for, or its cause happened. A program's own name is left out, since the
    /// client chose it.
    fn request(&self, message: &Message) -> String {
        let device = message.device.as_deref().map(Device::read).filter(|it| it.kind != DeviceKind::Program);
        let device = device.and_then(|it| match (it.browser, it.system) {
            (Some(browser), Some(system)) => {
                let names = [("browser", browser.to_owned()), ("system", system.to_owned())];
                Some(self.say_with("device-browser-system", &names))
            }
            (one, other) => one.or(other).map(str::to_owned),
        });
        let id = if matches!(message.content, Content::Notice { .. }) {
            "letter-happened"
        } else {
            "letter-asked"
        };
        let time = ("time", self.moment(message.asked));
        match device {
            Some(device) => self.say_with(&format!("{id}-device"), &[time, ("device", device)]),
            None => self.say_with(id, &[time]),
        }
    }

    fn moment(&self, at: Timestamp) -> String {
        let text = at.to_string();
        let time = text.get(11..16).unwrap_or_default().to_owned();
        let date = times::date(&self.reader, &text).unwrap_or_default();
        self.say_with("letter-moment", &[("date", date), ("time", time)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_is_that_of_letters_without_one() {
        let tag = |languages: &[&str], asked: &str| {
            let texts = TranslatedLetters::default().languages(languages.to_vec()).unwrap().texts.unwrap();
            texts.reader(Some(asked), &HeaderMap::new()).tag().to_owned()
        };
        assert_eq!(tag(&["de", "en"], ""), "de");
        assert_eq!(tag(&["de", "en"], "en"), "en");
        assert_eq!(tag(&["de", "en"], "es"), "de");
        assert!(TranslatedLetters::default().languages::<String>([]).is_err());
    }

    #[test]
    fn own_texts_and_languages_combine_in_either_order() {
        let (text, tags) = ("letter-ignore = Tant pis.", ["fr", "de"]);
        let first = TranslatedLetters::default().text("fr", text).unwrap().languages(tags).unwrap();
        let last = TranslatedLetters::default().languages(tags).unwrap().text("fr", text).unwrap();
        for letters in [first, last] {
            let reader = letters.texts.unwrap().reader(Some("en"), &HeaderMap::new());
            assert_eq!((reader.tag(), reader.say("letter-ignore")), ("fr", "Tant pis.".to_owned()));
        }
    }
}
