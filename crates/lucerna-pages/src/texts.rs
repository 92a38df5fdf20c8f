//! The texts of the pages, in each language.

mod accept_language;
mod language;

use accept_language::find_preferred;
use fluent_bundle::FluentArgs;
use http::HeaderMap;
use language::Language;
use std::sync::Arc;

/// The languages that are built in, each with its texts. The others fall back to the first.
const BUILT_IN: [(&str, &str); 4] = [
    ("en", include_str!("../texts/en.ftl")),
    ("de", include_str!("../texts/de.ftl")),
    ("es", include_str!("../texts/es.ftl")),
    ("ar", include_str!("../texts/ar.ftl")),
];

/// Returns the texts in English, which has all messages.
pub(crate) fn english() -> &'static str {
    BUILT_IN.iter().find(|(tag, _)| *tag == "en").map_or("", |(_, text)| text)
}

/// Returns true if the texts of a language are built in.
pub(crate) fn is_built_in(tag: &str) -> bool {
    BUILT_IN.iter().any(|(it, _)| *it == tag)
}

/// Returns the ids of the messages in a text, with their lines.
pub(crate) fn ids_by_line(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(at, line)| language::message_ids(line).map(move |id| (at + 1, id)))
}

/// Returns true if a message in this text shows the message with this id: `{ id }`.
pub(crate) fn refers_to(text: &str, id: &str) -> bool {
    text.split('{').skip(1).any(|it| it.split('}').next().is_some_and(|it| it.trim() == id))
}

/// The texts in all languages.
pub(crate) struct Texts {
    languages: Vec<Arc<Language>>,
    english: Arc<Language>,
}

impl Texts {
    /// Reads the built-in texts and the application's own, which replace single messages or add languages. `only` is the list of
    /// languages to offer, with the default first.
    ///
    /// # Errors
    /// A sentence about the first text or tag that cannot be read.
    pub(crate) fn read(own: &[(String, String)], only: Option<&[String]>) -> Result<Self, String> {
        let mut tags: Vec<&str> = match only {
            Some(only) => only.iter().map(String::as_str).collect(),
            None => BUILT_IN.iter().map(|(tag, _)| *tag).collect(),
        };
        if only.is_none() {
            tags.extend(own.iter().map(|(tag, _)| tag.as_str()));
            let mut seen = Vec::new();
            tags.retain(|it| {
                !seen.contains(it) && {
                    seen.push(*it);
                    true
                }
            });
        }
        let read = |tag: &str| {
            let built_in = BUILT_IN.iter().filter(|(it, _)| *it == tag).map(|(_, text)| *text);
            let own = own.iter().filter(|(it, _)| it == tag).map(|(_, text)| text.as_str());
            Language::read(tag, &built_in.chain(own).collect::<Vec<_>>()).map(Arc::new)
        };
        let languages = tags.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        match languages.first() {
            Some(_) => Ok(Self { languages, english: read("en")? }),
            None => Err("the list of languages is empty".to_owned()),
        }
    }

    /// Returns the number of languages.
    pub(crate) fn count(&self) -> usize {
        self.languages.len()
    }

    /// Returns the reader of a request: the language that the application chose, or else the one that the browser prefers.
    pub(crate) fn reader(&self, chosen: Option<&str>, headers: &HeaderMap) -> TextReader {
        let find = |tag: &str| self.languages.iter().position(|it| it.is_for(tag));
        let index = chosen.and_then(find).or_else(|| find_preferred(headers, find));
        let index = index.unwrap_or_default();
        let language = self.languages.get(index).unwrap_or(&self.english);
        TextReader { index, language: Arc::clone(language), english: Arc::clone(&self.english) }
    }
}

/// The texts for one reader: those of a language, and English for what it lacks.
#[derive(Clone)]
pub(crate) struct TextReader {
    /// The place of the language among all.
    index: usize,
    language: Arc<Language>,
    english: Arc<Language>,
}

impl TextReader {
    /// Returns the place of the language among all.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// Returns the tag for the attribute `lang`.
    pub(crate) fn tag(&self) -> &str {
        self.language.tag()
    }

    /// Returns the value of the attribute `dir`.
    pub(crate) fn direction(&self) -> &'static str {
        self.language.direction()
    }

    /// Returns a message, or `None` if no language has it, or a variable is missing.
    pub(crate) fn find(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        [&self.language, &self.english].into_iter().find_map(|it| it.message(id, args))
    }

    /// Returns the text of an error, by the code of its problem: `error-bad_url` or `error-bad-url`.
    pub(crate) fn find_error(&self, start: &str, code: &str, args: &FluentArgs<'_>) -> Option<String> {
        let ids = [code.replace('_', "-"), code.to_owned()];
        ids.iter().find_map(|it| self.find(&format!("{start}-{it}"), args))
    }

    /// Returns a message without variables. A message that does not exist is its own id.
    pub(crate) fn say(&self, id: &str) -> String {
        self.find(id, &FluentArgs::new()).unwrap_or_else(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::ACCEPT_LANGUAGE;
    use std::collections::BTreeSet;

    fn reader(own: &[(&str, &str)], only: Option<&[&str]>, chosen: Option<&str>, accept: &str) -> TextReader {
        let own: Vec<_> = own.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect();
        let only = only.map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
        Texts::read(&own, only.as_deref()).unwrap().reader(chosen, &headers)
    }

    #[test]
    fn the_browser_or_the_application_chooses_the_language() {
        let tag = |only, chosen, accept| reader(&[], only, chosen, accept).tag().to_owned();
        assert_eq!(tag(None, None, "de-AT, en;q=0.5"), "de");
        assert_eq!(tag(None, None, "fr, ar;q=0.2"), "ar");
        assert_eq!(tag(None, None, "fr"), "en");
        assert_eq!(tag(None, Some("es"), "de"), "es");
        assert_eq!(tag(None, Some("xx"), "de"), "de");
        assert_eq!(tag(Some(&["es", "de"]), None, "en"), "es", "the default");
    }

    #[test]
    fn a_missing_message_is_english_and_an_own_one_replaces() {
        let own = [("de", "sign-in = Los"), ("fr", "sign-in = Se connecter")];
        assert_eq!(reader(&own, None, None, "de").say("sign-in"), "Los");
        assert_ne!(reader(&own, None, None, "de").say("sign-up"), "Sign up");
        let french = reader(&own, None, None, "fr");
        assert_eq!((french.tag(), french.say("sign-in")), ("fr", "Se connecter".to_owned()));
        assert_eq!(french.say("sign-up"), "Sign up");
        assert_eq!(french.say("no-such-message"), "no-such-message");
    }

    #[test]
    fn unreadable_texts_are_told() {
        for own in [("de", "sign-in"), ("d e", "sign-in = a"), ("de", "= b")] {
            let own = [(own.0.to_owned(), own.1.to_owned())];
            assert!(Texts::read(&own, None).is_err(), "{own:?}");
        }
        assert!(Texts::read(&[], Some(&[])).is_err());
    }

    #[test]
    fn each_language_has_every_message_and_no_other() {
        let ids =
            |text: &'static str| language::message_ids(text).map(str::to_owned).collect::<BTreeSet<_>>();
        let english = ids(BUILT_IN[0].1);
        assert!(english.len() > 60, "{}", english.len());
        for (tag, text) in BUILT_IN {
            let own = ids(text);
            assert_eq!(own.symmetric_difference(&english).collect::<Vec<_>>(), [""; 0], "{tag}");
            assert_eq!(language::message_ids(text).count(), own.len(), "{tag} has a message twice");
        }
    }
}
