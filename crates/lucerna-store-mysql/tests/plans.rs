//! No statement of a request reads more of a table than it needs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use lucerna_core::{Column, Schema};
use lucerna_store_mysql::MySqlStore;
use lucerna_store_sql::{Dialect, Start, Statement, Statements};
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, MySqlPool, Row};

mod place;

/// In a thousand there are as many keys, and three sessions of each user. Session 7 is dead at 10.
const FILL: &str = "
    INSERT INTO `user` SELECT concat('u', seq), concat('n', seq) FROM seq_1_to_1000;
    INSERT INTO `user_key` SELECT concat('username:', seq), concat('u', seq), 'hash' FROM seq_1_to_1000;
    INSERT INTO `user_session`
        SELECT concat('s', seq), concat('u', seq % 1000 + 1), seq, seq, 90000, NULL, NULL FROM seq_1_to_3000;
    ANALYZE TABLE `user`, `user_key`, `user_session`";

fn schema() -> Schema {
    Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap()
}

async fn filled(name: &str) -> MySqlPool {
    let name = format!("{name}_{}", std::process::id());
    let url = place::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let store = MySqlStore::connect(&url, schema()).await.unwrap();
    sqlx::raw_sql(FILL).execute(store.pool()).await.unwrap();
    store.pool().clone()
}

/// Each with values for its parameters.
fn statements(dialect: Dialect) -> Vec<(Statement, Vec<&'static str>)> {
    let all = Statements::new(dialect, schema());
    let (session, user, key) = (all.session, all.user, all.key);
    let mut statements = vec![
        (session.find_with_user, vec!["s1500", "10"]),
        (session.find, vec!["s1500", "10"]),
        (session.find_all, vec!["u5", "10"]),
        (session.renew, vec!["s1500", "20", "30"]),
        (session.delete, vec!["s1500"]),
        (session.delete_all, vec!["u5", "s1500"]),
        (session.delete_dead, vec!["10"]),
        (session.exists, vec!["s1500"]),
        (user.find, vec!["u5"]),
        (user.exists, vec!["u5"]),
        (user.delete, vec!["u5"]),
        (key.find, vec!["username:5"]),
        (key.find_all, vec!["u5"]),
        (key.set_hash, vec!["username:5", "new"]),
        (key.replace_hash, vec!["username:5", "hash", "new"]),
        (key.exists, vec!["username:5"]),
        (key.has_other, vec!["username:5"]),
        (key.lock_owner.unwrap(), vec!["username:5"]),
        (key.delete, vec!["username:5"]),
    ];
    statements.extend(match session.start {
        Start::Settled(it) => Some((it, vec!["username:5", "hash", "s1500", "s1501"])),
        Start::Proven(it) => Some((it, vec!["s3001", "u5", "1", "2", "3", "4", "5", "username:5", "hash"])),
        Start::AtOnce(_) => None,
    });
    statements.extend(user.find_unique.into_iter().map(|(_, it)| (it, vec!["n5", "u6"])));
    statements
}

#[tokio::test]
async fn every_table_is_read_by_an_index() {
    let pool = filled("plans").await;
    for dialect in [Dialect::MariaDb, Dialect::MySql] {
        for (statement, values) in statements(dialect) {
            let text = &statement.text;
            let plan = explain(&pool, &statement, &values).await;
            for row in plan.iter().filter(|it| it.get::<String, _>("select_type") != "INSERT") {
                let index: Option<String> = row.get("key");
                let rows: u64 = row.get::<String, _>("rows").parse().unwrap();
                assert!(index.is_some(), "no index: {text}");
                assert!(rows <= 20, "{rows} rows: {text}");
            }
        }
    }
}

async fn explain(pool: &MySqlPool, statement: &Statement, values: &[&str]) -> Vec<MySqlRow> {
    let mut query = sqlx::query(AssertSqlSafe(format!("EXPLAIN {}", statement.text)));
    for at in &statement.order {
        let value = *values.get(*at).unwrap();
        // As the store binds them: a number that is compared as text is another plan.
        query = match value.parse::<i64>() {
            Ok(number) => query.bind(number),
            Err(_) => query.bind(value),
        };
    }
    query.fetch_all(pool).await.unwrap()
}
