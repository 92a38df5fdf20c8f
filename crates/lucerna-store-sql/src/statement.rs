//! A statement in one dialect.

use crate::Dialect;
use std::sync::Arc;

/// The text of a statement, with the parameters of its placeholders.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Statement {
    /// The text, in the database's dialect.
    pub text: Arc<str>,
    /// The number of the parameter for each value to bind, from 0, in binding order. Databases with numbered
    /// placeholders bind each parameter once. Databases with `?` bind it at each place.
    pub order: Vec<usize>,
}

impl Statement {
    /// Creates a statement without parameters from a text in the database's dialect.
    #[must_use]
    pub fn verbatim(sql: &str) -> Self {
        Self { text: sql.into(), order: Vec::new() }
    }

    /// Translates a template, in which names stand in double quotes and `@1` is the first parameter.
    pub(crate) fn new(dialect: Dialect, template: &str) -> Self {
        let mut text = String::with_capacity(template.len());
        let mut order = Vec::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('@') {
            text.push_str(before);
            let digits = after.find(|it: char| !it.is_ascii_digit()).unwrap_or(after.len());
            let (number, tail) = after.split_at(digits);
            order.push(number.parse::<usize>().unwrap_or_default().saturating_sub(1));
            match dialect {
                Dialect::Sqlite => text.extend(["?", number]),
                Dialect::Postgres => text.extend(["$", number]),
                Dialect::MySql | Dialect::MariaDb => text.push('?'),
            }
            rest = tail;
        }
        text.push_str(rest);
        if dialect.is_mysql() {
            text = text.replace('"', "`");
        } else {
            order.sort_unstable();
            order.dedup();
        }
        Self { text: text.into(), order }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_own_placeholders_and_quotes() {
        let template = r#"UPDATE "user" SET a = @2 WHERE id = @1 AND b < @2"#;
        let read = |dialect| {
            let Statement { text, order } = Statement::new(dialect, template);
            (text.to_string(), order)
        };
        let numbered =
            |sign: &str| format!(r#"UPDATE "user" SET a = {sign}2 WHERE id = {sign}1 AND b < {sign}2"#);
        assert_eq!(read(Dialect::Sqlite), (numbered("?"), vec![0, 1]));
        assert_eq!(read(Dialect::Postgres), (numbered("$"), vec![0, 1]));
        let positional = "UPDATE `user` SET a = ? WHERE id = ? AND b < ?".to_owned();
        assert_eq!(read(Dialect::MySql), (positional, vec![1, 0, 1]));
    }
}
