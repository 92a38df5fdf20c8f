//! The differences between two texts of an API.

use std::collections::BTreeSet;
use std::fmt;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Changes<'a> {
    removed: Vec<&'a str>,
    added: Vec<&'a str>,
}

impl<'a> Changes<'a> {
    pub(super) fn between(before: &'a str, now: &'a str) -> Self {
        let [before, now] = [before, now].map(|it| it.lines().collect::<BTreeSet<_>>());
        let removed = before.difference(&now).copied().collect();
        Self { removed, added: now.difference(&before).copied().collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// Returns true if an item is gone or is another: a changed item is one line less and one more.
    pub(super) fn has_breaks(&self) -> bool {
        !self.removed.is_empty()
    }
}

impl fmt::Display for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.removed.iter().try_for_each(|it| writeln!(f, "  - {it}"))?;
        self.added.iter().try_for_each(|it| writeln!(f, "  + {it}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addition_breaks_nothing_and_a_change_does() {
        let before = "pub fn a()\npub fn b()\n";
        assert!(Changes::between(before, before).is_empty());
        let added = Changes::between(before, "pub fn a()\npub fn b()\npub fn c()\n");
        assert!(!added.is_empty() && !added.has_breaks());
        let changed = Changes::between(before, "pub fn a()\npub fn b(n: u8)\n");
        assert!(changed.has_breaks());
        assert_eq!(changed.to_string(), "  - pub fn b()\n  + pub fn b(n: u8)\n");
    }
}
