//! A PostgreSQL schema for each test.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::Path;

/// Creates a schema named after this directory on the shared server, and returns its URL.
pub(crate) async fn url(directory: &Path) -> String {
    let name = directory.file_name().unwrap().to_str().unwrap().replace('.', "t_").to_lowercase();
    let server = lucerna_servers::postgres().unwrap();
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = format!(r#"CREATE SCHEMA IF NOT EXISTS "{name}""#);
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    format!("{server}?options=-c%20search_path%3D{name}")
}
