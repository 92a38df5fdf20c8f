//! A statement with its values.

use super::driver::{Connected, Driver, Failed, Parameter, Read};
use crate::Statement;
use lucerna_core::{Column, Row, Value};
use std::sync::Arc;

/// A statement and a value for each of its parameters.
pub(crate) struct Query<'a> {
    statement: &'a Statement,
    values: Vec<Parameter<'a>>,
}

impl<'a> Query<'a> {
    pub(crate) fn new(statement: &'a Statement, values: impl IntoIterator<Item = Parameter<'a>>) -> Self {
        Self { statement, values: values.into_iter().collect() }
    }

    pub(crate) async fn fetch<D: Driver>(
        &self,
        connection: &mut Connected<D>,
    ) -> Result<Vec<Read<D>>, Failed> {
        let bound = self.bind::<D>()?;
        D::fetch(connection, Arc::clone(&self.statement.text), bound).await.map_err(Failed::of::<D>)
    }

    pub(crate) async fn execute<D: Driver>(&self, connection: &mut Connected<D>) -> Result<u64, Failed> {
        let bound = self.bind::<D>()?;
        D::execute(connection, Arc::clone(&self.statement.text), bound).await.map_err(Failed::of::<D>)
    }

    /// Whether it gives a row.
    pub(crate) async fn exists<D: Driver>(&self, connection: &mut Connected<D>) -> Result<bool, Failed> {
        Ok(!self.fetch::<D>(connection).await?.is_empty())
    }

    fn bind<D: Driver>(&self) -> Result<super::driver::Bound<D>, Failed> {
        let mut bound = super::driver::Bound::<D>::default();
        for at in &self.statement.order {
            let value = self.values.get(*at).copied();
            let value = value.ok_or_else(|| Failed::broken("a statement has more parameters than values"))?;
            D::bind(&mut bound, value).map_err(Failed::broken)?;
        }
        Ok(bound)
    }
}

static NULL: Value = Value::Null;

/// A row's values in the order of the columns. What the row has beside them is not written.
pub(crate) fn attributes<'a>(
    columns: &'a [Column],
    row: &'a Row,
) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
    columns.iter().map(|it| Parameter::Value(row.value(it.name()).unwrap_or(&NULL), it.column_type()))
}

/// The same for those columns that the row has.
pub(crate) fn changes<'a>(
    columns: &'a [Column],
    row: &'a Row,
) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
    columns.iter().filter_map(|it| Some(Parameter::Value(row.value(it.name())?, it.column_type())))
}

pub(crate) fn text(text: &str) -> Parameter<'_> {
    Parameter::Text(Some(text))
}

pub(crate) fn integer(integer: i64) -> Parameter<'static> {
    Parameter::Integer(Some(integer))
}
