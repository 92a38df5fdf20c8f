//! The pages of `docs/`, included as documentation so that every block of Rust in them is compiled.
//!
//! `cargo xtask tidy` fails if a page with a block of Rust is missing here.

#[cfg(all(feature = "adopt", feature = "axum", feature = "redis"))]
#[doc = include_str!("../../../docs/coming-from/adopting-lucia.md")]
struct AdoptingLucia;

#[cfg(all(feature = "password", feature = "sqlite"))]
#[doc = include_str!("../../../docs/deploy/backup.md")]
struct Backup;

#[cfg(feature = "axum")]
#[doc = include_str!("../../../docs/deploy/base-path.md")]
struct BasePath;

#[cfg(feature = "axum")]
#[doc = include_str!("../../../docs/deploy/behind-a-proxy.md")]
struct BehindAProxy;

#[cfg(all(
    unix,
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "sqlite"
))]
#[doc = include_str!("../../../docs/deploy/go-online.md")]
struct GoOnline;

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

#[cfg(all(feature = "derive", feature = "password", feature = "sqlite"))]
#[doc = include_str!("../../../docs/recipes/adding-a-column.md")]
struct AddingAColumn;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/administrators.md")]
struct Administrators;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/change-password.md")]
struct ChangePassword;

#[cfg(all(feature = "chrono", feature = "derive", feature = "password", feature = "time", feature = "uuid"))]
#[doc = include_str!("../../../docs/recipes/columns.md")]
struct Columns;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/errors.md")]
struct Errors;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/group-of-routes.md")]
struct GroupOfRoutes;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/htmx-and-turbo.md")]
struct HtmxAndTurbo;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/json-api.md")]
struct JsonApi;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde",
    feature = "sqlite"
))]
#[doc = include_str!("../../../docs/recipes/own-tables.md")]
struct OwnTables;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/remember-me.md")]
struct RememberMe;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde",
    feature = "sqlite"
))]
#[doc = include_str!("../../../docs/recipes/roles.md")]
struct Roles;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/session-attributes.md")]
struct SessionAttributes;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/sessions.md")]
struct Sessions;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde",
    feature = "sqlite"
))]
#[doc = include_str!("../../../docs/recipes/testing.md")]
struct Testing;

#[cfg(all(
    feature = "axum",
    feature = "derive",
    feature = "memory",
    feature = "password",
    feature = "serde"
))]
#[doc = include_str!("../../../docs/recipes/websockets.md")]
struct WebSockets;

#[cfg(all(feature = "axum", feature = "derive"))]
#[doc = include_str!("../../../README.md")]
struct Readme;
