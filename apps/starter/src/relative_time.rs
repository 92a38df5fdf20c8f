//! Relative times, such as "5 minutes ago". They need no time zone.

use std::time::Duration;

const UNITS: [(u64, &str); 3] = [(24 * 60 * 60, "day"), (60 * 60, "hour"), (60, "minute")];

/// Returns the elapsed time in its largest unit.
pub(crate) fn ago(elapsed: Duration) -> String {
    let counted = UNITS.map(|(seconds, unit)| (elapsed.as_secs() / seconds, unit));
    match counted.into_iter().find(|(count, _)| *count > 0) {
        None => "Just now".to_owned(),
        Some((1, unit)) => format!("1 {unit} ago"),
        Some((count, unit)) => format!("{count} {unit}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_is_counted() {
        for (seconds, text) in [
            (0, "Just now"),
            (59, "Just now"),
            (60, "1 minute ago"),
            (3599, "59 minutes ago"),
            (3600, "1 hour ago"),
            (2 * 86_400 - 1, "1 day ago"),
            (90 * 86_400, "90 days ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), text);
        }
    }
}
