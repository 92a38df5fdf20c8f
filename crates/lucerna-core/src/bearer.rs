//! Bearer tokens for callers without cookies: `Authorization: Bearer …` (RFC 6750 §2.1).

use crate::{RequestHead, SessionId};

/// Reads the session's id from the header. The request must have exactly one header with exactly one token.
pub(crate) fn read(request: &impl RequestHead) -> Option<SessionId> {
    let mut values = request.headers("authorization");
    let value = values.next().filter(|_| values.next().is_none())?;
    let (scheme, token) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    // The scheme is case-insensitive (RFC 9110 §11.1).
    if scheme.eq_ignore_ascii_case("bearer") { SessionId::of_token(token.trim_matches(' ')) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::{RawHead, StaticHead, almost_tokens};
    use proptest::prelude::*;

    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz";

    fn read_all(values: &[&str]) -> Option<SessionId> {
        let headers: Vec<_> = values.iter().map(|it| ("authorization", *it)).collect();
        read(&StaticHead("POST", &headers))
    }

    #[test]
    fn the_scheme_is_case_insensitive_and_takes_one_token() {
        let id = SessionId::of_token(TOKEN);
        for value in ["Bearer", "bearer", "BEARER", "Bearer  "] {
            assert_eq!(read_all(&[&format!("{value} {TOKEN}")]), id, "{value}");
        }
        for value in [
            "",
            "Bearer",
            "Bearer ",
            TOKEN,
            &format!("Basic {TOKEN}"),
            &format!("Bearer {TOKEN} b"),
            &format!("Bearer\t{TOKEN}"),
        ] {
            assert_eq!(read_all(&[value]), None, "{value}");
        }
        let bearer = format!("Bearer {TOKEN}");
        assert_eq!(read_all(&[&bearer, &bearer]), None);
    }

    proptest! {
        #[test]
        fn rt_220_no_header_makes_the_parser_panic(
            scheme in prop::sample::select(&["Bearer", "bearer", "BEARER", "Basic"][..]),
            space in prop::sample::select(&[" ", " ", "  ", "\t"][..]),
            token in almost_tokens(),
        ) {
            let values = [[scheme.as_bytes(), space.as_bytes(), &token].concat()];
            let is_bearer = scheme != "Basic" && space != "\t";
            let text = str::from_utf8(&token).ok().filter(|_| is_bearer);
            let expected = text.and_then(|it| SessionId::of_token(it.trim_matches(' ')));
            prop_assert_eq!(read(&RawHead("authorization", &values)), expected);
        }
    }
}
