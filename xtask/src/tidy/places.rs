//! Nothing that is handed on names the machine it was written on or the host of a registry.

use super::repository::Repository;

// In pieces, so that this file does not find itself.
const PLACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("crates.io", "/api"),
    concat!("deb.debian", ".org"),
    concat!("registry", ".npmjs"),
    concat!("static", ".crates.io"),
];

/// Cargo writes the registry's index into these.
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
    fn a_place_is_found_in_any_file_but_the_locks() {
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
