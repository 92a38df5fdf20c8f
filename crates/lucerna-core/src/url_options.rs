//! The options of a server's URL, checked before a driver reads them.

use std::net::IpAddr;

/// The options of a URL: the pairs `name=value` after the question mark, decoded. It has no `Debug`, since a value may
/// be a password.
#[expect(missing_debug_implementations, reason = "values may be passwords")]
#[doc(hidden)]
pub struct UrlOptions {
    known: KnownOptions,
    /// The place of each option in `known`, its name and its value.
    given: Vec<(usize, String, String)>,
}

/// The names of each known option. The first name is the one that errors list.
#[doc(hidden)]
pub type KnownOptions = &'static [&'static [&'static str]];

/// The end of a known name that stands for many, as in `options[…]`.
const ANY: &str = "[…]";

/// The length of the longest unknown name in an error. A longer one is more likely part of a password.
const LONGEST_NAME: usize = 40;

impl UrlOptions {
    /// Parses the options of a URL. An option may be given once, by one of its names.
    ///
    /// # Errors
    /// A sentence about the first option that is unknown or given twice. It never has a value, nor any text that may be
    /// part of a password.
    pub fn parse(url: &str, known: KnownOptions) -> Result<Self, String> {
        if url.contains('#') {
            return Err("it contains a `#`: in a password, write %23 for it".to_owned());
        }
        let query = url.split_once('?').map_or("", |(_, it)| it);
        if query.contains('@') {
            return Err("it contains an `@` after a `?`: write %40 and %3F for them".to_owned());
        }
        let mut given: Vec<(usize, String, String)> = Vec::new();
        for (name, value) in query.split('&').filter(|it| !it.is_empty()).map(pair) {
            let found = known.iter().position(|names| names.iter().any(|it| matches(it, &name)));
            let Some(at) = found.filter(|_| value.is_some()) else {
                return Err(unknown(&name, value.is_some(), known));
            };
            if given.iter().any(|(other, its, _)| *other == at && (!name.contains('[') || *its == name)) {
                return Err(format!("its option `{name}` is given twice"));
            }
            given.push((at, name, value.unwrap_or_default()));
        }
        Ok(Self { known, given })
    }

    /// Returns the value of the option that has this name among others.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let at = self.known.iter().position(|names| names.contains(&name))?;
        self.given.iter().find(|(it, ..)| *it == at).map(|(_, _, value)| value.as_str())
    }
}

/// Returns true if a host of a URL is this machine: a loopback address, or the directory of a socket.
#[doc(hidden)]
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = || host.parse::<IpAddr>().is_ok_and(|it| it.to_canonical().is_loopback());
    host.eq_ignore_ascii_case("localhost") || host.starts_with('/') || is_loopback()
}

fn matches(known: &str, name: &str) -> bool {
    match known.strip_suffix(ANY) {
        Some(start) => name
            .strip_prefix(start)
            .is_some_and(|it| it.len() > 2 && it.starts_with('[') && it.ends_with(']')),
        None => known == name,
    }
}

fn unknown(name: &str, has_value: bool, known: KnownOptions) -> String {
    let is_word = |it: u8| it.is_ascii_alphanumeric() || b"_-.[]".contains(&it);
    let is_name = has_value && !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(is_word);
    let shown = if is_name {
        format!("its option `{name}` is unknown")
    } else {
        "one of its options is unknown".into()
    };
    let names: Vec<_> = known.iter().filter_map(|it| it.first().copied()).collect();
    format!("{shown}: the known ones are {}", names.join(", "))
}

fn pair(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (decode(name), Some(decode(value))),
        None => (decode(text), None),
    }
}

/// Decodes `%41` and `+`, as the drivers do.
fn decode(text: &str) -> String {
    let mut rest = text.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.split_at_checked(2).filter(|_| *first == b'%');
        let byte = hex.and_then(|(digits, tail)| {
            let digits =
                std::str::from_utf8(digits).ok().filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
            Some((u8::from_str_radix(digits, 16).ok()?, tail))
        });
        let (byte, tail) = byte.unwrap_or((if *first == b'+' { b' ' } else { *first }, after));
        decoded.push(byte);
        rest = tail;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: KnownOptions = &[&["sslmode", "ssl-mode"], &["host"], &["options"], &["options[…]"]];

    fn refused(url: &str) -> String {
        let sentence = UrlOptions::parse(url, KNOWN).err().unwrap();
        assert!(!sentence.contains("hunter2") && !sentence.contains("cret"), "{sentence}");
        sentence
    }

    #[test]
    fn known_options_are_decoded_by_any_of_their_names() {
        let url = "postgres://u:p@h/d?ssl%2Dmode=re%71uire&host=%2Frun+it&options[a]=1&options%5Bb%5D=2&&options=%zz%4";
        let options = UrlOptions::parse(url, KNOWN).unwrap();
        let value = |name| options.value(name);
        assert_eq!(
            ["sslmode", "ssl-mode", "host"].map(value),
            [Some("require"), Some("require"), Some("/run it")]
        );
        assert_eq!(value("options"), Some("%zz%4"));
        assert!(UrlOptions::parse("postgres://h/d?", KNOWN).is_ok_and(|it| it.value("host").is_none()));
    }

    #[test]
    fn an_unknown_option_is_refused_by_name_and_never_with_its_value() {
        let list = "the known ones are sslmode, host, options, options[…]";
        for (url, name) in [
            ("postgres://h/d?sslpassword=hunter2", "`sslpassword`"),
            ("postgres://h/d?host=/run&schema=hunter2", "`schema`"),
            ("postgres://h/d?SSLMODE=hunter2", "`SSLMODE`"),
            ("postgres://h/d?ssl%5Fmode=hunter2", "`ssl_mode`"),
            ("postgres://h/d?options[]=hunter2", "`options[]`"),
        ] {
            assert_eq!(refused(url), format!("its option {name} is unknown: {list}"), "{url}");
        }
        for url in [
            "postgres://app:pa?hunter2",
            "postgres://h/d?hunter2",
            "postgres://h/d?=hunter2",
            "postgres://h/d?host",
            "postgres://h/d?hunter2%2F=1",
            "postgres://h/d?ssl\tmode=hunter2",
        ] {
            assert_eq!(refused(url), format!("one of its options is unknown: {list}"), "{url}");
        }
        assert!(refused("postgres://app:se?cret=1@h/d").contains('@'));
        assert!(refused("postgres://h/d#cret").contains('#'));
    }

    #[test]
    fn an_option_that_is_given_twice_is_refused() {
        assert_eq!(refused("postgres://h/d?sslmode=a&ssl-mode=b"), "its option `ssl-mode` is given twice");
        assert_eq!(
            refused("postgres://h/d?options[a]=1&options[a]=2"),
            "its option `options[a]` is given twice"
        );
    }

    #[test]
    fn loopback_addresses_and_sockets_are_this_machine() {
        for host in
            ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1", "/run"]
        {
            assert!(is_this_machine(host), "{host}");
        }
        for host in
            ["db.example.com", "10.0.0.1", "localhost.example.com", "", "0.0.0.0", "::", "169.254.1.1"]
        {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
