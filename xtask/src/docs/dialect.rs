//! The forge's Markdown in the generator's dialect, which is that of Python-Markdown.
//!
//! Blocks of Rust lose the lines that rustdoc hides, and have one word for their language. What belongs to an item of a
//! list is indented by four spaces for each level.

/// The state at a line of the page.
#[derive(Default)]
struct Translator {
    in_rust: bool,
    in_block: bool,
    /// The indentation of what belongs to an item of the current list: 2 after `- `, 3 after `1. `; 0 outside of lists.
    unit: usize,
}

pub(crate) fn translate(page: &str) -> String {
    let mut translator = Translator::default();
    page.lines().filter_map(|it| translator.line(it)).map(|it| it + "\n").collect()
}

impl Translator {
    /// The line as it is in the dialect; `None` if it is hidden.
    fn line(&mut self, line: &str) -> Option<String> {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.starts_with("```") {
            return Some(self.fence(indent, text));
        }
        if self.in_rust && (text == "#" || text.starts_with("# ")) {
            return None;
        }
        if !self.in_block && indent == 0 && !text.is_empty() {
            self.unit = unit(text);
        }
        Some(self.indented(indent, text))
    }

    fn fence(&mut self, indent: usize, text: &str) -> String {
        if indent == 0 && !self.in_block {
            self.unit = 0;
        }
        let language = if self.in_block { text } else { text.split(',').next().unwrap_or_default() };
        let line = self.indented(indent, language);
        self.in_block = !self.in_block;
        self.in_rust = self.in_block && text.starts_with("```rust");
        line
    }

    fn indented(&self, indent: usize, text: &str) -> String {
        let wide = match self.unit {
            _ if text.is_empty() => 0,
            0 => indent,
            unit if self.in_block && indent >= unit => indent + 4 - unit,
            unit => 4 * (indent / unit) + indent % unit,
        };
        format!("{}{text}", " ".repeat(wide))
    }
}

fn unit(text: &str) -> usize {
    let rest = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let is_numbered = rest.len() < text.len() && rest.starts_with(". ");
    if text.starts_with("- ") {
        2
    } else if is_numbered {
        text.len() - rest.len() + 2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_rustdoc_hides_are_not_shown() {
        let page =
            "# A\n\n```rust,no_run\n# use a::b;\n#[derive(B)]\n#\nlet c;\n```\n\n# B\n\n```sh\n# c\n```\n";
        let expected = "# A\n\n```rust\n#[derive(B)]\nlet c;\n```\n\n# B\n\n```sh\n# c\n```\n";
        assert_eq!(translate(page), expected);
    }

    #[test]
    fn what_belongs_to_an_item_is_indented_by_four() {
        let page = "1. a\n   b\n\n   ```sh\n   c\n     d\n   ```\n2. e\n\n- f\n  - g\n    h\n\ni\n  j\n";
        let expected =
            "1. a\n    b\n\n    ```sh\n    c\n      d\n    ```\n2. e\n\n- f\n    - g\n        h\n\ni\n  j\n";
        assert_eq!(translate(page), expected);
    }

    #[test]
    fn a_block_outside_of_a_list_keeps_its_lines() {
        let page = "- a\n\n```toml\nb = [\n    1,\n]\n```\n";
        assert_eq!(translate(page), page);
    }
}
