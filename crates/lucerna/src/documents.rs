//! The pages of `docs/`, included as documentation so that every block of Rust in them is compiled.
//!
//! `cargo xtask tidy` fails if a page with a block of Rust is missing here.

#[doc = include_str!("../../../docs/asvs.md")]
struct Asvs;

#[doc = include_str!("../../../docs/coming-from/adopting-lucia.md")]
struct AdoptingLucia;

#[doc = include_str!("../../../docs/deploy/backup.md")]
struct Backup;

#[doc = include_str!("../../../docs/deploy/base-path.md")]
struct BasePath;

#[doc = include_str!("../../../docs/deploy/behind-a-proxy.md")]
struct BehindAProxy;

#[doc = include_str!("../../../docs/deploy/go-online.md")]
struct GoOnline;

#[doc = include_str!("../../../docs/deploy/logging.md")]
struct Logging;

#[doc = include_str!("../../../docs/deploy/upgrading.md")]
struct Upgrading;

#[doc = include_str!("../../../docs/databases/README.md")]
struct Databases;

#[doc = include_str!("../../../docs/extend/writing-a-feature.md")]
struct WritingAFeature;

#[doc = include_str!("../../../docs/recipes/adding-a-column.md")]
struct AddingAColumn;

#[doc = include_str!("../../../docs/recipes/administrators.md")]
struct Administrators;

#[doc = include_str!("../../../docs/recipes/audit.md")]
struct AuditTrail;

#[doc = include_str!("../../../docs/recipes/breached-passwords.md")]
struct RefusingBreachedPasswords;

#[doc = include_str!("../../../docs/recipes/change-password.md")]
struct ChangePassword;

#[doc = include_str!("../../../docs/recipes/columns.md")]
struct Columns;

#[doc = include_str!("../../../docs/recipes/errors.md")]
struct Errors;

#[doc = include_str!("../../../docs/recipes/group-of-routes.md")]
struct GroupOfRoutes;

#[doc = include_str!("../../../docs/recipes/htmx-and-turbo.md")]
struct HtmxAndTurbo;

#[doc = include_str!("../../../docs/recipes/json-api.md")]
struct JsonApi;

#[doc = include_str!("../../../docs/recipes/names.md")]
struct NamesOfUsers;

#[doc = include_str!("../../../docs/recipes/limits-of-attempts.md")]
struct LimitsOfAttempts;

#[doc = include_str!("../../../docs/recipes/mail.md")]
struct SendingMail;

#[doc = include_str!("../../../docs/recipes/own-tables.md")]
struct OwnTables;

#[doc = include_str!("../../../docs/recipes/remember-me.md")]
struct RememberMe;

#[doc = include_str!("../../../docs/recipes/pages.md")]
struct MountedPages;

#[doc = include_str!("../../../docs/recipes/roles.md")]
struct Roles;

#[doc = include_str!("../../../docs/recipes/session-attributes.md")]
struct SessionAttributes;

#[doc = include_str!("../../../docs/recipes/sessions.md")]
struct Sessions;

#[doc = include_str!("../../../docs/recipes/testing.md")]
struct Testing;

#[doc = include_str!("../../../docs/recipes/webhooks.md")]
struct Webhooks;

#[doc = include_str!("../../../docs/recipes/websockets.md")]
struct WebSockets;

#[doc = include_str!("../../../README.md")]
struct Readme;
