//! Statements whose plan on the server no longer holds, since a table was altered under the running process.

use super::super::PreparedStatements;
use super::super::driver::{Driver, DriverConnection, failed};
use super::{SqlStore, Work};
use crate::{Failed, FailureKind};
use sqlx::Connection;
use std::sync::atomic::{AtomicBool, Ordering};

/// The number of times that a call is made again. Once is enough, unless a table is altered again or an unknown pooler
/// is in between.
const AGAIN: usize = 2;

/// The decision to keep statements by name on the server, or not.
pub(super) struct StatementPolicy {
    keeps: AtomicBool,
    is_pooled: bool,
}

impl StatementPolicy {
    pub(super) fn new(prepared: PreparedStatements) -> Self {
        let keeps = AtomicBool::new(prepared != PreparedStatements::Lost);
        Self { keeps, is_pooled: prepared != PreparedStatements::Kept }
    }

    pub(super) fn keeps(&self) -> bool {
        self.keeps.load(Ordering::Relaxed)
    }

    /// Stops keeping statements if that cannot help. A pooler gives the same plan again to a statement of the same text,
    /// and an unknown pooler gives no plan.
    fn note(&self, round: usize) {
        if self.is_pooled || round > 0 {
            self.keeps.store(false, Ordering::Relaxed);
        }
    }
}

impl<D: Driver> SqlStore<D> {
    /// Runs the work on this connection. If a plan is stale, it prepares the statements anew and runs the work again.
    /// The server reports a stale plan before it runs the statement, and the transaction around it is rolled back.
    pub(super) async fn run_on<W: Work<D>>(
        &self,
        connection: &mut DriverConnection<D>,
        work: &W,
    ) -> Result<W::Answer, Failed> {
        for round in 0..AGAIN {
            let answer = work.run(&mut self.wrap(connection)).await;
            match &answer {
                Err(it) if it.failure == FailureKind::Stale => self.forget_plans(connection, round).await?,
                _ => return answer,
            }
        }
        work.run(&mut self.wrap(connection)).await
    }

    /// Drops the statements of this connection.
    pub(super) async fn forget_plans(
        &self,
        connection: &mut DriverConnection<D>,
        round: usize,
    ) -> Result<(), Failed> {
        self.0.policy.note(round);
        connection.clear_cached_statements().await.map_err(failed::<D>)
    }
}
