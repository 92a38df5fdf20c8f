//! The answer of a service: a line for each known hash with the prefix.

/// The number of hexadecimal digits of a hash after its prefix.
const REST: usize = 35;

/// Returns how often the hash with this rest was found in breaches. Lines with the count 0 are padding.
///
/// # Errors
/// [`Unreadable`] if the answer has another form. One invalid line makes the whole answer invalid, since it may be cut.
pub(crate) fn count(answer: &str, rest: &str) -> Result<u64, Unreadable> {
    let mut found = None;
    for line in answer.lines().filter(|it| !it.is_empty()) {
        let (digits, count) = line.split_once(':').ok_or(Unreadable)?;
        let is_rest = digits.len() == REST && digits.bytes().all(|it| it.is_ascii_hexdigit());
        let count: u64 = count.trim_end().parse().map_err(|_| Unreadable)?;
        if !is_rest {
            return Err(Unreadable);
        }
        let known = found.get_or_insert(0);
        if digits.eq_ignore_ascii_case(rest) {
            *known = count.max(*known);
        }
    }
    found.ok_or(Unreadable)
}

/// The error of an answer that does not follow the protocol.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answer of the service is not a list of hashes and counts")
    }
}

impl std::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65";

    #[test]
    fn a_hash_is_found_in_any_case_and_with_any_line_ends() {
        let lower = ONE.to_ascii_lowercase();
        for answer in
            [format!("{OTHER}:3\r\n{ONE}:7"), format!("{lower}:7\n"), format!("{ONE}:7\r\n{ONE}:0\r\n")]
        {
            assert_eq!(count(&answer, ONE), Ok(7), "{answer}");
        }
        assert_eq!(count(&format!("{OTHER}:3"), ONE), Ok(0));
    }

    #[test]
    fn padding_is_no_match() {
        assert_eq!(count(&format!("{OTHER}:3\r\n{ONE}:0\r\n"), ONE), Ok(0));
    }

    #[test]
    fn other_answers_are_refused_as_a_whole() {
        let good = format!("{ONE}:7\n");
        let short = format!("{}:7", ONE.trim_end_matches('8'));
        for answer in
            ["", "\n", "<html>", "not found", &format!("{good}{OTHER}"), &format!("{good}{OTHER}:"), &short]
        {
            assert_eq!(count(answer, ONE), Err(Unreadable), "{answer}");
        }
        assert_eq!(count(&format!("{good}{OTHER}:-1"), ONE), Err(Unreadable));
        assert_eq!(count(&format!("{good}{OTHER}:99999999999999999999"), ONE), Err(Unreadable));
    }
}
