//! The texts in one language.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::collections::HashMap;
use unic_langid::LanguageIdentifier;

/// The languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

/// The texts in one language.
pub(crate) struct Language {
    tag: String,
    right_to_left: bool,
    /// The messages without variables, formatted once.
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// Reads texts in Fluent's syntax. A later text replaces messages of an earlier one.
    ///
    /// # Errors
    /// A sentence about the first line that cannot be read.
    pub(super) fn read(tag: &str, texts: &[&str]) -> Result<Self, String> {
        let id: LanguageIdentifier = tag.parse().map_err(|_| format!("{tag:?} is not a language tag"))?;
        let right_to_left = RIGHT_TO_LEFT.contains(&id.language.as_str());
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Marks of direction around values help only where text and value differ in direction.
        bundle.set_use_isolating(right_to_left);
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, errors)| {
                let error = errors.first();
                let before = error.and_then(|it| text.get(..it.pos.start)).unwrap_or_default();
                let (line, error) = (before.matches('\n').count() + 1, error.map(ToString::to_string));
                format!("the texts of {tag}, line {line}: {}", error.unwrap_or_default())
            })?;
            bundle.add_resource_overriding(resource);
        }
        let mut language = Self { tag: tag.to_owned(), right_to_left, plain: HashMap::new(), bundle };
        for id in texts.iter().flat_map(|it| message_ids(it)) {
            if let Some(text) = language.format(id, &FluentArgs::new()) {
                language.plain.insert(id.to_owned(), text);
            }
        }
        Ok(language)
    }

    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    pub(super) fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// Returns true if a reader of this tag reads this language: `de-AT` is `de`.
    pub(super) fn is_for(&self, tag: &str) -> bool {
        let has = |it: &str| self.tag.eq_ignore_ascii_case(it);
        has(tag) || tag.split(['-', '_']).next().is_some_and(has)
    }

    pub(super) fn message(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        self.plain.get(id).cloned().or_else(|| self.format(id, args))
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

/// Returns the ids of the messages: each begins a line.
pub(super) fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    let begins = |it: &str| it.starts_with(|it: char| it.is_ascii_alphabetic());
    let lines = text.lines().filter(move |it| begins(it));
    lines.filter_map(|it| it.split_once('=')).map(|(id, _)| id.trim_end())
}
