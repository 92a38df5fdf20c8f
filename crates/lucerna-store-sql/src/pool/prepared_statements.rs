//! The ways in which servers and poolers keep prepared statements.

/// The place at which the statements are kept that a connection prepares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores")]
#[doc(hidden)]
pub enum PreparedStatements {
    /// The connection leads to the server, which keeps them.
    Kept,
    /// A pooler keeps them. It shares their plans between its clients, and repeats a stale plan.
    KeptByPooler,
    /// They are lost: a pooler may give each transaction another connection to the server. Running a statement by its
    /// name could then run another client's.
    Lost,
}
