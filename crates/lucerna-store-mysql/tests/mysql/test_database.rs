//! A database for each test.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use std::path::Path;

/// Creates a database named after this directory, which need not exist, and returns its URL.
pub(crate) async fn create(server: &str, directory: impl AsRef<Path>) -> String {
    let url = database(server, directory.as_ref());
    let (_, name) = url.rsplit_once('/').unwrap();
    let create = format!("CREATE DATABASE IF NOT EXISTS `{name}`");
    let mut connection = MySqlConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    url
}

/// Returns the URL of the database named after this directory.
pub(crate) fn database(server: &str, directory: &Path) -> String {
    let name = directory.file_name().unwrap().to_str().unwrap().replace('.', "t_").to_lowercase();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
