//! Which crate may use which: ARCHITECTURE.md gives the reasons, the tables here hold them.

use super::repository::{Dependency, Package, Repository};

struct Row {
    from: &'static str,
    uses: &'static [&'static str],
    /// What its tests and examples may use besides.
    tests_use: &'static [&'static str],
}

/// Every crate of the workspace, the benchmarks and the fuzz targets. There is no edge between a store and a framework, in tests either.
const INTERNAL: &[Row] = &[
    Row { from: "lucerna-core", uses: &[], tests_use: &[] },
    Row { from: "lucerna-derive", uses: &[], tests_use: &["lucerna-core"] },
    Row { from: "lucerna-password", uses: &["lucerna-core"], tests_use: &[] },
    Row { from: "lucerna-store-memory", uses: &["lucerna-core"], tests_use: &["lucerna-testkit"] },
    Row { from: "lucerna-store-sql", uses: &["lucerna-core"], tests_use: &[] },
    Row {
        from: "lucerna-store-sqlite",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-testkit"],
    },
    Row {
        from: "lucerna-store-postgres",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    Row {
        from: "lucerna-store-mysql",
        uses: &["lucerna-core", "lucerna-store-sql"],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    Row {
        from: "lucerna-store-redis",
        uses: &["lucerna-core"],
        tests_use: &["lucerna-servers", "lucerna-store-memory", "lucerna-store-sqlite", "lucerna-testkit"],
    },
    Row {
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
    Row {
        from: "lucerna-invitations",
        uses: &["lucerna-core", "lucerna-derive"],
        tests_use: &[
            "lucerna-servers",
            "lucerna-store-memory",
            "lucerna-store-mysql",
            "lucerna-store-postgres",
            "lucerna-store-redis",
            "lucerna-store-sqlite",
            "lucerna-testkit",
        ],
    },
    Row {
        from: "lucerna-testkit",
        uses: &["lucerna-core", "lucerna-password"],
        tests_use: &["lucerna-store-memory"],
    },
    Row { from: "lucerna-servers", uses: &[], tests_use: &[] },
    Row { from: "lucerna-site", uses: &["lucerna-core"], tests_use: &[] },
    Row {
        from: "lucerna-web",
        uses: &["lucerna-core"],
        tests_use: &["lucerna-store-memory", "lucerna-testkit"],
    },
    Row { from: "lucerna-web-axum", uses: &["lucerna-core", "lucerna-web"], tests_use: &[] },
    Row {
        from: "lucerna",
        uses: &[
            "lucerna-adopt",
            "lucerna-core",
            "lucerna-derive",
            "lucerna-password",
            "lucerna-site",
            "lucerna-store-memory",
            "lucerna-store-mysql",
            "lucerna-store-postgres",
            "lucerna-store-redis",
            "lucerna-store-sqlite",
            "lucerna-web",
            "lucerna-web-axum",
        ],
        tests_use: &["lucerna-servers", "lucerna-testkit"],
    },
    Row { from: "lucerna-mistakes", uses: &[], tests_use: &["lucerna"] },
    Row { from: "starter", uses: &["lucerna"], tests_use: &["lucerna-servers", "lucerna-testkit"] },
    Row { from: "lucerna-bench", uses: &[], tests_use: &["lucerna"] },
    Row { from: "lucerna-fuzz", uses: &["lucerna", "lucerna-core", "lucerna-testkit"], tests_use: &[] },
    Row { from: "xtask", uses: &["lucerna-servers"], tests_use: &[] },
];

/// All that the core uses from elsewhere: no runtime, no driver, no framework.
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
    "uuid",
    "zeroize",
];

struct Kept {
    dependency: &'static str,
    by: &'static [&'static str],
    /// The crates whose tests and examples alone may use it.
    by_tests_of: &'static [&'static str],
}

