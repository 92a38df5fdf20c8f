//! A database for each test.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use std::path::Path;

/// Makes the database that belongs to this directory, which need not be there, and gives its address.
pub(crate) async fn create(server: &str, directory: impl AsRef<Path>) -> String {
    let url = database(server, directory.as_ref());
    let (_, name) = url.rsplit_once('/').unwrap();
    let create = format!("CREATE DATABASE IF NOT EXISTS `{name}`");
    let mut connection = MySqlConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    url
}

/// The address of the database that belongs to this directory.
pub(crate) fn database(server: &str, directory: &Path) -> String {
    let name = directory.file_name().unwrap().to_str().unwrap().replace('.', "t_").to_lowercase();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
