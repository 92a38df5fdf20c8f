//! The checks that code in documents can be compiled, parsed and run.

use super::repository::{File, Package, Repository};
use crate::Task;
use crate::markdown::{Block, Document};

fn blocks(repository: &Repository) -> impl Iterator<Item = (&File, Block)> {
    repository
        .pages()
        .flat_map(|file| Document::read(&file.text).blocks.into_iter().map(move |it| (file, it)))
}

/// Checks Rust blocks. rustdoc compiles every block that is marked as Rust or not at all; `ignore` would exclude one.
pub(crate) fn rust(repository: &Repository) -> Vec<String> {
    let hidden = blocks(repository).filter_map(|(file, block)| hides(&block).map(|it| (file, block, it)));
    hidden.map(|(file, block, why)| format!("{}:{}: {why}", file.path, block.line)).collect()
}

fn hides(block: &Block) -> Option<&'static str> {
    let words = block.words();
    let is_rust = words.contains(&"rust");
    if words.is_empty() {
        Some("the block names no language")
    } else if is_rust && words.iter().any(|it| it.starts_with("ignore") || *it == "text") {
        Some("the block of Rust is not compiled")
    } else if !is_rust && block.text.lines().any(looks_like_rust) {
        Some("the block looks like Rust and is not called so")
    } else {
        None
    }
}

fn looks_like_rust(line: &str) -> bool {
    let starts = ["#[derive(", "async fn ", "fn ", "impl ", "let mut ", "pub fn ", "use lucerna"];
    starts.iter().any(|it| line.trim_start().starts_with(it))
}

/// Checks that TOML can be parsed, and that our packages have the features that it names.
pub(crate) fn toml(repository: &Repository) -> Vec<String> {
    let blocks = blocks(repository).filter(|(_, it)| it.words().contains(&"toml"));
    let broken = blocks.flat_map(|(file, it)| {
        let problems = match ::toml::from_str::<::toml::Table>(&it.text) {
            Ok(table) => unknown_features(repository, &table),
            Err(problem) => vec![problem.message().to_owned()],
        };
        problems.into_iter().map(move |problem| format!("{}:{}: {problem}", file.path, it.line))
    });
    broken.collect()
}

fn unknown_features(repository: &Repository, manifest: &::toml::Table) -> Vec<String> {
    let tables =
        ["dependencies", "dev-dependencies"].into_iter().filter_map(|it| manifest.get(it)?.as_table());
    let unknown = tables.flatten().filter_map(|(name, it)| {
        let package = repository.packages.iter().find(|it| it.name == *name)?;
        let features = it.get("features")?.as_array()?.iter().filter_map(::toml::Value::as_str);
        unknown_of(package, features)
    });
    unknown.collect()
}

const SHELLS: [&str; 4] = ["sh", "bash", "console", "shell"];

/// Checks the cargo commands in shell blocks and in the text of a page.
pub(crate) fn commands(repository: &Repository) -> Vec<String> {
    repository.pages().flat_map(|file| wrong_commands(repository, file)).collect()
}

fn wrong_commands(repository: &Repository, file: &File) -> Vec<String> {
    let Document { blocks, spans, .. } = Document::read(&file.text);
    let shown = blocks.iter().filter(|it| it.words().first().is_some_and(|it| SHELLS.contains(it)));
    let shown = shown.flat_map(|block| lines(block.line + 1, &block.text));
    let all = shown.chain(spans.iter().map(|it| (it.line, it.text.clone())));
    let wrong = all.flat_map(|(line, text)| {
        let wrong = commands_in(&text).into_iter().filter_map(|words| wrong(repository, &words));
        wrong.map(|it| (line, it)).collect::<Vec<_>>()
    });
    wrong.map(|(line, why)| format!("{}:{line}: {why}", file.path)).collect()
}

/// Returns the lines of a block with their numbers. A line that ends in a backslash goes on in the next one.
fn lines(first: usize, text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in (first..).zip(text.lines()) {
        match lines.last_mut().filter(|(_, it)| it.ends_with('\\')) {
            Some((_, before)) => *before = format!("{} {line}", before.trim_end_matches('\\')),
            None => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// Returns the commands of a line, as words. The words before `cargo` and comments are left out, and an option with `=` is two
/// words.
fn commands_in(line: &str) -> Vec<Vec<&str>> {
    let line = line.split(" #").next().unwrap_or_default();
    let commands = line.split("&&").flat_map(|it| it.split(['|', ';']));
    commands.map(|it| words_of(it.split_whitespace().skip_while(|it| *it != "cargo"))).collect()
}

/// Returns the words of a command without the toolchain, such as `+1.89`.
fn words_of<'a>(command: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let words = command.filter(|it| !it.starts_with('+'));
    words.flat_map(|it| it.splitn(if it.starts_with("--") { 2 } else { 1 }, '=')).collect()
}

fn wrong(repository: &Repository, words: &[&str]) -> Option<String> {
    match words {
        ["cargo", "xtask", arguments @ ..] => {
            let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
            // A command's name alone names the command in the text.
            Task::parse(&arguments).err().filter(|it| arguments.len() > 1 || it.starts_with("unknown"))
        }
        ["cargo", "add", package, arguments @ ..] => {
            let package = repository.packages.iter().find(|it| it.name == *package)?;
            unknown_feature(package, arguments)
        }
        ["cargo", "bench" | "build" | "check" | "clippy" | "doc" | "run" | "test", arguments @ ..] => {
            wrong_arguments(repository, arguments)
        }
        _ => None,
    }
}

fn wrong_arguments(repository: &Repository, arguments: &[&str]) -> Option<String> {
    let ours: Vec<&str> = arguments.iter().copied().take_while(|it| *it != "--").collect();
    let name = value_of(&ours, &["-p", "--package"]).filter(|it| *it != "…")?;
    let Some(package) = repository.packages.iter().find(|it| it.name == name) else {
        return Some(format!("there is no package {name}"));
    };
    let target = value_of(&ours, &["--example", "--test", "--bin", "--bench"]);
    let target = target.filter(|it| !package.targets.iter().any(|there| there == it));
    target.map(|it| format!("{name} has no target {it}")).or_else(|| unknown_feature(package, &ours))
}

fn value_of<'a>(arguments: &[&'a str], options: &[&str]) -> Option<&'a str> {
    let at = arguments.iter().position(|it| options.contains(it))?;
    arguments.get(at + 1).copied()
}

