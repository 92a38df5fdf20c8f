//! The questions that an adoption puts to its database.

use crate::pool::driver::{Bound, Connected, Driver, Failed, Parameter, Read};
use crate::pool::query::Query;
use crate::pool::store::read::{integer, text};
use crate::{Dialect, Statement};

pub(super) struct Database<'a, D: Driver> {
    pub(super) connection: &'a mut Connected<D>,
    pub(super) dialect: Dialect,
}

impl<D: Driver> Database<'_, D> {
    /// How many rows a table has, whose name is quoted.
    pub(super) async fn count(&mut self, table: &str) -> Result<u64, Failed> {
        let rows = self.ask(&format!("SELECT count(*) FROM {table}")).await?;
        let count = rows.first().map_or(Ok(0), |it| integer::<D>(it, 0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The first column of what a template gives.
    pub(super) async fn texts<const N: usize>(
        &mut self,
        template: &str,
        values: [&str; N],
    ) -> Result<Vec<String>, Failed> {
        let rows = self.rows(template, values.map(|it| Parameter::Text(Some(it)))).await?;
        rows.iter().map(|it| text::<D>(it, 0)).collect()
    }

    pub(super) async fn rows<const N: usize>(
        &mut self,
        template: &str,
        values: [Parameter<'_>; N],
    ) -> Result<Vec<Read<D>>, Failed> {
        let statement = Statement::new(self.dialect, template);
        Query::new(&statement, values).fetch::<D>(self.connection).await
    }

    pub(super) async fn execute<const N: usize>(
        &mut self,
        template: &str,
        values: [Parameter<'_>; N],
    ) -> Result<u64, Failed> {
        let statement = Statement::new(self.dialect, template);
        Query::new(&statement, values).execute::<D>(self.connection).await
    }

    /// What a statement gives that is no template: names in it may be anything.
    pub(super) async fn ask(&mut self, sql: &str) -> Result<Vec<Read<D>>, Failed> {
        D::fetch(self.connection, sql.into(), Bound::<D>::default()).await.map_err(Failed::of::<D>)
    }

    /// Statements that are no templates and give nothing.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Failed> {
        D::run(self.connection, sql.into()).await.map_err(Failed::of::<D>)
    }
}
