//! One row that may be in the way of another.

use super::super::driver::{Connected, Driver, Failed, Failure};
use super::super::query::Query;
use super::Work;
use lucerna_core::{Conflict, StoreError};

/// Inserts a row of which only the id can be in use.
pub(super) struct Insert<'a> {
    pub(super) query: Query<'a>,
    pub(super) taken: Conflict,
}

impl<D: Driver> Work<D> for Insert<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        match self.query.execute::<D>(connection).await {
            Err(it) if it.failure == Failure::Unique => Ok(Err(StoreError::Conflict(self.taken.clone()))),
            answer => answer.map(|_| Ok(())),
        }
    }
}

/// Gives a row another id, and says whether the row was there and the id was free.
pub(super) struct Rename<'a>(pub(super) Query<'a>);

impl<D: Driver> Work<D> for Rename<'_> {
    type Answer = bool;

    async fn run(&self, connection: &mut Connected<D>) -> Result<bool, Failed> {
        match self.0.execute::<D>(connection).await {
            Err(it) if it.failure == Failure::Unique => Ok(false),
            answer => answer.map(|rows| rows > 0),
        }
    }
}
