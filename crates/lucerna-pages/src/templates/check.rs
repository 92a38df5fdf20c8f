//! The check of the application's own templates and texts: each name in them exists.

use super::tags::{self, Tag, UsedText};
use super::{BUILT_IN, FOR_EVERY_PAGE};
use crate::pages_error::PagesError;
use crate::texts;
use minijinja::Environment;
use std::collections::BTreeSet;

/// The built-in templates that others include with values of their own.
const PARTS: [&str; 4] = ["field", "password_field", "icon", "link_form"];

/// The templates and texts of an application.
pub(crate) struct OwnLooks<'a> {
    templates: &'a [(String, String)],
    /// The names of the templates that are pages of the application.
    pages: &'a [&'static str],
    texts: &'a [(String, String)],
    /// The languages to offer, unless they are all.
    languages: Option<&'a [String]>,
    /// The tags of each own template.
    tags: Vec<Vec<Tag<'a>>>,
}

impl<'a> OwnLooks<'a> {
    pub(crate) fn new(
        templates: &'a [(String, String)],
        pages: &'a [&'static str],
        texts: &'a [(String, String)],
        languages: Option<&'a [String]>,
    ) -> Self {
        let tags = templates.iter().map(|(_, text)| tags::read(text)).collect();
        Self { templates, pages, texts, languages, tags }
    }

    /// Checks that each template is shown, and that there are the templates, blocks, texts and variables that it names. Checks
    /// that each text is shown.
    ///
    /// # Errors
    /// [`PagesError`] with the name and the line of the first mistake.
    pub(crate) fn check(&self) -> Result<(), PagesError> {
        for ((name, text), tags) in self.templates.iter().zip(&self.tags) {
            self.check_template(name, text, tags).map_err(PagesError::Template)?;
        }
        let lines =
            self.texts.iter().flat_map(|(tag, text)| texts::ids_by_line(text).map(move |it| (tag, it)));
        for (tag, (line, id)) in lines {
            if !self.is_shown_text(id) {
                let sentence = format!("the texts of {tag}, line {line}: no page shows the text {id}");
                return Err(PagesError::Texts(sentence));
            }
        }
        Ok(())
    }

    fn check_template(&self, name: &str, text: &'a str, tags: &[Tag<'a>]) -> Result<(), String> {
        if !self.is_shown(name) {
            let names: Vec<_> = BUILT_IN.iter().map(|(name, _)| format!("{name}.html")).collect();
            let names = names.join(", ");
            return Err(format!(
                "no page and no template shows {name}: the pages have {names}; `page` adds a page of your own"
            ));
        }
        let wrong = |line: usize, what: String| Err(format!("{name}, line {line}: {what}"));
        for tag in tags {
            if let Some(other) = tag.template().flatten().filter(|it| self.text_of(it).is_none()) {
                return wrong(tag.line, format!("there is no template {other}"));
            }
            for used in tag.texts() {
                if let UsedText::Id(id) = used
                    && !self.has_text(id)
                {
                    return wrong(tag.line, format!("there is no text {id} in en, nor in each language"));
                }
            }
        }
        if let Some((line, block)) = self.find_unknown_block(tags) {
            return wrong(line, format!("the template that it extends has no block {block}"));
        }
        match self.find_unknown_variable(name, text, tags) {
            Some((line, variable)) => wrong(line, format!("there is no variable {variable}")),
            None => Ok(()),
        }
    }

    fn all_tags(&self) -> impl Iterator<Item = &Tag<'a>> {
        self.tags.iter().flatten()
    }

    /// Returns true if a page, or another template, shows the template with this name.
    fn is_shown(&self, name: &str) -> bool {
        let is_named = |it: &Tag<'a>| it.template().is_some_and(|it| it.is_none_or(|it| it == name));
        is_built_in(name) || self.pages.contains(&name) || self.all_tags().any(is_named)
    }

    /// Returns the text of a template, which may be built in.
    fn text_of(&self, name: &str) -> Option<&'a str> {
        let own = self.templates.iter().rev().find(|(it, _)| it == name).map(|(_, text)| text.as_str());
        own.or_else(|| {
            let name = name.strip_prefix("lucerna/").unwrap_or(name).strip_suffix(".html")?;
            BUILT_IN.iter().find(|(it, _)| *it == name).map(|(_, text)| *text)
        })
    }

    /// Returns true if the text exists in English, which every language falls back to, or in each language that is offered.
    fn has_text(&self, id: &str) -> bool {
        let is_in = |text: &str| texts::ids_by_line(text).any(|(_, it)| it == id);
        let has_own = |tag: &str| self.texts.iter().any(|(it, text)| it == tag && is_in(text));
        let offered = self.languages.unwrap_or_default();
        let is_everywhere = !offered.is_empty() && offered.iter().all(|it| has_own(it));
        is_in(texts::english()) || has_own("en") || is_everywhere
    }

    /// Returns true if a page, a template or another text shows the text. Errors and events of the application have texts as well.
    fn is_shown_text(&self, id: &str) -> bool {
        let is_used = |used: UsedText<'_>| match used {
            UsedText::Id(it) => it == id,
            UsedText::Prefix(it) => id.starts_with(it),
            UsedText::Any => true,
        };
        let built_in: Vec<_> = BUILT_IN.iter().flat_map(|(_, text)| tags::read(text)).collect();
        let mut made = built_in.iter().flat_map(Tag::texts).filter(|it| *it != UsedText::Any);
        id.starts_with("error-")
            || made.any(is_used)
            || texts::ids_by_line(texts::english()).any(|(_, it)| it == id)
            || self.all_tags().flat_map(Tag::texts).any(is_used)
            || self.texts.iter().any(|(_, text)| texts::refers_to(text, id))
    }

    /// Finds a block that is never shown: the template extends another, which has no such block.
    fn find_unknown_block(&self, tags: &[Tag<'a>]) -> Option<(usize, &'a str)> {
        let known = self.known_blocks(tags)?;
        let mut depth = 0_usize;
        for tag in tags {
            if tag.statement("endblock").is_some() {
                depth = depth.saturating_sub(1);
            }
            let Some(block) = tag.statement("block").and_then(first_word) else { continue };
            if depth == 0 && !known.contains(block) {
                return Some((tag.line, block));
            }
            depth += 1;
        }
        None
    }

    /// Returns the blocks of the templates that a template extends. `None` if it extends none, or one whose name is a value.
    fn known_blocks(&self, tags: &[Tag<'a>]) -> Option<BTreeSet<&'a str>> {
        let (mut known, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut parent = parent(tags)??;
        while seen.insert(parent) {
            let read = tags::read(self.text_of(parent)?);
            known.extend(read.iter().filter_map(|it| it.statement("block").and_then(first_word)));
            match self::parent(&read) {
                Some(next) => parent = next?,
                None => break,
            }
        }
        Some(known)
    }

    /// Finds a variable that no page has. A part has those of the template that includes it.
    fn find_unknown_variable(&self, name: &str, text: &str, tags: &[Tag<'_>]) -> Option<(usize, String)> {
        let is_page = is_built_in(name) && !PARTS.iter().any(|it| name.strip_suffix(".html") == Some(it));
        let environment = Environment::new();
        let variables = |text: &str| {
            let parsed = environment.template_from_str(text);
            parsed.map(|it| it.undeclared_variables(false)).unwrap_or_default()
        };
        let used: BTreeSet<_> = variables(text).into_iter().filter(|_| is_page).collect();
        let is_known = |it: &str| {
            FOR_EVERY_PAGE.contains(&it)
                || environment.globals().any(|(name, _)| name == it)
                || self.all_tags().any(|tag| tag.gives(it))
                || BUILT_IN.iter().any(|(_, text)| variables(text).contains(it))
        };
        let unknown = used.into_iter().find(|it| !is_known(it))?;
        let line = tags.iter().find(|it| it.has_word(&unknown)).map_or(1, |it| it.line);
        Some((line, unknown))
    }
}

fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(it, _)| name.strip_suffix(".html") == Some(it))
}

/// Returns the template that a template extends, if it extends one: `None` inside for one whose name is a value.
fn parent<'a>(tags: &[Tag<'a>]) -> Option<Option<&'a str>> {
    tags.iter().find(|it| it.statement("extends").is_some())?.template()
}

fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        templates: &[(&str, &str)],
        pages: &[&'static str],
        texts: &[(&str, &str)],
    ) -> Result<(), String> {
        check_in(None, templates, pages, texts)
    }

    fn check_in(
        languages: Option<&[String]>,
        templates: &[(&str, &str)],
        pages: &[&'static str],
        texts: &[(&str, &str)],
    ) -> Result<(), String> {
        let owned = |of: &[(&str, &str)]| {
            of.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
        };
        let (templates, texts) = (owned(templates), owned(texts));
        OwnLooks::new(&templates, pages, &texts, languages).check().map_err(|it| it.to_string())
    }

    #[test]
    fn a_name_that_does_not_exist_is_told_with_its_line() {
        for (name, text, sentence) in [
            ("signup.html", "x", "no page and no template shows signup.html"),
            (
                "sign_up.html",
                "\n{% extends \"nix.html\" %}",
                "sign_up.html, line 2: there is no template nix.html",
            ),
            (
                "layout.html",
                "{% extends \"lucerna/layout.html\" %}\n\n{% block foter %}{% endblock %}",
                "layout.html, line 3: the template that it extends has no block foter",
            ),
            (
                "layout.html",
                "{{ t(\"sign-in\") }}\n{{ t(\"imprnt\") }}",
                "layout.html, line 2: there is no text imprnt in en",
            ),
            ("layout.html", "a\n<b>{{ imprint }}", "layout.html, line 2: there is no variable imprint"),
        ] {
            let told = check(&[(name, text)], &[], &[]).unwrap_err();
            assert!(told.contains(sentence), "{told}");
        }
        let told = check(&[], &[], &[("de", "sign-in = a\n\nsign-in-laed = b")]).unwrap_err();
        assert!(told.ends_with("the texts of de, line 3: no page shows the text sign-in-laed"), "{told}");
    }

    #[test]
    fn names_that_exist_are_accepted() {
        let templates = [
            (
                "layout.html",
                r#"{% extends "lucerna/layout.html" %}{% block footer %}{% block mine %}{% endblock %}{{ super() }}{% include "imprint.html" %}{% endblock %}"#,
            ),
            ("imprint.html", r#"{{ t("imprint") }}{{ anything }}{{ t("state-" ~ anything) }}"#),
            (
                "sign_up.html",
                r#"{% extends "lucerna/sign_up.html" %}{% block fields %}{{ super() }}{% for it in range(2) %}{{ loop.index }}{% endfor %}{% with name="a", label=t("a"), value=values.a, autocomplete="off" %}{% include "field.html" %}{% endwith %}{% endblock %}"#,
            ),
            (
                "sign_in.html",
                r#"{% extends "layout.html" %}{% set wide = true %}{% block mine %}{% if wide and banner is defined %}{{ banner }}{% endif %}{% endblock %}"#,
            ),
            ("field.html", "{{ name }}{{ own }}"),
            (
                "bookmarks.html",
                r#"{% extends "layout.html" %}{% block account %}{{ bookmarks }}{% endblock %}"#,
            ),
        ];
        let texts = [
            (
                "en",
                "imprint = Imprint of { brand-name }\nbrand-name = Acme\nstate-on = On\na = A\nsign-in = Go\nerror-mine = No\nevent-notes-added = Note\n-term = T",
            ),
            ("de", "imprint = Impressum"),
        ];
        check(&templates, &["bookmarks.html"], &texts).unwrap();
    }

    #[test]
    fn a_text_may_be_missing_in_english_if_each_language_has_it() {
        let own = [("layout.html", "{{ t(\"imprint\") }}")];
        let texts = [("de", "imprint = Impressum")];
        let offered = |tags: &[&str]| tags.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        check_in(Some(&offered(&["de"])), &own, &[], &texts).unwrap();
        check_in(Some(&offered(&["de", "es"])), &own, &[], &texts).unwrap_err();
        check_in(None, &own, &[], &texts).unwrap_err();
    }
}