fn unknown_feature(package: &Package, arguments: &[&str]) -> Option<String> {
    let options = arguments.windows(2).filter(|it| matches!(it.first(), Some(&("-F" | "--features"))));
    let asked = options.filter_map(|it| it.get(1)).flat_map(|it| it.split(','));
    unknown_of(package, asked)
}

fn unknown_of<'a>(package: &Package, mut features: impl Iterator<Item = &'a str>) -> Option<String> {
    let unknown = features.find(|it| !package.features.iter().any(|there| there == it))?;
    Some(format!("{} has no feature {unknown}", package.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Repository {
        let words = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        let package = Package {
            name: "lucerna".to_owned(),
            features: words(&["axum", "sqlite"]),
            targets: words(&["guide"]),
            ..Package::default()
        };
        Repository { packages: vec![package], ..Repository::with_file("docs/a.md", text) }
    }

    #[test]
    fn rust_that_is_compiled_is_right() {
        let text = "```rust\nfn a() {}\n```\n\n```rust,no_run\nfn b() {}\n```\n\n```sql\nselect 1;\n```\n";
        assert_eq!(rust(&page(text)), [""; 0]);
    }

    #[test]
    fn rust_that_is_not_compiled_is_named() {
        let problem = |it: &str| rust(&page(&format!("# A\n\n{it}"))).join("\n");
        assert_eq!(problem("```\nls\n```\n"), "docs/a.md:3: the block names no language");
        assert_eq!(problem("    ls\n"), "docs/a.md:3: the block names no language");
        assert_eq!(
            problem("```rust,ignore\nfn a() {}\n```\n"),
            "docs/a.md:3: the block of Rust is not compiled"
        );
        assert_eq!(
            problem("```rust ignore\nlet a;\n```\n"),
            "docs/a.md:3: the block of Rust is not compiled"
        );
        let disguised = "docs/a.md:3: the block looks like Rust and is not called so";
        assert_eq!(problem("```text\nfn a() {}\n```\n"), disguised);
        assert_eq!(problem("```rs\n    let mut a = 1;\n```\n"), disguised);
    }

    #[test]
    fn toml_that_does_not_parse_is_named() {
        assert_eq!(toml(&page("```toml\n[a]\nb = 1\n```\n")), [""; 0]);
        let problems = toml(&page("# A\n\n```toml\n[a]\nb = {\n```\n"));
        assert!(problems.len() == 1 && problems[0].starts_with("docs/a.md:3: "), "{problems:?}");
    }

    #[test]
    fn an_unknown_feature_of_a_dependency_is_named() {
        let problems = |features: &str| {
            toml(&page(&format!(
                "```toml\n[dependencies]\nlucerna = {{ path = \"a\", features = {features} }}\nb = \"1\"\n```\n"
            )))
        };
        assert_eq!(problems("[\"axum\"]"), [""; 0]);
        assert_eq!(problems("[\"axum\", \"no\"]"), ["docs/a.md:1: lucerna has no feature no"]);
    }

    #[test]
    fn existing_commands_are_accepted() {
        let text = "`cargo xtask tidy`, `cargo xtask keep-databases`, `cargo test -p …`\n\n```sh\ncargo run   # sign up\nA_B=c cargo xtask test --fast && \
                    cargo run -p lucerna --example guide --features axum,sqlite -- --features no\n\
                    cargo add lucerna --features axum\ncargo add other --features own\n```\n";
        assert_eq!(commands(&page(text)), [""; 0]);
    }

    #[test]
    fn unknown_commands_are_named() {
        let problem = |it: &str| commands(&page(&format!("# A\n\n```sh\n{it}\n```\n"))).join("\n");
        assert_eq!(problem("cargo xtask tset"), "docs/a.md:4: unknown command `tset`");
        assert_eq!(problem("A=b cargo run -p other"), "docs/a.md:4: there is no package other");
        assert_eq!(problem("ls | cargo test -p lucerna --test no"), "docs/a.md:4: lucerna has no target no");
        for command in [
            "cargo test -p lucerna --features=no",
            "cargo test -p lucerna -F axum --features no",
            "cargo clippy --package=lucerna -F no",
            "$ cargo +1.89 run -p lucerna -F no",
            "sudo env a=b cargo run -p lucerna -F no",
            "cargo run -p lucerna \\\n  -F no",
        ] {
            assert_eq!(problem(command), "docs/a.md:4: lucerna has no feature no", "{command}");
        }
        assert_eq!(problem("cargo add lucerna -F axum,no"), "docs/a.md:4: lucerna has no feature no");
        assert_eq!(commands(&page("See `cargo xtask tset`.")), ["docs/a.md:1: unknown command `tset`"]);
    }
}
