//! A request head made of fuzzed bytes.

use lucerna::RequestHead;

/// A method, and header fields with lower-case names.
pub(crate) struct Head<'a> {
    method: &'a str,
    fields: Vec<(String, &'a [u8])>,
}

impl<'a> Head<'a> {
    /// A request in which every line is the value of one header field of this name.
    pub(crate) fn of_values(method: &'a str, name: &str, lines: &'a [u8]) -> Self {
        let fields = lines.split(|it| *it == b'\n').map(|it| (name.to_owned(), it)).collect();
        Self { method, fields }
    }

    /// Reads a method from the first line, and `name: value` from every other.
    pub(crate) fn parse(data: &'a [u8]) -> Option<Self> {
        let mut lines = data.split(|it| *it == b'\n');
        let method = std::str::from_utf8(lines.next()?).ok()?;
        Some(Self { method, fields: lines.filter_map(field).collect() })
    }

    /// The values of the header fields of a name.
    pub(crate) fn values(&self, name: &str) -> Vec<&'a [u8]> {
        self.fields.iter().filter(|(it, _)| it == name).map(|(_, value)| *value).collect()
    }
}

fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let at = line.iter().position(|it| *it == b':')?;
    let (name, value) = line.split_at(at);
    Some((std::str::from_utf8(name).ok()?.to_ascii_lowercase(), value[1..].trim_ascii()))
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.method
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.values(name).into_iter()
    }
}
