//! Connection poolers, such as pgbouncer: found out when a store is opened.
//!
//! In its mode for transactions, a pooler may give each transaction another connection to the server. A statement that
//! was prepared on one is then missing on the next, or has the name of another client's statement. The store therefore
//! keeps statements only where they stay its own.

use lucerna_store_sql::PreparedStatements;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Error, Row};

/// The setting that sqlx sends when it connects. A pooler connects to the server by itself, without it.
const SETTING: &str = "extra_float_digits";

/// The names that the server gives to this very statement. PostgreSQL keeps the client's name. Since version 1.21,
/// pgbouncer can keep statements itself, under names of its own.
const NAMES: &str =
    "SELECT name FROM pg_catalog.pg_prepared_statements WHERE statement LIKE '%kept for lucerna%'";

/// The beginning of pgbouncer's names.
const OF_PGBOUNCER: &str = "PGBOUNCER_";

/// The sentence about options. A pooler refuses them, ignores them, or applies them to other clients' statements too:
/// tables would be in another schema.
const OPTIONS: &str = "a connection pooler is in between, which does not keep `options` for each client: remove them \
     from the URL, and set the schema for the user, with ALTER ROLE … SET search_path = …";

/// Returns options without the setting, if a pooler refuses it.
pub(crate) fn without_refused(options: &PgConnectOptions, error: &Error) -> Option<PgConnectOptions> {
    let message = error.as_database_error()?.message();
    let is_refused = message.contains("startup parameter") && message.contains(SETTING);
    is_refused.then(|| options.clone().extra_float_digits(None))
}

/// Returns the error about a connection that a pooler refuses because of the URL's options.
pub(crate) fn explain(error: Error) -> Error {
    let message = error.as_database_error().map_or("", |it| it.message());
    match message.contains("unsupported startup parameter") && message.contains("options") {
        true => Error::Configuration(OPTIONS.into()),
        false => error,
    }
}

/// Returns where the statements of this connection are kept.
pub(crate) async fn prepared_statements(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
) -> Result<PreparedStatements, Error> {
    let source = "SELECT source FROM pg_catalog.pg_settings WHERE name = 'extra_float_digits'";
    let rows = sqlx::raw_sql(source).fetch_all(&mut *connection).await?;
    if rows.first().is_some_and(|it| it.try_get::<&str, _>(0).is_ok_and(|it| it == "client")) {
        return Ok(PreparedStatements::Kept);
    }
    if options.get_options().is_some() {
        return Err(Error::Configuration(OPTIONS.into()));
    }
    Ok(if is_kept(connection).await? { PreparedStatements::KeptByPooler } else { PreparedStatements::Lost })
}

async fn is_kept(connection: &mut PgConnection) -> Result<bool, Error> {
    // Within a transaction, a pooler changes no connection.
    let mut transaction = connection.begin().await?;
    let names = sqlx::query_scalar::<_, String>(NAMES).fetch_all(&mut *transaction).await;
    transaction.clear_cached_statements().await?;
    transaction.rollback().await?;
    match names {
        Ok(names) => Ok(!names.is_empty() && names.iter().all(|it| it.starts_with(OF_PGBOUNCER))),
        // Another client's statement has the name.
        Err(Error::Database(error)) if error.code().as_deref() == Some("42P05") => Ok(false),
        Err(error) => Err(error),
    }
}
