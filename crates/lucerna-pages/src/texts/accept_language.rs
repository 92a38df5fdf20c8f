//! The header `Accept-Language`.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// The most languages of a header that are read.
const MOST: usize = 20;

/// Returns the language tags that a browser prefers, the best first.
pub(super) fn preferred(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|it| it.to_str().ok());
    let ranges = values.flat_map(|it| it.split(',')).take(MOST);
    let mut weighted: Vec<_> = ranges.filter_map(weigh).filter(|(_, weight)| *weight > 0.0).collect();
    weighted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    weighted.into_iter().map(|(tag, _)| tag).collect()
}

/// Returns the tag of a range such as `de;q=0.7`, and its weight.
fn weigh(range: &str) -> Option<(&str, f32)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let tag = tag.trim();
    let is_tag = !tag.is_empty() && tag.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.trim().parse().ok().filter(|it: &f32| it.is_finite())?,
        None => 1.0,
    };
    is_tag.then_some((tag, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&[u8]]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT_LANGUAGE, http::HeaderValue::from_bytes(value).unwrap());
        }
        preferred(&headers).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn tags_are_ordered_by_weight_and_then_by_place() {
        assert_eq!(read(&[b"da, en-GB;q=0.8, en;q=0.7, de;q=0.9, *;q=0.1"]), ["da", "de", "en-GB", "en"]);
        assert_eq!(read(&[b"fr;q=0", b"es , de"]), ["es", "de"]);
        assert_eq!(read(&[]), [""; 0]);
    }

    #[test]
    fn rt_220_no_header_breaks_it() {
        let many = "de,".repeat(2000);
        for value in
            [&b"\xff\xfe"[..], b";q=", b"de;q=NaN", b"de;q=inf", b",,,", b"<script>", many.as_bytes()]
        {
            assert!(read(&[value]).len() <= MOST);
        }
        assert_eq!(read(&[b"de;q=NaN, de;q=inf, de;q=x"]), [""; 0]);
    }
}
