//! Times in English sentences.

use lucerna_core::Timestamp;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Returns a time such as `28 November 2026, 05:16 UTC`.
pub(super) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    let mut parts = text.split(['-', 'T', ':']);
    let mut next = || parts.next().unwrap_or_default();
    let (year, month, day, hour, minute) = (next(), next(), next(), next(), next());
    let month = month.parse::<usize>().ok().and_then(|it| MONTHS.get(it.checked_sub(1)?)).unwrap_or(&"");
    format!("{} {month} {year}, {hour}:{minute} UTC", day.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_out() {
        for (millis, written) in [
            (0, "1 January 1970, 00:00 UTC"),
            (1_795_842_960_000, "28 November 2026, 05:16 UTC"),
            (1_798_761_599_999, "31 December 2026, 23:59 UTC"),
        ] {
            assert_eq!(moment(Timestamp::from_unix_millis(millis)), written);
        }
    }
}
