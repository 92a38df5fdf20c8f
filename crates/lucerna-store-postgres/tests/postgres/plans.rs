//! Query plans: every frequent statement finds its rows by an index.

use crate::fixtures::{run, store};
use lucerna_core::{Column, Lifetime, RecordTable};
use lucerna_store_postgres::PostgresStore;
use lucerna_store_sql::{Dialect, StartStatement, Statement, Statements};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

async fn plan(connection: &mut PgConnection, statement: &Statement) -> String {
    let Statement { text, order, .. } = statement;
    run(connection, &format!("DEALLOCATE ALL; PREPARE it AS {text}")).await;
    let nulls = vec!["NULL"; order.len()].join(", ");
    let explain = format!("SET plan_cache_mode = force_generic_plan; EXPLAIN EXECUTE it({nulls})");
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(connection).await.unwrap();
    rows.iter().map(|it| it.get::<String, _>(0) + "\n").collect()
}

#[tokio::test]
async fn every_hot_statement_uses_an_index() {
    let (_store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(&mut connection, r#"
        INSERT INTO "user" SELECT 'u' || n, 'name' || n FROM generate_series(1, 5000) n;
        INSERT INTO user_key SELECT 'username:' || n, 'u' || n, 'hash' FROM generate_series(1, 5000) n;
        INSERT INTO user_session SELECT md5('s' || n), 'u' || n, 1000000 + n, 1000000 + n, 1000000 + n FROM generate_series(1, 5000) n;
        ANALYZE "user"; ANALYZE user_key; ANALYZE user_session"#).await;
    let statements = Statements::new(Dialect::Postgres, crate::fixtures::schema());
    let named = statements.set_password(2);
    let Statements { session, user, key, .. } = statements;
    let StartStatement::AtOnce(start) = &session.start else {
        panic!("PostgreSQL starts a session with one statement")
    };
    let unique = user.find_unique.iter().chain(&user.find_by).map(|(_, it)| it);
    let hot = [
        &session.find_with_user,
        &session.find,
        &session.find_all,
        &session.renew,
        &session.delete,
        &session.delete_all,
        start,
        &user.find,
        &user.delete,
        &user.exists,
        &key.find,
        &key.find_all,
        &key.set_password,
        &named,
        &session.is_of_user,
        &key.copy,
        &key.rename,
        &session.rename,
        &session.rename_verified,
        &session.rename_of_user,
        &user.list,
        user.lock.as_ref().unwrap(),
        &key.replace_hash,
        &key.has_other,
        &key.delete,
        key.lock_owner.as_ref().unwrap(),
    ];
    for statement in hot.into_iter().chain(unique) {
        let plan = plan(&mut connection, statement).await;
        assert!(plan.contains("Index"), "{}\n{plan}", statement.text);
        assert!(!plan.contains("Seq Scan"), "{}\n{plan}", statement.text);
    }
}

/// Returns a table with a column of each kind by which records are found.
fn members() -> RecordTable {
    let columns = vec![
        Column::of::<String>("email").unique(),
        Column::of::<String>("club").indexed(),
        Column::of::<i64>("count"),
    ];
    RecordTable::new("member", Lifetime::Lasting, columns)
}

#[tokio::test]
async fn every_statement_about_records_uses_an_index() {
    let directory = tempfile::tempdir().unwrap();
    let url = crate::test_schema::url(directory.path()).await;
    let schema = crate::fixtures::schema().with([members()]).unwrap();
    PostgresStore::open(&url, schema.clone()).await.unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(&mut connection, r#"
        INSERT INTO "user" SELECT 'u' || n, 'name' || n FROM generate_series(1, 5000) n;
        INSERT INTO member SELECT 'm' || n, 'u' || n, 1000000 + n, 'mail' || n, 'club' || n, 1 FROM generate_series(1, 5000) n;
        ANALYZE "user"; ANALYZE member"#).await;
    let Statements { records, .. } = Statements::new(Dialect::Postgres, schema);
    let it = records.last().unwrap();
    let own = [&it.find, &it.find_all, &it.find_of_user, &it.take, &it.delete, &it.delete_alive];
    let swept = [&it.delete_of_user, &it.delete_expired, &it.delete_if_expired, &it.exists];
    let by = [&it.find_by, &it.delete_by, &it.delete_if_expired_by, &it.find_unique].into_iter().flatten();
    for statement in own.into_iter().chain(swept).chain(by.map(|(_, it)| it)) {
        let plan = plan(&mut connection, statement).await;
        assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{}\n{plan}", statement.text);
    }
    // The index already orders a page of a user's records.
    let plan = plan(&mut connection, &it.find_of_user).await;
    assert!(plan.contains("member$user_id") && !plan.contains("Sort"), "{plan}");
}

#[tokio::test]
async fn deleting_expired_sessions_uses_the_indexes() {
    let (_store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(&mut connection, r#"
        INSERT INTO "user" SELECT 'u' || n, 'name' || n FROM generate_series(1, 5000) n;
        INSERT INTO user_session SELECT md5('s' || n), 'u' || n, 1000000 + n, 1000000 + n, 1000000 + n FROM generate_series(1, 5000) n;
        ANALYZE user_session"#).await;
    let sweep = "EXPLAIN DELETE FROM user_session WHERE idle_expires < 1000010 OR absolute_expires < 1000010";
    let rows = sqlx::raw_sql(sweep).fetch_all(&mut connection).await.unwrap();
    let plan: String = rows.iter().map(|it| it.get::<String, _>(0) + "\n").collect();
    assert!(plan.contains("BitmapOr") && !plan.contains("Seq Scan"), "{plan}");
}
