//! What is done in a transaction, or in one statement: written once, and run by each store in its own way.

use crate::{Connection, Failed, Statement, Statements};
use lucerna_core::StoreError;
use std::future::{Future, ready};

/// A write that is made as a whole or not at all. Its futures can be sent to another thread if the connection can, which the
/// compiler sees for each change that it knows.
#[doc(hidden)]
pub trait Change: Send + Sync {
    /// What the caller receives.
    type Answer: Send;

    /// Returns true if each of its statements may be committed by itself.
    fn needs_no_transaction(&self) -> bool {
        false
    }

    /// The statements of its transaction. Where a node of a cluster rolls a transaction back while a statement is being
    /// prepared, it does not say so, and goes on without one: they are prepared before it begins.
    fn of_transaction(&self, _statements: &Statements) -> Vec<Statement> {
        Vec::new()
    }

    /// Runs the statements. The store commits them if there is an answer, and rolls them back after any error.
    ///
    /// # Errors
    /// [`Failed`] as the database gives it. The inner error names what stands in the way.
    fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> impl Future<Output = Result<Result<Self::Answer, StoreError>, Failed>>;

    /// Names what stands in the way, after a statement failed and the whole was rolled back. Returns the failure itself if
    /// nothing does.
    ///
    /// # Errors
    /// [`Failed`] if the database cannot be asked.
    fn diagnose<C: Connection>(
        &self,
        _connection: &mut C,
        _statements: &Statements,
        failed: Failed,
    ) -> impl Future<Output = Result<Result<StoreError, Failed>, Failed>> {
        ready(Ok(Err(failed)))
    }
}
