//! Tests of the compiler errors for common mistakes with Lucerna, in `tests/ui`.
//!
//! They are a package of their own because trybuild compiles the dependencies of the tested package. Those of the crate
//! `lucerna` include all stores and drivers.
