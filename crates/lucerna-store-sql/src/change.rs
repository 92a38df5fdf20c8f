//! Writes of one or more statements. Each is written once, and each store runs it in its own way.

use crate::{Connection, Failed, Statement, Statements};
use lucerna_core::StoreError;
use std::future::{Future, ready};

/// A write that happens as a whole or not at all. Its futures are `Send` if the connection is, which the compiler
/// checks for each concrete change.
#[doc(hidden)]
pub trait Change: Send + Sync {
    /// The result that the caller receives.
    type Answer: Send;

    /// Returns true if each statement may be committed by itself.
    fn needs_no_transaction(&self) -> bool {
        false
    }

    /// Returns the statements of the transaction, so that they are prepared before it begins. A Galera node may roll a
    /// transaction back while it prepares a statement, without an error, and the next statements would run outside a
    /// transaction.
    fn transaction_statements(&self, _statements: &Statements) -> Vec<Statement> {
        Vec::new()
    }

    /// Runs the statements. The store commits them after an `Ok` and rolls them back after any error.
    ///
    /// # Errors
    /// [`Failed`] if a statement fails. The inner error names the conflict.
    fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> impl Future<Output = Result<Result<Self::Answer, StoreError>, Failed>>;

    /// Names the conflict after a statement failed and the store rolled the transaction back. Returns the failure
    /// itself if it finds no conflict.
    ///
    /// # Errors
    /// [`Failed`] if the database could not answer.
    fn diagnose<C: Connection>(
        &self,
        _connection: &mut C,
        _statements: &Statements,
        failed: Failed,
    ) -> impl Future<Output = Result<Result<StoreError, Failed>, Failed>> {
        ready(Ok(Err(failed)))
    }
}
