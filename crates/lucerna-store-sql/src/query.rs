//! A statement together with its values.

use crate::{Cells, Connection, Failed, Parameter, Statement};
use lucerna_core::{Column, Row, Value};

/// A statement and a value for each of its parameters.
#[derive(Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Query<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// The values, in the order of the parameters' numbers.
    pub values: Vec<Parameter<'a>>,
}

impl<'a> Query<'a> {
    /// Creates a statement with these values.
    pub fn new(statement: &'a Statement, values: impl IntoIterator<Item = Parameter<'a>>) -> Self {
        Self { statement, values: values.into_iter().collect() }
    }

    /// Returns the values in the order of the database's placeholders.
    ///
    /// # Errors
    /// [`Failed`] if the statement has more parameters than values.
    pub fn bound(&self) -> Result<impl Iterator<Item = Parameter<'a>>, Failed> {
        let too_few = self.statement.order.iter().any(|at| *at >= self.values.len());
        match too_few {
            true => Err(Failed::broken("a statement has more parameters than values")),
            false => Ok(self.statement.order.iter().filter_map(|at| self.values.get(*at).copied())),
        }
    }

    /// Returns true if the statement returns a row.
    ///
    /// # Errors
    /// [`Failed`] if the statement fails.
    pub async fn exists<C: Connection>(&self, connection: &mut C) -> Result<bool, Failed> {
        Ok(!connection.fetch(self, |_: &dyn Cells| Ok(())).await?.is_empty())
    }
}

static NULL: Value = Value::Null;

/// Returns a row's values in the order of the columns. It ignores values without a column.
#[doc(hidden)]
pub fn attributes<'a>(columns: &'a [Column], row: &'a Row) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
    columns.iter().map(|it| Parameter::Value(row.value(it.name()).unwrap_or(&NULL), it.column_type()))
}

/// Returns a row's values for the columns that the row has, in the order of the columns.
#[doc(hidden)]
pub fn changes<'a>(columns: &'a [Column], row: &'a Row) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
    columns.iter().filter_map(|it| Some(Parameter::Value(row.value(it.name())?, it.column_type())))
}

/// Returns a text as a parameter.
#[doc(hidden)]
#[must_use]
pub fn text(text: &str) -> Parameter<'_> {
    Parameter::Text(Some(text))
}

/// Returns an integer as a parameter.
///
#[doc(hidden)]
#[must_use]
pub fn integer(integer: i64) -> Parameter<'static> {
    Parameter::Integer(Some(integer))
}
