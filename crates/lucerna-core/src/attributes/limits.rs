//! Limits on values that every database can store.
//!
//! Databases have different limits. Lucerna applies one common limit, so that an application can move to another
//! database without new errors.

use super::{Column, Row, Value};
use crate::Timestamp;
use std::fmt;

/// The longest unique value, in bytes. Every database can index values of this length.
const LONGEST_UNIQUE: usize = 255;

/// 0001-01-01T00:00:00.000Z, the earliest time that every database can store.
const EARLIEST: Timestamp = Timestamp::from_unix_millis(-62_135_596_800_000);
/// 9999-12-31T23:59:59.999Z, the latest time that every database can store.
const LATEST: Timestamp = Timestamp::from_unix_millis(253_402_300_799_999);

/// The error of a value that some database cannot store: see [`ColumnType`](crate::ColumnType). It names the column and
/// never shows the value.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth<Row>) {
/// let attributes = Row::new().with("height", &f64::NAN);
/// if let Err(CreateUserError::Unfit(error)) = auth.create_user(NewUser::new(), attributes).await {
///     println!("{error}");
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnfitValue {
    /// The name of the column.
    pub column: String,
}

impl UnfitValue {
    /// Creates the error for a column. It is for stores whose tables the application created, with length limits of
    /// their own.
    #[must_use]
    pub fn new(column: impl Into<String>) -> Self {
        Self { column: column.into() }
    }
}

crate::debug_as_display!(UnfitValue);

impl fmt::Display for UnfitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column } = self;
        write!(
            f,
            "the value of `{column}` cannot be stored: text must not contain NUL, numbers must be finite, times must be \
             in the years 1 to 9999, unique and indexed values have at most {LONGEST_UNIQUE} bytes, and no value is \
             longer than its column"
        )
    }
}

impl std::error::Error for UnfitValue {}

/// Checks the values of those columns that the row has.
///
/// # Errors
/// [`UnfitValue`] for the first value that does not fit.
#[doc(hidden)]
pub fn check_fit(columns: &[Column], row: &Row) -> Result<(), UnfitValue> {
    let unfit = columns
        .iter()
        .find(|it| row.value(it.name()).is_some_and(|value| !fits(value, it.is_unique() || it.is_indexed())));
    match unfit {
        Some(column) => Err(UnfitValue::new(&**column.name())),
        None => Ok(()),
    }
}

fn fits(value: &Value, unique: bool) -> bool {
    let length = if unique { LONGEST_UNIQUE } else { usize::MAX };
    match value {
        Value::Text(it) => it.len() <= length && !it.contains('\0'),
        Value::Bytes(it) => it.len() <= length,
        Value::Float(it) => it.is_finite(),
        Value::Timestamp(it) => (EARLIEST..=LATEST).contains(it),
        Value::Json(it) => !has_nul(it),
        Value::Null | Value::Integer(_) | Value::Boolean(_) | Value::Uuid(_) => true,
    }
}

/// Returns true if JSON contains a NUL, which is written `\u0000`. The second of two backslashes starts no escape.
fn has_nul(json: &str) -> bool {
    let mut rest = json;
    while let Some((_, after)) = rest.split_once('\\') {
        if after.starts_with("u0000") {
            return true;
        }
        let mut escaped = after.chars();
        escaped.next();
        rest = escaped.as_str();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value) -> Result<(), UnfitValue> {
        let columns = [Column::of::<String>("wide"), Column::of::<String>("narrow").unique()];
        let mut row = Row::new();
        row.push("narrow", value);
        check_fit(&columns, &row)
    }

    #[test]
    fn a_value_that_one_database_cannot_store_is_refused() {
        let text = |it: &str| Value::Text(it.to_owned());
        let json = |it: &str| Value::Json(it.to_owned());
        let unfit = [
            text("a\0"),
            text(&"a".repeat(256)),
            Value::Bytes(vec![0; 256]),
            Value::Float(f64::NAN),
            Value::Float(f64::INFINITY),
            Value::Timestamp(Timestamp::from_unix_millis(i64::MAX)),
            Value::Timestamp(Timestamp::from_unix_millis(-62_135_596_800_001)),
            json(r#"{"a":"\u0000"}"#),
            json(r#""\\\u0000""#),
        ];
        for value in unfit {
            assert_eq!(check(value.clone()).unwrap_err().column, "narrow", "{value:?}");
        }
        let fit = [
            text(&"a".repeat(255)),
            Value::Null,
            Value::Bytes(vec![0; 255]),
            Value::Float(f64::MAX),
            Value::Timestamp(LATEST),
            Value::Timestamp(Timestamp::from_unix_millis(0)),
            Value::Timestamp(Timestamp::from_unix_millis(-62_135_596_800_000)),
            json(r#""\\u0000 \u0001 \""#),
        ];
        for value in fit {
            assert_eq!(check(value.clone()), Ok(()), "{value:?}");
        }
    }

    #[test]
    fn only_unique_values_have_a_length_limit() {
        let row = Row::new().with("wide", &"a".repeat(1 << 20));
        assert_eq!(check_fit(&[Column::of::<String>("wide")], &row), Ok(()));
    }
}
