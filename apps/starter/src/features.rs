//! The stores that this build includes, and the command that builds one with others.

/// The stores that need a server. Each is a feature of this program; SQLite is in every build.
const COMPILED: [(&str, bool); 3] = [
    ("mysql", cfg!(feature = "mysql")),
    ("postgres", cfg!(feature = "postgres")),
    ("redis", cfg!(feature = "redis")),
];

/// Returns the command that builds the program with all these stores, if this build lacks `store`.
pub(crate) fn missing(store: &str, all: &[&str]) -> Option<String> {
    advice(&COMPILED, store, all)
}

fn advice(compiled: &[(&str, bool)], store: &str, all: &[&str]) -> Option<String> {
    let lacks = compiled.iter().any(|(name, there)| *name == store && !there);
    lacks.then(|| {
        let features = all.join(",");
        format!("needs a store that this build does not include; run: cargo run --features {features}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: [(&str, bool); 2] = [("postgres", false), ("redis", true)];

    #[test]
    fn the_advice_for_a_missing_store_has_all_features() {
        let told = advice(&SOME, "postgres", &["postgres", "redis"]).unwrap();
        assert!(told.ends_with("run: cargo run --features postgres,redis"), "{told}");
        assert_eq!(advice(&SOME, "redis", &["postgres", "redis"]), None);
    }

    #[test]
    fn a_store_is_missing_exactly_if_its_feature_is_off() {
        for (name, there) in COMPILED {
            assert_eq!(missing(name, &[name]).is_none(), there, "{name}");
        }
    }
}
