//! The pages of `docs/`, included as documentation so that every block of Rust in them is compiled.
//!
//! `cargo xtask tidy` fails if a page with a block of Rust is missing here.

#[cfg(all(feature = "adopt", feature = "axum", feature = "redis"))]
#[doc = include_str!("../../../docs/coming-from/adopting-lucia.md")]
struct AdoptingLucia;

#[cfg(all(feature = "mysql", feature = "postgres", feature = "redis"))]
#[doc = include_str!("../../../docs/databases/README.md")]
struct Databases;

#[cfg(feature = "derive")]
#[doc = include_str!("../../../docs/extend/writing-a-feature.md")]
struct WritingAFeature;
