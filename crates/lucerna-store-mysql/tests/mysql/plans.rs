//! Query plans: no statement of a request reads more rows than it needs.

use crate::test_database;
use lucerna_core::{Column, Lifetime, RecordTable, Schema};
use lucerna_store_mysql::MySqlStore;
use lucerna_store_sql::{Dialect, RecordStatements, StartStatement, Statement, Statements};
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, MySqlConnection, MySqlPool, Row};

/// A thousand users with as many keys, and three sessions for each. Session 7 has expired at 10.
const FILL: &str = "
    CREATE TABLE digit (d INT);
    INSERT INTO digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
    CREATE TABLE number AS SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
        FROM digit a, digit b, digit c, digit e WHERE e.d < 3;
    INSERT INTO `user` SELECT concat('u', n), concat('n', n) FROM number WHERE n <= 1000;
    INSERT INTO `user_key` SELECT concat('username:', n), concat('u', n), 'hash' FROM number WHERE n <= 1000;
    INSERT INTO `user_session`
        SELECT concat('s', n), concat('u', n % 1000 + 1), n, n, 90000, NULL, NULL, NULL, NULL, NULL, NULL FROM number;
    INSERT INTO `member`
        SELECT concat('m', n), concat('u', n % 1000 + 1), n, concat('mail', n), concat('club', n), 1 FROM number;
    ANALYZE TABLE `user`, `user_key`, `user_session`, `member`";

fn schema() -> Schema {
    let columns = vec![
        Column::of::<String>("email").unique(),
        Column::of::<String>("club").indexed(),
        Column::of::<i64>("count"),
    ];
    let members = RecordTable::new("member", Lifetime::Lasting, columns);
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    schema.with([members]).unwrap()
}

async fn filled(name: &str) -> MySqlPool {
    let name = format!("{name}_{}", std::process::id());
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let store = MySqlStore::open(&url, schema()).await.unwrap();
    sqlx::raw_sql(FILL).execute(store.pool()).await.unwrap();
    store.pool().clone()
}

/// Returns each statement with values for its parameters.
fn statements(dialect: Dialect) -> Vec<(Statement, Vec<&'static str>)> {
    let all = Statements::new(dialect, schema());
    let named = all.set_password(2);
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
        (key.set_password, vec!["u5", "new"]),
        (named, vec!["u5", "new", "username:5", "username:6"]),
        (session.is_of_user, vec!["s1500", "u501"]),
        (key.copy, vec!["username:5", "username:x"]),
        (key.rename, vec!["username:5", "u5", "username:x"]),
        (session.rename, vec!["s1500", "s9000"]),
        (session.rename_verified, vec!["s1500", "s9000", "1", "password"]),
        (session.rename_of_user, vec!["s1500", "s9000", "u5"]),
        (user.list, vec!["u99", "10"]),
        (user.lock.unwrap(), vec!["u5"]),
        (key.replace_hash, vec!["username:5", "hash", "new"]),
        (key.exists, vec!["username:5"]),
        (key.has_other, vec!["username:5"]),
        (key.lock_owner.unwrap(), vec!["username:5"]),
        (key.delete, vec!["username:5"]),
    ];
    statements.extend(match session.start {
        StartStatement::Settled(it) => Some((it, vec!["username:5", "hash", "s1500", "s1501", "u5"])),
        StartStatement::Proven(it) => Some((
            it,
            vec![
                "s3001",
                "u5",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
                "password",
                "cookie",
                "username:5",
                "hash",
            ],
        )),
        StartStatement::AtOnce(_) => None,
    });
    statements.extend(user.find_unique.into_iter().map(|(_, it)| (it, vec!["n5", "u6"])));
    statements.extend(user.find_by.into_iter().map(|(_, it)| (it, vec!["n5"])));
    statements.extend(of_records(all.records.last().unwrap()));
    statements
}

fn of_records(all: &RecordStatements) -> Vec<(Statement, Vec<&'static str>)> {
    let mut statements = vec![
        (all.find.clone(), vec!["10", "", "20", "m1500"]),
        (all.find_all.clone(), vec!["10", "m999", "20"]),
        (all.find_of_user.clone(), vec!["10", "", "20", "u5"]),
        (all.delete.clone(), vec!["m1500"]),
        (all.delete_alive.clone(), vec!["m1500", "10"]),
        (all.delete_of_user.clone(), vec!["u5"]),
        (all.delete_expired.clone(), vec!["10"]),
        (all.delete_if_expired.clone(), vec!["m1500", "10"]),
        (all.exists.clone(), vec!["m1500", "10"]),
        (all.take.clone(), vec!["m1500", "10"]),
    ];
    let by_value = [
        (&all.find_by, vec!["10", "", "20", ""], 3),
        (&all.delete_by, vec![""], 0),
        (&all.delete_if_expired_by, vec!["", "10"], 0),
        (&all.find_unique, vec!["", "10", "m1"], 0),
    ];
    for (found, values, place) in by_value {
        statements.extend(found.iter().map(|(column, it)| {
            let mut values = values.clone();
            *values.get_mut(place).unwrap() = if column.name() == "email" { "mail1500" } else { "club1500" };
            (it.clone(), values)
        }));
    }
    statements
}

#[tokio::test]
async fn every_statement_uses_an_index() {
    let pool = filled("plans").await;
    let version: String = sqlx::query_scalar("SELECT VERSION()").fetch_one(&pool).await.unwrap();
    let is_mariadb = version.contains("MariaDB");
    let mut connection = pool.acquire().await.unwrap();
    if !is_mariadb {
        sqlx::raw_sql("SET explain_format = TRADITIONAL").execute(&mut *connection).await.unwrap();
    }
    // MariaDB accepts the statements of both.
    for dialect in std::iter::once(Dialect::MySql).chain(is_mariadb.then_some(Dialect::MariaDb)) {
        for (statement, values) in statements(dialect) {
            let text = &statement.text;
            let plan = explain(&mut connection, &statement, &values).await;
            for row in plan.iter().filter(|it| it.get::<String, _>("select_type") != "INSERT") {
                let index: Option<String> = row.get("key");
                let rows = rows(row);
                assert!(index.is_some(), "no index: {text}");
                assert!(rows <= 20, "{rows} rows: {text}");
            }
        }
    }
}

/// Returns the number of rows that the server expects to read: an integer on MySQL, a text on MariaDB.
fn rows(row: &MySqlRow) -> u64 {
    row.try_get("rows").unwrap_or_else(|_| row.get::<String, _>("rows").parse().unwrap())
}

async fn explain(connection: &mut MySqlConnection, statement: &Statement, values: &[&str]) -> Vec<MySqlRow> {
    let mut query = sqlx::query(AssertSqlSafe(format!("EXPLAIN {}", statement.text)));
    for at in &statement.order {
        let value = *values.get(*at).unwrap();
        // Binds the values as the store does. A number that is bound as text changes the plan.
        query = match value.parse::<i64>() {
            Ok(number) => query.bind(number),
            Err(_) => query.bind(value),
        };
    }
    query.fetch_all(connection).await.unwrap()
}
