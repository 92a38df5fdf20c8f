//! The pages of `docs/`, included as documentation so that every block of Rust in them is compiled.
//!
//! `cargo xtask tidy` fails if a page with a block of Rust is missing here.

#[cfg(all(feature = "adopt", feature = "axum", feature = "redis"))]
#[doc = include_str!("../../../docs/coming-from/adopting-lucia.md")]
struct AdoptingLucia;

#[cfg(feature = "axum")]
#[doc = include_str!("../../../docs/deploy/base-path.md")]
struct BasePath;

#[cfg(feature = "axum")]
#[doc = include_str!("../../../docs/deploy/behind-a-proxy.md")]
struct BehindAProxy;

#[doc = include_str!("../../../docs/deploy/logging.md")]
struct Logging;

#[cfg(feature = "derive")]
#[doc = include_str!("../../../docs/deploy/upgrading.md")]
struct Upgrading;

#[cfg(all(feature = "mysql", feature = "postgres", feature = "redis"))]
#[doc = include_str!("../../../docs/databases/README.md")]
struct Databases;

#[cfg(feature = "derive")]
#[doc = include_str!("../../../docs/extend/writing-a-feature.md")]
struct WritingAFeature;

#[cfg(all(feature = "axum", feature = "derive"))]
#[doc = include_str!("../../../README.md")]
struct Readme;
