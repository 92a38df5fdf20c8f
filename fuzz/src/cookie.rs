//! Cookie headers: a second, simpler reading finds the same sessions.

use crate::head::Head;
use crate::rig::{RIG, wait};
use lucerna::{AdoptedCookie, SessionId};

/// With more cookies of the name, none counts.
const MOST: usize = 4;

/// Each line is one `Cookie` header; [`Rig::expand`](crate::rig::Rig::expand) puts tokens into them.
pub fn check(data: &[u8]) {
    let lines = RIG.expand(data);
    let head = Head::of_values("GET", "cookie", &lines);
    let name = RIG.auth.cookie_policy().name();
    let values = values(&head, name);
    check_read(&head, &values);
    check_authenticate(&head, &values);
    check_exchange(&head);
}

/// `CookiePolicy::read` takes a token if there is exactly one cookie.
fn check_read(head: &Head<'_>, values: &[&[u8]]) {
    let only = if let [value] = values { token(value) } else { None };
    assert_eq!(RIG.auth.cookie_policy().read(head), only.and_then(SessionId::of_token));
}

/// `Auth::authenticate` takes the only session of a browser that is alive.
fn check_authenticate(head: &Head<'_>, values: &[&[u8]]) {
    let is_sent = |it: &&String| values.contains(&it.as_bytes());
    let sent: Vec<_> = RIG.cookies.iter().filter(is_sent).collect();
    let expected = if let ([only], true) = (&sent[..], values.len() <= MOST) { Some(*only) } else { None };
    let session = wait(RIG.auth.authenticate(head)).unwrap().map(|it| it.id);
    assert_eq!(session, expected.and_then(|it| SessionId::of_token(it)));
}

/// Nothing was adopted here, so no cookie is exchanged: above all no token of a session that Lucerna started.
fn check_exchange(head: &Head<'_>) {
    let adopted = AdoptedCookie::new("a").unwrap();
    assert!(wait(RIG.auth.exchange_adopted(&adopted, head)).unwrap().is_none());
}

/// The values of all cookies of the name: each header is cut at `;`, each piece at its first `=`.
fn values<'a>(head: &Head<'a>, name: &str) -> Vec<&'a [u8]> {
    let pieces = head.values("cookie").into_iter().flat_map(|it| it.split(|it| *it == b';'));
    let pairs = pieces.filter_map(|it| {
        let at = it.iter().position(|it| *it == b'=')?;
        Some((it[..at].trim_ascii(), it[at + 1..].trim_ascii()))
    });
    pairs.filter(|(it, _)| *it == name.as_bytes()).map(|(_, value)| value).collect()
}

/// 20 to 128 visible ASCII characters.
fn token(value: &[u8]) -> Option<&str> {
    let possible = (20..129).contains(&value.len()) && value.iter().all(|it| (b'!'..=b'~').contains(it));
    std::str::from_utf8(value).ok().filter(|_| possible)
}
