//! Tables of the application's own, and pools with unprepared connections.

use crate::test_database;
use lucerna_core::{Column, NewUserRecord, Row, Schema, StoreError, Timestamp, UserRecord, UserStore};
use lucerna_store_mysql::{MySqlStore, PoolOpenError};
use sqlx::mysql::{MySqlConnection, MySqlPool, MySqlPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor};

async fn database(name: &str) -> String {
    test_database::create(&lucerna_servers::mariadb().unwrap(), &format!("{name}_{}", std::process::id()))
        .await
}

fn schema() -> Schema {
    Schema::of_columns(vec![Column::of::<String>("name").unique(), Column::of::<Timestamp>("born")]).unwrap()
}

async fn run(url: &str, sql: &str) {
    let mut connection = MySqlConnection::connect(url).await.unwrap();
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

#[tokio::test]
async fn lossy_tables_are_refused_with_every_difference() {
    let url = database("lossy").await;
    MySqlStore::open(&url, schema()).await.unwrap();
    run(
        &url,
        "ALTER TABLE `user` MODIFY name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
    )
    .await;
    run(&url, "ALTER TABLE `user` MODIFY born DATETIME NOT NULL").await;
    run(&url, "ALTER TABLE `user_key` MODIFY hashed_password VARCHAR(1024) CHARACTER SET latin1").await;
    run(&url, "ALTER TABLE `user_session` MODIFY idle_expires BIGINT UNSIGNED NOT NULL").await;
    run(&url, "ALTER TABLE `user_session` DROP FOREIGN KEY user_session_user_id").await;
    let PoolOpenError::Tables(differences) = MySqlStore::open(&url, schema()).await.unwrap_err() else {
        panic!("the store accepted the tables")
    };
    let expected = [
        "`user`.`name` has the collation utf8mb4_bin, which treats different characters as equal",
        "`user`.`born` is datetime and has to be DATETIME(3)",
        "`user_key`.`hashed_password` has the collation latin1_swedish_ci, which treats different characters as equal",
        "`user_session`.`user_id` does not reference the table of users with ON DELETE CASCADE",
        // MariaDB reports the display width of the type, and MySQL does not.
        "`user_session`.`idle_expires` is bigint",
    ];
    assert_eq!(differences.len(), expected.len(), "{differences:#?}");
    for (found, expected) in differences.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[tokio::test]
async fn deleting_a_user_cascades_to_the_applications_table() {
    let url = database("posts").await;
    let store = MySqlStore::open(&url, Schema::of::<()>().unwrap()).await.unwrap();
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    store.insert_user(NewUserRecord { user, key: None }).await.unwrap();
    let collation = "SELECT collation_name FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = 'user' AND column_name = 'id'";
    let collation: String = sqlx::query_scalar(collation).fetch_one(store.pool()).await.unwrap();
    let create = format!(
        "CREATE TABLE post (id INT PRIMARY KEY, author VARCHAR(255) CHARACTER SET utf8mb4 COLLATE {collation} NOT NULL,
         FOREIGN KEY (author) REFERENCES `user` (id) ON DELETE CASCADE)"
    );
    run(&url, &create).await;
    run(&url, "INSERT INTO post VALUES (1, 'alice')").await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM post").fetch_one(store.pool()).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_pool_that_truncates_values_is_refused() {
    let url = database("cut").await;
    let lax = MySqlPoolOptions::new().after_connect(|connection, _| {
        Box::pin(async { connection.execute("SET SESSION sql_mode = ''").await.map(drop) })
    });
    let error = MySqlStore::from_pool(lax.connect(&url).await.unwrap(), schema()).await.unwrap_err();
    assert!(error.to_string().contains("MySqlStore::prepare"), "{error}");
}

#[tokio::test]
async fn a_pool_without_wsrep_sync_wait_is_refused() {
    let node = lucerna_servers::galera().unwrap().remove(0);
    let url = test_database::create(&node, &format!("wait_{}", std::process::id())).await;
    let unprepared = MySqlPool::connect(&url).await.unwrap();
    let error = MySqlStore::from_pool(unprepared, schema()).await.unwrap_err();
    assert!(error.to_string().contains("MySqlStore::prepare"), "{error}");
    let prepared = MySqlPoolOptions::new().after_connect(|it, _| Box::pin(MySqlStore::prepare(it)));
    MySqlStore::from_pool(prepared.connect(&url).await.unwrap(), schema()).await.unwrap();
}

#[tokio::test]
async fn a_value_longer_than_its_column_is_named() {
    let url = database("narrow").await;
    let columns = vec![Column::of::<String>("name"), Column::of::<Option<Vec<u8>>>("picture")];
    let store = MySqlStore::open(&url, Schema::of_columns(columns).unwrap()).await.unwrap();
    run(
        &url,
        "ALTER TABLE `user` MODIFY name VARCHAR(5) CHARACTER SET utf8mb4 NOT NULL, MODIFY picture BLOB",
    )
    .await;
    let user = |name: &str, picture: usize| {
        let attributes =
            Row::new().with("name", &name.to_owned()).with("picture", &Some(vec![0_u8; picture]));
        NewUserRecord { user: UserRecord { id: name.into(), attributes }, key: None }
    };
    for (user, column) in [(user("carol c", 1), "name"), (user("carol", 65_536), "picture")] {
        let refused = store.insert_user(user).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Unfit(it) if it.column == column), "{refused}");
    }
    store.insert_user(user("ÄÖÜäö", 65_535)).await.unwrap();
    run(&url, "ALTER TABLE `user` ADD UNIQUE (name)").await;
    let by_spaces = store.insert_user(NewUserRecord {
        user: UserRecord { id: "b".into(), ..user("ÄÖÜäö ", 1).user },
        key: None,
    });
    let refused = by_spaces.await.unwrap_err();
    assert!(matches!(&refused, StoreError::Unfit(it) if it.column == "name"), "{refused}");
    let longer = Row::new().with("name", &"carol c".to_owned());
    let refused = store.update_user(&"ÄÖÜäö".into(), longer).await.unwrap_err();
    assert!(matches!(&refused, StoreError::Unfit(it) if it.column == "name"), "{refused}");
}
