//! Times in words, such as "5 minutes ago" and "5 December 2026". They need no time zone.

use crate::texts::TextReader;
use fluent_bundle::FluentArgs;
use lucerna_core::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Returns the time since then, in its largest unit.
pub(crate) fn ago(reader: &TextReader, then: &str, now: Timestamp) -> Option<String> {
    let elapsed = now.unix_millis().div_euclid(1000) - seconds(then)?;
    let (message, unit) = match elapsed {
        ..60 => return Some(reader.say("ago-now")),
        60..3600 => ("ago-minutes", MINUTE),
        3600..86_400 => ("ago-hours", HOUR),
        _ => ("ago-days", DAY),
    };
    let mut args = FluentArgs::new();
    args.set("count", elapsed / unit);
    reader.find(message, &args)
}

/// Returns the time of a session's last use, which is known to the day only.
pub(crate) fn seen(reader: &TextReader, then: &str, now: Timestamp) -> Option<String> {
    let elapsed = now.unix_millis().div_euclid(1000) - seconds(then)?;
    if elapsed < DAY { Some(reader.say("seen-today")) } else { ago(reader, then, now) }
}

/// Returns the day in words.
pub(crate) fn date(reader: &TextReader, time: &str) -> Option<String> {
    let [year, month, day] = day(time)?;
    let mut args = FluentArgs::new();
    args.set("year", year.to_string());
    args.set("month", month);
    args.set("day", day.to_string());
    reader.find("date", &args)
}

/// Returns year, month and day of a time in RFC 3339.
fn day(time: &str) -> Option<[i64; 3]> {
    let mut parts = time.get(..10)?.split('-').map(str::parse);
    let mut next = || parts.next()?.ok();
    Some([next()?, next()?, next()?])
}

/// Returns the seconds since 1970 of a time in RFC 3339 and UTC.
fn seconds(time: &str) -> Option<i64> {
    let [year, month, day] = day(time)?;
    let mut clock = time.get(11..19)?.split(':').map(str::parse::<i64>);
    let mut next = || clock.next()?.ok();
    let (hours, minutes, seconds) = (next()?, next()?, next()?);
    Some(days(year, month, day) * DAY + hours * HOUR + minutes * MINUTE + seconds)
}

/// Returns the days since 1970. Years are counted from March, so that the leap day is the last of a year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use http::HeaderMap;

    fn english() -> TextReader {
        Texts::read(&[], None).unwrap().reader(Some("en"), &HeaderMap::new())
    }

    #[test]
    fn seconds_are_those_of_the_timestamp() {
        for millis in (-70_000_000_000_000_i64..200_000_000_000_000).step_by(987_654_321_000) {
            let time = Timestamp::from_unix_millis(millis);
            if !time.to_string().starts_with('-') {
                assert_eq!(seconds(&time.to_string()), Some(millis.div_euclid(1000)), "{time}");
            }
        }
        for wrong in
            ["", "2026", "2026-13", "yesterday at", "2026-12-05", "2026-12-05T1", "é026-12-05T10:00:00"]
        {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_largest_unit_is_counted() {
        let now = Timestamp::from_unix_millis(1_800_000_000_000);
        for (elapsed, text) in [
            (0, "just now"),
            (59, "just now"),
            (-5, "just now"),
            (60, "1 minute ago"),
            (3599, "59 minutes ago"),
            (3600, "1 hour ago"),
            (2 * DAY - 1, "1 day ago"),
            (90 * DAY, "90 days ago"),
        ] {
            let then = Timestamp::from_unix_millis(now.unix_millis() - elapsed * 1000).to_string();
            assert_eq!(ago(&english(), &then, now).unwrap(), text);
            assert_eq!(seen(&english(), &then, now).unwrap() == "less than a day ago", elapsed < DAY);
        }
    }

    #[test]
    fn a_date_is_written_in_words() {
        assert_eq!(date(&english(), "2026-12-05T10:00:00.000Z").unwrap(), "5 December 2026");
        assert_eq!(date(&english(), "soon"), None);
    }
}
