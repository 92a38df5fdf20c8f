//! Tests of dumping a database and loading it into another.

use lucerna_servers::{MariaDb, Postgres, Redis, dump, load};

/// A text with quotes, a line break and multi-byte characters.
const VALUE: &str = "it''s \"quoted\"\nü 🦀";

#[test]
fn tables_are_the_same_in_another_database() {
    loads_into_another_database(&Postgres::start().unwrap().url("postgres"), "text");
    loads_into_another_database(&MariaDb::start().unwrap().url("lucerna"), "text CHARACTER SET utf8mb4");
}

fn loads_into_another_database(url: &str, column: &str) {
    let (server, _) = url.rsplit_once('/').unwrap();
    let other = format!("{server}/other");
    load(url, "CREATE DATABASE other;").unwrap();
    load(url, &format!("CREATE TABLE a (b {column});\nINSERT INTO a VALUES ('{VALUE}'), (NULL);\n")).unwrap();
    let text = dump(url).unwrap();
    assert!(text.contains(VALUE) || text.contains(r#"it\'s \"quoted\"\nü 🦀"#), "{text}");
    load(&other, &text).unwrap();
    assert_eq!(dump(&other).unwrap(), text);
}

#[test]
fn keys_are_the_same_in_another_redis() {
    let (one, other) = (Redis::start().unwrap(), Redis::start().unwrap());
    let commands = "SET \"a \\\" \\\\ \\x00\\xff\\r\\nü\" b PX 4000000000000\nHSET h f v g w\nZADD z 4102444800000 m 1 n\n";
    load(&one.url("0"), commands).unwrap();
    let text = dump(&one.url("0")).unwrap();
    load(&other.url("0"), &text).unwrap();
    assert_eq!((dump(&other.url("0")).unwrap(), text.lines().count()), (text, 5));
}

#[test]
fn the_error_contains_the_statement_that_failed() {
    for (server, database) in
        [(Postgres::start(), "postgres"), (MariaDb::start(), "lucerna"), (Redis::start(), "0")]
    {
        let error = load(&server.unwrap().url(database), "NONSENSE 1;\n").unwrap_err().to_string();
        assert!(error.contains("NONSENSE"), "{error}");
    }
}
