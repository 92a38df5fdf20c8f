//! The checks of dependencies between crates. ARCHITECTURE.md gives the reasons for the tables here.

use super::repository::{Dependency, Package, Repository};

struct AllowedCrates {
    from: &'static str,
    uses: &'static [&'static str],
    /// The crates that only its tests and examples may use.
    tests_use: &'static [&'static str],
}

/// Every crate of the workspace, the benchmarks and the fuzz targets. No store depends on a framework or the other
/// way round, in tests either.
const INTERNAL: &[AllowedCrates] = &[
    AllowedCrates { from: "lucerna-core", uses: &["lucerna-throttle"], tests_use: &[] },
    AllowedCrates { from: "lucerna-throttle", uses: &[], tests_use: &[] },
    AllowedCrates { from: "lucerna-derive", uses: &[], tests_use: &["lucerna-core"] },
    AllowedCrates { from: "lucerna-password", uses: &["lucerna-core"], tests_use: &[] },
    AllowedCrates { from: "lucerna-store-memory", uses: &["lucerna-core"], tests_use: &["lucerna-testkit"] },
    AllowedCrates { from: "lucerna-store-sql", uses: &["lucerna-core"], tests_use: &[] },
    AllowedCrates {
        from: "lucerna-store-sqlite",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-store-postgres",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-store-mysql",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-store-redis",
        uses: &["lucerna-core"],
        tests_use: &["lucerna-servers", "lucerna-store-memory", "lucerna-store-sqlite", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-adopt",
        uses: &[
            "lucerna-core",
            "lucerna-store-mysql",
            "lucerna-store-postgres",
            "lucerna-store-redis",
            "lucerna-store-sql",
            "lucerna-store-sqlite",
        ],
        tests_use: &["lucerna-servers"],
    },
    AllowedCrates {
        from: "lucerna-invitations",
        uses: &["lucerna-core", "lucerna-derive"],
        tests_use: EVERY_STORE,
    },
    AllowedCrates {
        from: "lucerna-audit",
        uses: &["lucerna-core", "lucerna-derive"],
        tests_use: EVERY_STORE,
    },
    AllowedCrates { from: "lucerna-mail", uses: &["lucerna-core", "lucerna-derive"], tests_use: EVERY_STORE },
    AllowedCrates {
        from: "lucerna-breached",
        uses: &["lucerna-core"],
        tests_use: &["lucerna-servers", "lucerna-store-memory", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-testkit",
        uses: &["lucerna-core", "lucerna-password"],
        tests_use: &["lucerna-store-memory"],
    },
    AllowedCrates { from: "lucerna-servers", uses: &[], tests_use: &[] },
    AllowedCrates { from: "lucerna-site", uses: &["lucerna-core"], tests_use: &[] },
    AllowedCrates {
        from: "lucerna-web",
        uses: &["lucerna-core"],
        tests_use: &["lucerna-store-memory", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna-web-axum",
        uses: &["lucerna-core", "lucerna-pages", "lucerna-web"],
        tests_use: &[],
    },
    AllowedCrates {
        from: "lucerna-pages",
        uses: &["lucerna-audit", "lucerna-core", "lucerna-derive", "lucerna-mail", "lucerna-web"],
        tests_use: &["lucerna-store-memory", "lucerna-testkit"],
    },
    AllowedCrates {
        from: "lucerna",
        uses: &[
            "lucerna-adopt",
            "lucerna-audit",
            "lucerna-breached",
            "lucerna-core",
            "lucerna-derive",
            "lucerna-mail",
            "lucerna-pages",
            "lucerna-password",
            "lucerna-site",
            "lucerna-store-memory",
            "lucerna-store-mysql",
            "lucerna-store-postgres",
            "lucerna-store-redis",
            "lucerna-store-sql",
            "lucerna-store-sqlite",
            "lucerna-web",
            "lucerna-web-axum",
        ],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    AllowedCrates { from: "lucerna-mistakes", uses: &[], tests_use: &["lucerna"] },
    AllowedCrates { from: "starter", uses: &["lucerna"], tests_use: &["lucerna-servers", "lucerna-testkit"] },
    AllowedCrates { from: "lucerna-bench", uses: &[], tests_use: &["lucerna"] },
    AllowedCrates {
        from: "lucerna-fuzz",
        uses: &["lucerna", "lucerna-core", "lucerna-testkit"],
        tests_use: &[],
    },
    AllowedCrates { from: "xtask", uses: &["lucerna-servers"], tests_use: &[] },
];

/// The crates that tests of a feature use to run on every store.
const EVERY_STORE: &[&str] = &[
    "lucerna-servers",
    "lucerna-store-memory",
    "lucerna-store-mysql",
    "lucerna-store-postgres",
    "lucerna-store-redis",
    "lucerna-store-sqlite",
    "lucerna-testkit",
];

/// The external crates that the core may use: no runtime, no driver, no framework.
const CORE_USES: &[&str] = &[
    "chrono",
    "data-encoding",
    "getrandom",
    "jiff",
    "serde",
    "serde_json",
    "sha2",
    "time",
    "tracing",
    "unicode-normalization",
    "unicode-script",
    "unicode-security",
    "uuid",
    "zeroize",
];

struct RestrictedDependency {
    dependency: &'static str,
    by: &'static [&'static str],
    /// The crates of which only tests and examples may use it.
    by_tests_of: &'static [&'static str],
}

/// Dependencies that only some crates may use.
const RESTRICTED: &[RestrictedDependency] = &[
    RestrictedDependency {
        dependency: "axum",
        by: AXUM,
        by_tests_of: &["lucerna", "lucerna-bench", "lucerna-mistakes"],
    },
    RestrictedDependency { dependency: "axum-core", by: AXUM, by_tests_of: &["lucerna"] },
    RestrictedDependency { dependency: "http", by: WEB, by_tests_of: &["lucerna"] },
    RestrictedDependency { dependency: "lettre", by: &["lucerna-mail"], by_tests_of: &[] },
    RestrictedDependency {
        dependency: "redis",
        by: &["lucerna-store-redis"],
        by_tests_of: &["lucerna-adopt"],
    },
    RestrictedDependency {
        dependency: "rusqlite",
        by: &["lucerna-adopt", "lucerna-store-sqlite"],
        by_tests_of: &["lucerna", "starter"],
    },
    RestrictedDependency {
        dependency: "tokio",
        by: &[
            "lucerna-audit",
            "lucerna-breached",
            "lucerna-fuzz",
            "lucerna-mail",
            "lucerna-pages",
            "lucerna-password",
            "lucerna-store-redis",
            "lucerna-store-sql",
            "lucerna-store-sqlite",
            "lucerna-testkit",
            "starter",
        ],
        by_tests_of: &[
            "lucerna",
            "lucerna-adopt",
            "lucerna-core",
            "lucerna-derive",
            "lucerna-invitations",
            "lucerna-store-memory",
            "lucerna-store-mysql",
            "lucerna-store-postgres",
            "lucerna-web",
        ],
    },
];

const WEB: &[&str] = &["lucerna-fuzz", "lucerna-pages", "lucerna-web", "lucerna-web-axum", "starter"];
const AXUM: &[&str] = &["lucerna-web-axum", "starter"];

pub(crate) fn internal(repository: &Repository) -> Vec<String> {
    let allowed = |package: &Package, it: &Dependency| row(package).is_some_and(|row| row.allows(it));
    let unlisted = repository.packages.iter().filter(|it| row(it).is_none()).map(|it| {
        format!("{} has no row in xtask/src/tidy/dependencies.rs; ARCHITECTURE.md explains the allowed dependencies", it.name)
    });
    unlisted.chain(edges(repository, |package, it| it.internal && !allowed(package, it))).collect()
}

pub(crate) fn external(repository: &Repository) -> Vec<String> {
    let unknown_to_core = |package: &Package, it: &Dependency| {
        package.name == "lucerna-core" && !it.dev && !CORE_USES.contains(&it.name.as_str())
    };
    let strayed = |package: &Package, it: &Dependency| {
        RESTRICTED.iter().any(|kept| kept.dependency == it.name && !kept.allows(package, it))
    };
    edges(repository, |package, it| !it.internal && (unknown_to_core(package, it) || strayed(package, it)))
        .collect()
}

/// Returns a sentence for each dependency that breaks a rule.
fn edges(
    repository: &Repository,
    breaks: impl Fn(&Package, &Dependency) -> bool,
) -> impl Iterator<Item = String> {
    let all = repository.packages.iter().flat_map(|from| from.dependencies.iter().map(move |to| (from, to)));
    all.filter(move |(from, to)| breaks(from, to)).map(|(from, to)| {
        let kind = if to.dev { " in its tests" } else { "" };
        format!(
            "{} must not use {}{kind}: see ARCHITECTURE.md and the table in xtask/src/tidy/dependencies.rs",
            from.name, to.name
        )
    })
}

fn row(package: &Package) -> Option<&'static AllowedCrates> {
    INTERNAL.iter().find(|it| it.from == package.name)
}

impl AllowedCrates {
    fn allows(&self, dependency: &Dependency) -> bool {
        let name = dependency.name.as_str();
        self.uses.contains(&name) || (dependency.dev && self.tests_use.contains(&name))
    }
}

impl RestrictedDependency {
    fn allows(&self, package: &Package, dependency: &Dependency) -> bool {
        let name = package.name.as_str();
        self.by.contains(&name) || (dependency.dev && self.by_tests_of.contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn internal_edge(from: &str, to: &str, dev: bool) -> Vec<String> {
        internal(&Repository::with_dependency(from, to, true, dev))
    }

    fn external_edge(from: &str, to: &str, dev: bool) -> Vec<String> {
        external(&Repository::with_dependency(from, to, false, dev))
    }

    #[test]
    fn a_forbidden_dependency_is_named() {
        assert_eq!(
            internal_edge("lucerna-core", "lucerna-password", false),
            ["lucerna-core must not use lucerna-password: see ARCHITECTURE.md and the table in \
              xtask/src/tidy/dependencies.rs"]
        );
    }

    #[test]
    fn no_store_uses_a_framework_nor_the_other_way_round() {
        for dev in [false, true] {
            for web in ["lucerna-web", "lucerna-web-axum"] {
                assert_eq!(internal_edge(web, "lucerna-store-sqlite", dev).len(), 1);
                assert_eq!(internal_edge("lucerna-store-sqlite", web, dev).len(), 1);
            }
        }
    }

    #[test]
    fn a_dependency_for_tests_is_forbidden_in_the_crate() {
        assert_eq!(internal_edge("lucerna-derive", "lucerna-core", true), [""; 0]);
        assert_eq!(internal_edge("lucerna-derive", "lucerna-core", false).len(), 1);
        assert_eq!(external_edge("lucerna", "tokio", true), [""; 0]);
        assert_eq!(external_edge("lucerna", "tokio", false).len(), 1);
    }

    #[test]
    fn a_crate_without_a_row_is_named() {
        let package = Package { name: "lucerna-new".to_owned(), ..Package::default() };
        let problems = internal(&Repository { packages: vec![package], ..Repository::default() });
        assert!(problems.concat().starts_with("lucerna-new has no row"), "{problems:?}");
    }

    #[test]
    fn the_core_uses_no_other_external_crate() {
        assert_eq!(external_edge("lucerna-core", "sha2", false), [""; 0]);
        assert_eq!(external_edge("lucerna-core", "regex", false).len(), 1);
        assert_eq!(external_edge("lucerna-core", "proptest", true), [""; 0]);
    }

    #[test]
    fn frameworks_and_runtimes_are_used_only_by_the_crates_that_may() {
        assert_eq!(external_edge("lucerna-store-sqlite", "tokio", false), [""; 0]);
        assert_eq!(external_edge("lucerna-web-axum", "tokio", false).len(), 1);
        assert_eq!(external_edge("lucerna-web-axum", "http", false), [""; 0]);
        assert_eq!(external_edge("lucerna-web", "axum", true).len(), 1);
        assert_eq!(external_edge("lucerna-store-sqlite", "http", true).len(), 1);
    }
}
