//! The header `Accept-Language`.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// The most languages of a header that are read.
const MOST: usize = 20;

/// Finds what belongs to the best of the language tags that a browser prefers.
pub(super) fn find_preferred<T>(headers: &HeaderMap, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    // The first with full weight is the best, and most browsers send it first.
    let full = weighted(headers).filter(|(_, weight)| *weight >= 1.0).find_map(|(tag, _)| find(tag));
    full.or_else(|| {
        let mut weighted: Vec<_> = weighted(headers).collect();
        weighted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        weighted.into_iter().find_map(|(tag, _)| find(tag))
    })
}

/// Returns the tags and their weights, without those that are refused.
fn weighted(headers: &HeaderMap) -> impl Iterator<Item = (&str, f32)> {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|it| it.to_str().ok());
    values.flat_map(|it| it.split(',')).take(MOST).filter_map(weigh).filter(|(_, weight)| *weight > 0.0)
}

/// Returns the tag of a range such as `de;q=0.7`, and its weight.
fn weigh(range: &str) -> Option<(&str, f32)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let tag = tag.trim();
    let is_tag = !tag.is_empty() && tag.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.trim().parse().ok().filter(|it: &f32| it.is_finite())?.min(1.0),
        None => 1.0,
    };
    is_tag.then_some((tag, weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn read(values: &[&[u8]]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT_LANGUAGE, http::HeaderValue::from_bytes(value).unwrap());
        }
        let seen = RefCell::new(Vec::new());
        let found = find_preferred(&headers, |tag| {
            seen.borrow_mut().push(tag.to_owned());
            None::<()>
        });
        assert!(found.is_none());
        let full = weighted(&headers).filter(|(_, weight)| *weight >= 1.0).count();
        seen.into_inner().split_off(full)
    }

    #[test]
    fn tags_are_ordered_by_weight_and_then_by_place() {
        assert_eq!(read(&[b"da, en-GB;q=0.8, en;q=0.7, de;q=0.9, *;q=0.1"]), ["da", "de", "en-GB", "en"]);
        assert_eq!(read(&[b"fr;q=0", b"es , de"]), ["es", "de"]);
        assert_eq!(read(&[]), [""; 0]);
    }

    #[test]
    fn the_first_with_the_largest_weight_is_found() {
        let found = |value: &'static str, known: &[&str]| {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, http::HeaderValue::from_static(value))]);
            find_preferred(&headers, |tag| known.contains(&tag).then(|| tag.to_owned())).unwrap_or_default()
        };
        assert_eq!(found("de;q=0.9, en, fr", &["de", "en", "fr"]), "en");
        assert_eq!(found("en, de;q=0.9, fr;q=0.95", &["de", "fr"]), "fr");
        assert_eq!(found("en, fr;q=5", &["en", "fr"]), "en", "no weight is above 1");
        assert_eq!(found("en", &["de"]), "");
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
