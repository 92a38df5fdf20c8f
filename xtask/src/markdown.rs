//! A reader of Markdown pages: links, anchors and code blocks.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) links: Vec<MarkdownLink>,
    /// The names in links such as `[text][name]` that no line defines. Readers see the brackets.
    pub(crate) undefined: Vec<Span>,
    /// The anchors of headings and HTML elements, which links can name.
    pub(crate) anchors: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    /// The texts between single back ticks.
    pub(crate) spans: Vec<Span>,
}

/// A link or a picture.
#[derive(Debug)]
pub(crate) struct MarkdownLink {
    pub(crate) target: String,
    pub(crate) label: String,
    pub(crate) line: usize,
    /// The position of the target; `None` if it is defined in another place, as for `[text][name]`.
    pub(crate) place: Option<Range<usize>>,
}

#[derive(Debug)]
pub(crate) struct Block {
    /// The text after the opening fence, for instance `rust,no_run`; empty for an indented block.
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Block {
    /// Returns the words after the opening fence, as rustdoc separates them.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.language.split([',', ' ', '\t']).filter(|it| !it.is_empty()).collect()
    }
}

#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Document {
    pub(crate) fn read(text: &str) -> Self {
        let mut reader =
            PageReader { text, page: Self::default(), open: OpenElement::Nothing, labels: Vec::new() };
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
        let mut undefined = Vec::new();
        let callback = |it: BrokenLink<'_>| {
            if matches!(it.link_type, LinkType::Reference | LinkType::Collapsed) {
                undefined.push(Span { text: it.reference.to_string(), line: line_at(text, it.span.start) });
            }
            None
        };
        let parser = Parser::new_with_broken_link_callback(text, options, Some(callback));
        for (event, place) in parser.into_offset_iter() {
            reader.see(event, place);
        }
        Self { undefined, ..reader.page }
    }
}

/// The element that the next text belongs to.
enum OpenElement {
    Nothing,
    Heading(String),
    Block(Block),
}

struct PageReader<'a> {
    text: &'a str,
    page: Document,
    open: OpenElement,
    /// The indices in `page.links` of the links that are still open.
    labels: Vec<usize>,
}

impl PageReader<'_> {
    fn see(&mut self, event: Event<'_>, place: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.open = OpenElement::Heading(String::new()),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.open = OpenElement::Block(self.block(&kind, place.start));
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.begin_link(&dest_url, place);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => drop(self.labels.pop()),
            Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => self.close(),
            Event::Text(text) => self.add(&text),
            Event::Code(text) => {
                self.page.spans.push(Span { text: text.to_string(), line: self.line(place.start) });
                self.add(&text);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.see_html(place),
            _ => {}
        }
    }

    fn block(&self, kind: &CodeBlockKind<'_>, at: usize) -> Block {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        Block { language, text: String::new(), line: self.line(at) }
    }

    fn begin_link(&mut self, target: &str, place: Range<usize>) {
        let line = self.line(place.start);
        let start = self.text.get(place.clone()).and_then(|it| it.rfind(target)).map(|it| place.start + it);
        let place = start.map(|it| it..it + target.len());
        self.labels.push(self.page.links.len());
        self.page.links.push(MarkdownLink { target: target.to_owned(), label: String::new(), line, place });
    }

    fn close(&mut self) {
        match std::mem::replace(&mut self.open, OpenElement::Nothing) {
            OpenElement::Heading(text) => {
                let anchor = unused(&slug(&text), &self.page.anchors);
                self.page.anchors.push(anchor);
            }
            OpenElement::Block(block) => self.page.blocks.push(block),
            OpenElement::Nothing => {}
        }
    }

    fn add(&mut self, text: &str) {
        match &mut self.open {
            OpenElement::Heading(heading) => heading.push_str(text),
            OpenElement::Block(block) => block.text.push_str(text),
            OpenElement::Nothing => {}
        }
        for label in &self.labels {
            self.page.links.get_mut(*label).into_iter().for_each(|it| it.label.push_str(text));
        }
    }

    fn see_html(&mut self, place: Range<usize>) {
        let text = self.text;
        let html = text.get(place.clone()).unwrap_or_default();
        for (at, value) in ["src", "href", "srcset"].iter().flat_map(|it| attributes(html, it)) {
            let start = place.start + at;
            let link = MarkdownLink {
                target: value.to_owned(),
                label: String::new(),
                line: self.line(start),
                place: Some(start..start + value.len()),
            };
            self.page.links.push(link);
        }
        let names = ["id", "name"].iter().flat_map(|it| attributes(html, it));
        self.page.anchors.extend(names.map(|(_, value)| value.to_owned()));
    }

    fn line(&self, at: usize) -> usize {
        line_at(self.text, at)
    }
}

fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// Returns the values of an HTML attribute, with the position of each.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<(usize, &'a str)> {
    let places = html.match_indices(name).filter(|(at, _)| preceded_by_space(html, *at));
    let values = places.filter_map(|(at, _)| value(html, html.get(at + name.len()..)?));
    values.collect()
}

/// Returns the value that begins at the end of the HTML: in double or single quotes, or without any.
fn value<'a>(html: &str, end: &'a str) -> Option<(usize, &'a str)> {
    let rest = end.trim_start().strip_prefix('=')?.trim_start();
    let (rest, value) = match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let rest = rest.strip_prefix(quote)?;
            (rest, rest.split_once(quote)?.0)
        }
        _ => (rest, rest.split([' ', '\t', '\n', '>']).next()?),
    };
    Some((html.len() - rest.len(), value))
}

fn preceded_by_space(html: &str, at: usize) -> bool {
    html.get(..at).is_some_and(|it| it.ends_with(char::is_whitespace))
}

/// Returns the anchor of a heading, as the forge and the site generate it.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.flat_map(char::to_lowercase).map(|it| if it == ' ' { '-' } else { it }).collect()
}

fn unused(slug: &str, taken: &[String]) -> String {
    let is_free = |it: &String| !taken.contains(it);
    let numbered = (1..).map(|it| format!("{slug}-{it}"));
    std::iter::once(slug.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_anchors_of_the_forge() {
        let page = Document::read(
            "# `Auth`, TLS & time\n\n## A\n\n## A\n\nunder\n=====\n\n<a id=\"by-hand\"></a>\n",
        );
        assert_eq!(page.anchors, ["auth-tls--time", "a", "a-1", "under", "by-hand"]);
    }

    #[test]
    fn links_and_pictures_are_found_with_line_label_and_place() {
        let text = "# A\n\n[one](b.md#c) and ![two](d.png)\n[three][x] `[no](no.md)`\n\n[x]: e.md\n";
        let links = Document::read(text).links;
        let seen: Vec<_> = links.iter().map(|it| (it.target.as_str(), it.label.as_str(), it.line)).collect();
        assert_eq!(seen, [("b.md#c", "one", 3), ("d.png", "two", 3), ("e.md", "three", 4)]);
        let placed = |it: &MarkdownLink| it.place.clone().and_then(|it| text.get(it)).map(str::to_owned);
        assert_eq!(placed(&links[0]).as_deref(), Some("b.md#c"));
        assert_eq!(placed(&links[2]), None);
    }

    #[test]
    fn links_in_html_are_found() {
        let text = "<picture>\n<source srcset=\"dark.png\">\n<img src=\"light.png\" alt=\"\">\n</picture>\n";
        let links = Document::read(text).links;
        assert_eq!(links.iter().map(|it| it.target.as_str()).collect::<Vec<_>>(), ["dark.png", "light.png"]);
        assert!(links.iter().all(|it| text.get(it.place.clone().unwrap()) == Some(&it.target)));
    }

    #[test]
    fn attributes_of_html_have_either_quote_or_none() {
        let text = "<a href='b.md'>b</a> <a href=c.md>c</a> <img alt=\"\" src = \"d.png\"> <a id='e'></a>\n";
        let page = Document::read(text);
        let targets: Vec<_> = page.links.iter().map(|it| it.target.as_str()).collect();
        assert_eq!((targets, page.anchors), (vec!["b.md", "c.md", "d.png"], vec!["e".to_owned()]));
        assert!(page.links.iter().all(|it| text.get(it.place.clone().unwrap()) == Some(&it.target)));
    }

    #[test]
    fn a_link_by_a_name_that_is_not_defined_is_found() {
        let page = Document::read("# A\n\n[one][b], [two][c] and [c][]: [ ] [x] `[y][z]`\n\n[b]: b.md\n");
        let undefined: Vec<_> = page.undefined.iter().map(|it| (it.line, it.text.as_str())).collect();
        assert_eq!(undefined, [(3, "c"), (3, "c")]);
    }

    #[test]
    fn blocks_have_their_language_and_spans_their_text() {
        let page = Document::read("a `cargo run`\n\n```rust,no_run\nfn a() {}\n```\n\n    indented\n");
        let blocks: Vec<_> = page.blocks.iter().map(|it| (it.language.as_str(), it.text.as_str())).collect();
        assert_eq!(blocks, [("rust,no_run", "fn a() {}\n"), ("", "indented\n")]);
        assert_eq!(page.blocks[0].line, 3);
        assert_eq!(page.spans[0].text, "cargo run");
    }
}
