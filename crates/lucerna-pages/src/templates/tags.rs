//! The tags of a template as text, to check what it names.

/// A tag `{{ … }}` or `{% … %}` of a template. Comments and raw text are none.
pub(super) struct Tag<'a> {
    pub(super) line: usize,
    is_statement: bool,
    text: &'a str,
}

/// The text that a call of `t` names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UsedText<'a> {
    Id(&'a str),
    /// The id is made of this text and a value.
    Prefix(&'a str),
    Any,
}

/// Returns the tags of a template.
pub(super) fn read(template: &str) -> Vec<Tag<'_>> {
    let (mut rest, mut found) = (template, Vec::new());
    while let Some((_, after)) = rest.split_once('{') {
        let Some((close, inner)) = opened(after) else {
            rest = after;
            continue;
        };
        let (text, behind) = inner.split_once(close).unwrap_or((inner, ""));
        let text = text.trim_matches(|it: char| it.is_whitespace() || "-+".contains(it));
        rest = if text == "raw" { behind.split_once("endraw").map_or("", |(_, it)| it) } else { behind };
        if close != "#}" && text != "raw" {
            let before = template.get(..template.len() - inner.len()).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            found.push(Tag { line, is_statement: close == "%}", text });
        }
    }
    found
}

/// Returns the end of the tag that begins after a brace, and the text after its beginning.
fn opened(after: &str) -> Option<(&'static str, &str)> {
    [('{', "}}"), ('%', "%}"), ('#', "#}")]
        .into_iter()
        .find_map(|(open, close)| Some((close, after.strip_prefix(open)?)))
}

impl<'a> Tag<'a> {
    /// Returns the rest of a statement with this name.
    pub(super) fn statement(&self, name: &str) -> Option<&'a str> {
        let rest = self.text.strip_prefix(name).filter(|_| self.is_statement)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest.trim())
    }

    /// Returns the template that the tag extends, includes or imports: `None` for one whose name is a value.
    pub(super) fn template(&self) -> Option<Option<&'a str>> {
        let rest = ["extends", "include", "import", "from"].iter().find_map(|it| self.statement(it))?;
        Some(literal(rest).map(|(name, _)| name).filter(|_| !rest.contains("ignore missing")))
    }

    /// Returns the texts that calls of `t` name.
    pub(super) fn texts(&self) -> impl Iterator<Item = UsedText<'a>> {
        let is_name = |it: char| it.is_ascii_alphanumeric() || "_.".contains(it);
        let text = self.text;
        let calls = text
            .match_indices("t(")
            .filter(move |(at, _)| !text.get(..*at).is_some_and(|before| before.ends_with(is_name)));
        calls.map(move |(at, _)| used_text(text.get(at + 2..).unwrap_or_default()))
    }

    /// Returns true if the tag has this word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').any(|it| it == word)
    }

    /// Returns true if the tag gives a value to this name, or asks whether there is one.
    pub(super) fn gives(&self, name: &str) -> bool {
        let after = |at: usize| self.text.get(at + name.len()..).unwrap_or_default().trim_start();
        let is_given = |rest: &str| {
            ["is ", "|"].iter().any(|it| rest.starts_with(it))
                || rest.starts_with('=') && !rest.starts_with("==")
        };
        self.text.match_indices(name).any(|(at, _)| is_given(after(at)))
    }
}

fn used_text(arguments: &str) -> UsedText<'_> {
    let Some((id, after)) = literal(arguments.trim_start()) else { return UsedText::Any };
    match after.trim_start().chars().next() {
        Some(')' | ',') => UsedText::Id(id),
        Some('~') => UsedText::Prefix(id),
        _ => UsedText::Any,
    }
}

/// Returns the text in quotes with which an expression begins, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    text.strip_prefix(quote)?.split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_lines_and_no_comments() {
        let text =
            "{# {% block a %} #}{ {%- block b -%}\n{% raw %}{% block c %}{% endraw %}{{ d }}\n\n{%endblock%}";
        let tags = read(text);
        let blocks: Vec<_> = tags.iter().filter_map(|it| Some((it.line, it.statement("block")?))).collect();
        assert_eq!(blocks, [(1, "b")]);
        assert_eq!(tags.iter().find(|it| it.statement("endblock").is_some()).unwrap().line, 4);
    }

    #[test]
    fn a_call_names_a_text() {
        let of = |text| read(text).iter().flat_map(Tag::texts).collect::<Vec<_>>().len();
        let only = |text: &'static str| read(text).iter().flat_map(Tag::texts).next().unwrap();
        assert_eq!(only(r#"{{ t("a-b", x=1) }}"#), UsedText::Id("a-b"));
        assert_eq!(only("{% with label=t( 'c' ) %}"), UsedText::Id("c"));
        assert_eq!(only(r#"{{ t("done-" ~ notice) }}"#), UsedText::Prefix("done-"));
        assert_eq!(only(r#"{{ t(kind ~ "-title") }}"#), UsedText::Any);
        assert_eq!(only(r#"{{ t("a" if b else "c") }}"#), UsedText::Any);
        assert_eq!(of(r#"{{ at("a") ~ it.t("b") }}"#), 0);
    }

    #[test]
    fn a_template_is_named_by_a_text() {
        let of = |text| read(text).first().and_then(Tag::template).map(|it| it.map(str::to_owned));
        assert_eq!(of(r#"{% extends "a.html" %}"#), Some(Some("a.html".to_owned())));
        assert_eq!(of("{% include 'b.html' ignore missing %}"), Some(None));
        assert_eq!(of("{% include name %}"), Some(None));
        assert_eq!(of("{{ include }}"), None);
    }
}
