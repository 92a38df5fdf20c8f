//! A database for each test.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use std::path::Path;

/// The address of a database on the shared server that belongs to this directory.
pub(crate) async fn url(directory: &Path) -> String {
    create(&lucerna_servers::mariadb().unwrap(), &name(directory)).await
}

/// A name for the database of this directory.
pub(crate) fn name(directory: &Path) -> String {
    directory.file_name().unwrap().to_str().unwrap().replace('.', "t_").to_lowercase()
}

/// The address of the database of this name, which is there then.
pub(crate) async fn create(server: &str, name: &str) -> String {
    let mut connection = MySqlConnection::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE IF NOT EXISTS `{name}`");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
