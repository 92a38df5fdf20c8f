//! The likeliest mistakes with Lucerna, in `tests/ui`, and what the compiler says of them.
//!
//! They are a package of their own because trybuild compiles the dependencies of the package whose tests it runs. The
//! facade's are all stores and drivers.
