//! The rules of the house, as checks that name every place that breaks one.
//!
//! Each check is a pure function from the repository to the list of what is wrong; `cargo xtask tidy` runs them all and
//! so do the tests at the end of this file.

mod arrows;
mod examples;
mod guide;
mod links;
mod locks;
mod packages;
mod parity;
mod places;
mod repository;
mod sizes;
mod snippets;
mod sources;

use crate::log::Log;
pub(crate) use links::{FORGE, local, overview};
pub(crate) use repository::{File, Repository};

type Check = fn(&Repository) -> Vec<String>;

const CHECKS: &[(&str, Check)] = &[
    ("crates use only what the table of arrows allows", arrows::internal),
    ("dependencies stay where they belong", arrows::external),
    ("every package is described", packages::check),
    ("every file opens with its module's doc", sources::module_docs),
    ("every file is named after what it holds", sources::file_names),
    ("nothing is left unfinished", sources::unfinished),
    ("every allowed lint has a reason", sources::lint_reasons),
    ("no line ends in white space", sources::trailing_space),
    ("regression tests carry their number", sources::regression_names),
    ("regression tests answer a row of SECURITY.md", sources::regression_rows),
    ("no file is too long", sizes::check),
    ("the README shows a short example and links the guide", guide::check),
    ("the document shows the small store as it is", guide::store),
    ("the document shows the guide as it is", guide::steps),
    ("every block of Rust in a document is compiled", guide::blocks),
    ("no block of Rust hides from the compiler", snippets::rust),
    ("every block of TOML is TOML", snippets::toml),
    ("every command in a document can be given", snippets::commands),
    ("every link of a document leads somewhere", links::check),
    ("every page is named by its overview", links::listed),
    ("every public type, function and macro has an example", examples::check),
    ("every test that stands beside a call of Lucia's is there", parity::rows),
    ("every flaw of Lucia's has a test or says why not", parity::flaws),
    ("the benchmarks have the versions of the workspace", locks::check),
    ("nothing names a machine or a registry", places::check),
];

/// Prints the report of sizes and what is wrong.
pub(crate) fn run() -> Result<(), String> {
    check(|line| {
        println!("{line}");
        Ok(())
    })
}

/// The same into the log of a step.
pub(crate) fn check_into(log: &mut Log) -> Result<(), String> {
    check(|line| log.write(line))
}

fn check(mut say: impl FnMut(&str) -> Result<(), String>) -> Result<(), String> {
    let repository = Repository::load()?;
    say(&sizes::report(&repository))?;
    let mut broken = 0;
    for (rule, check) in CHECKS {
        let problems = check(&repository);
        say(&format!("{} {rule}", if problems.is_empty() { "ok    " } else { "BROKEN" }))?;
        problems.iter().try_for_each(|it| say(&format!("         {it}")))?;
        broken += problems.len();
    }
    if broken == 0 { Ok(()) } else { Err(format!("the rules of the house are broken in {broken} places")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(check: Check) {
        let problems = check(&Repository::load().unwrap());
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }

    #[test]
    fn internal_arrows_hold() {
        holds(arrows::internal);
    }

    #[test]
    fn external_arrows_hold() {
        holds(arrows::external);
    }

    #[test]
    fn packages_are_described() {
        holds(packages::check);
    }

    #[test]
    fn files_open_with_module_docs() {
        holds(sources::module_docs);
    }

    #[test]
    fn files_are_named_after_what_they_hold() {
        holds(sources::file_names);
    }

    #[test]
    fn nothing_is_unfinished() {
        holds(sources::unfinished);
    }

    #[test]
    fn allowed_lints_have_reasons() {
        holds(sources::lint_reasons);
    }

    #[test]
    fn no_line_ends_in_white_space() {
        holds(sources::trailing_space);
    }

    #[test]
    fn regression_tests_carry_their_number() {
        holds(sources::regression_names);
    }

    #[test]
    fn regression_tests_answer_a_row_of_the_security_document() {
        holds(sources::regression_rows);
    }

    #[test]
    fn no_file_is_too_long() {
        println!("{}", sizes::report(&Repository::load().unwrap()));
        holds(sizes::check);
    }

    #[test]
    fn readme_shows_the_guide_as_it_is() {
        holds(guide::check);
    }

    #[test]
    fn document_shows_the_guide_as_it_is() {
        holds(guide::steps);
    }

    #[test]
    fn document_shows_the_small_store_as_it_is() {
        holds(guide::store);
    }

    #[test]
    fn lucia_flaw_61_what_the_documents_show_is_compiled() {
        holds(guide::blocks);
    }

    #[test]
    fn no_rust_hides_from_the_compiler() {
        holds(snippets::rust);
    }

    #[test]
    fn blocks_of_toml_are_toml() {
        holds(snippets::toml);
    }

    #[test]
    fn commands_in_documents_can_be_given() {
        holds(snippets::commands);
    }

    #[test]
    fn links_of_documents_lead_somewhere() {
        holds(links::check);
    }

    #[test]
    fn pages_are_named_by_their_overviews() {
        holds(links::listed);
    }

    #[test]
    fn public_items_have_examples() {
        holds(examples::check);
    }

    #[test]
    fn tests_beside_calls_of_lucias_are_there() {
        holds(parity::rows);
    }

    #[test]
    fn flaws_of_lucias_have_tests() {
        holds(parity::flaws);
    }

    #[test]
    fn benchmarks_have_the_versions_of_the_workspace() {
        holds(locks::check);
    }

    #[test]
    fn nothing_names_a_machine_or_a_registry() {
        holds(places::check);
    }

    #[test]
    fn every_check_has_a_test_above() {
        let calls = include_str!("tidy.rs").matches(concat!("  holds", "(")).count();
        assert_eq!(calls, CHECKS.len());
    }
}
