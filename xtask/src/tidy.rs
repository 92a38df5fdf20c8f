//! The rules of this repository, as checks that name every violation.
//!
//! Each check is a pure function from the repository to a list of problems. `cargo xtask tidy` runs all of them, and
//! so do the tests at the end of this file.

mod asvs;
mod dangers;
mod dependencies;
mod events;
mod examples;
mod guide;
mod links;
mod lock_files;
mod lucia_parity;
mod machine_names;
mod packages;
mod plants;
mod repository;
mod sizes;
mod snippets;
mod sources;
mod type_names;
mod words;

use crate::log::Log;
pub(crate) use links::{FORGE, local, overview};
pub(crate) use repository::{File, Repository};

type RepositoryCheck = fn(&Repository) -> Vec<String>;

const CHECKS: &[(&str, RepositoryCheck)] = &[
    ("crates depend only on the crates that the table allows", dependencies::internal),
    ("external dependencies are used only by the crates that may", dependencies::external),
    ("every package is described", packages::check),
    ("every file starts with module documentation", sources::module_docs),
    ("no file has a meaningless name", sources::file_names),
    ("a type name means one thing in all crates", type_names::check),
    ("documentation comments are plain sentences", words::check),
    ("the page about the log lists every event", events::check),
    ("no unfinished work is marked in the code", sources::unfinished),
    ("every allowed lint has a reason", sources::lint_reasons),
    ("no line ends in white space", sources::trailing_space),
    ("regression tests carry their number", sources::regression_names),
    ("regression tests refer to a row of SECURITY.md", sources::regression_rows),
    ("every planted bug can be planted", plants::apply),
    ("every regression test has a bug that it fails on", plants::complete),
    ("no file is too long", sizes::check),
    ("the README shows a short example and links the guide", guide::check),
    ("the document shows the current code of the small store", guide::store),
    ("the document shows the current code of the guide", guide::steps),
    ("every block of Rust in a document is compiled", guide::blocks),
    ("no block of Rust is excluded from compilation", snippets::rust),
    ("every block of TOML is valid", snippets::toml),
    ("every command in a document exists", snippets::commands),
    ("every link of a document has a target", links::check),
    ("every page is linked from its overview", links::listed),
    ("every public type, function and macro has an example", examples::check),
    ("every test in the table of Lucia's calls exists", lucia_parity::rows),
    ("every flaw of Lucia has a test or a reason for none", lucia_parity::flaws),
    ("SECURITY.md names every function with danger in its name", dangers::check),
    ("the page about ASVS has every requirement once", asvs::rows),
    ("every test in the page about ASVS exists", asvs::named_tests),
    ("the benchmarks have the versions of the workspace", lock_files::check),
    ("no file names a machine or a registry", machine_names::check),
];

/// Prints the report of sizes and the problems.
pub(crate) fn run() -> Result<(), String> {
    check(|line| {
        println!("{line}");
        Ok(())
    })
}

/// Writes the report of sizes and the problems into the log of a step.
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
    if broken == 0 { Ok(()) } else { Err(format!("tidy found {broken} problems")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(check: RepositoryCheck) {
        let problems = check(&Repository::load().unwrap());
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }

    #[test]
    fn internal_arrows_hold() {
        holds(dependencies::internal);
    }

    #[test]
    fn external_arrows_hold() {
        holds(dependencies::external);
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
    fn type_names_mean_one_thing() {
        holds(type_names::check);
    }

    #[test]
    fn documentation_comments_are_plain() {
        holds(words::check);
    }

    #[test]
    fn the_log_page_lists_every_event() {
        holds(events::check);
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
    fn planted_bugs_can_be_planted() {
        holds(plants::apply);
    }

    #[test]
    fn regression_tests_have_bugs_that_they_fail_on() {
        holds(plants::complete);
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
        holds(lucia_parity::rows);
    }

    #[test]
    fn flaws_of_lucias_have_tests() {
        holds(lucia_parity::flaws);
    }

    #[test]
    fn dangerous_functions_are_in_the_security_document() {
        holds(dangers::check);
    }

    #[test]
    fn the_page_about_asvs_is_complete() {
        holds(asvs::rows);
    }

    #[test]
    fn tests_on_the_page_about_asvs_are_there() {
        holds(asvs::named_tests);
    }

    #[test]
    fn benchmarks_have_the_versions_of_the_workspace() {
        holds(lock_files::check);
    }

    #[test]
    fn nothing_names_a_machine_or_a_registry() {
        holds(machine_names::check);
    }

    #[test]
    fn every_check_has_a_test_above() {
        let calls = include_str!("tidy.rs").matches(concat!("  holds", "(")).count();
        assert_eq!(calls, CHECKS.len());
    }
}
