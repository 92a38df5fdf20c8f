//! The check that no file names the machine it was written on or the host of a registry.

use super::repository::Repository;

// Split, so that the check does not find this file.
const PLACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("crates.io", "/api"),
    concat!("deb.debian", ".org"),
    concat!("registry", ".npmjs"),
    concat!("static", ".crates.io"),
];

/// The lock files, into which cargo writes the registry's index.
const EXEMPT: [&str; 2] = ["Cargo.lock", "bench/Cargo.lock"];

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let mut problems = Vec::new();
    for file in repository.files.iter().filter(|it| !EXEMPT.contains(&it.path.as_str())) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let named = PLACES.iter().find(|it| line.contains(**it));
            problems.extend(named.map(|it| format!("{}:{number}: names {it}", file.path)));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_file_except_the_lock_files() {
        for place in PLACES {
            let text = format!("first\nsee {place}main\n");
            let problems = check(&Repository::with_file("docs/a.md", &text));
            assert_eq!(problems, [format!("docs/a.md:2: names {place}")]);
            for lock in EXEMPT {
                assert_eq!(check(&Repository::with_file(lock, &text)), [""; 0]);
            }
        }
    }
}