/// Dependencies that belong to some crates and must not reach the others.
const KEPT: &[Kept] = &[
    Kept { dependency: "axum", by: AXUM, by_tests_of: &["lucerna", "lucerna-mistakes"] },
    Kept { dependency: "axum-core", by: AXUM, by_tests_of: &["lucerna"] },
    Kept { dependency: "http", by: WEB, by_tests_of: &["lucerna"] },
    Kept { dependency: "redis", by: &["lucerna-store-redis"], by_tests_of: &["lucerna-adopt"] },
    Kept {
        dependency: "rusqlite",
        by: &["lucerna-adopt", "lucerna-store-sqlite"],
        by_tests_of: &["lucerna", "starter"],
    },
    Kept {
        dependency: "tokio",
        by: &[
            "lucerna-fuzz",
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

const WEB: &[&str] = &["lucerna-fuzz", "lucerna-web", "lucerna-web-axum", "starter"];
const AXUM: &[&str] = &["lucerna-web-axum", "starter"];

pub(crate) fn internal(repository: &Repository) -> Vec<String> {
    let allowed = |package: &Package, it: &Dependency| row(package).is_some_and(|row| row.allows(it));
    let unlisted = repository.packages.iter().filter(|it| row(it).is_none()).map(|it| {
        format!("{} has no row in xtask/src/tidy/arrows.rs; ARCHITECTURE.md says what it may use", it.name)
    });
    unlisted.chain(edges(repository, |package, it| it.internal && !allowed(package, it))).collect()
}

pub(crate) fn external(repository: &Repository) -> Vec<String> {
    let unknown_to_core = |package: &Package, it: &Dependency| {
        package.name == "lucerna-core" && !it.dev && !CORE_USES.contains(&it.name.as_str())
    };
    let strayed = |package: &Package, it: &Dependency| {
        KEPT.iter().any(|kept| kept.dependency == it.name && !kept.allows(package, it))
    };
    edges(repository, |package, it| !it.internal && (unknown_to_core(package, it) || strayed(package, it)))
        .collect()
}

/// The edges that break a rule, each in words.
fn edges(
    repository: &Repository,
    breaks: impl Fn(&Package, &Dependency) -> bool,
) -> impl Iterator<Item = String> {
    let all = repository.packages.iter().flat_map(|from| from.dependencies.iter().map(move |to| (from, to)));
    all.filter(move |(from, to)| breaks(from, to)).map(|(from, to)| {
        let kind = if to.dev { " in its tests" } else { "" };
        format!(
            "{} must not use {}{kind}: see the arrows in ARCHITECTURE.md, held by xtask/src/tidy/arrows.rs",
            from.name, to.name
        )
    })
}

fn row(package: &Package) -> Option<&'static Row> {
    INTERNAL.iter().find(|it| it.from == package.name)
}

impl Row {
    fn allows(&self, dependency: &Dependency) -> bool {
        let name = dependency.name.as_str();
        self.uses.contains(&name) || (dependency.dev && self.tests_use.contains(&name))
    }
}

impl Kept {
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
    fn an_edge_against_the_arrow_is_named() {
        assert_eq!(
            internal_edge("lucerna-core", "lucerna-password", false),
            ["lucerna-core must not use lucerna-password: see the arrows in ARCHITECTURE.md, \
              held by xtask/src/tidy/arrows.rs"]
        );
    }

    #[test]
    fn no_store_knows_a_framework_nor_the_other_way_round() {
        for dev in [false, true] {
            for web in ["lucerna-web", "lucerna-web-axum"] {
                assert_eq!(internal_edge(web, "lucerna-store-sqlite", dev).len(), 1);
                assert_eq!(internal_edge("lucerna-store-sqlite", web, dev).len(), 1);
            }
        }
    }

    #[test]
    fn what_tests_may_use_the_crate_may_not() {
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
    fn the_core_takes_nothing_new_from_elsewhere() {
        assert_eq!(external_edge("lucerna-core", "sha2", false), [""; 0]);
        assert_eq!(external_edge("lucerna-core", "regex", false).len(), 1);
        assert_eq!(external_edge("lucerna-core", "proptest", true), [""; 0]);
    }

    #[test]
    fn frameworks_and_runtimes_stay_where_they_belong() {
        assert_eq!(external_edge("lucerna-store-sqlite", "tokio", false), [""; 0]);
        assert_eq!(external_edge("lucerna-web-axum", "tokio", false).len(), 1);
        assert_eq!(external_edge("lucerna-web-axum", "http", false), [""; 0]);
        assert_eq!(external_edge("lucerna-web", "axum", true).len(), 1);
        assert_eq!(external_edge("lucerna-store-sqlite", "http", true).len(), 1);
    }
}
