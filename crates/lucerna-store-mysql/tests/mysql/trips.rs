//! What each call costs on MariaDB, and with MySQL's statements, in round trips to the server.

use crate::as_mysql::AsMySql;
use crate::place;
use lucerna_servers::Proxy;
use lucerna_store_mysql::{MySql, PoolOptions};
use lucerna_store_sql::{Driver, SqlStore};
use lucerna_testkit::costs;

async fn assert_costs<D: Driver>(name: &str) {
    let name = format!("{name}_{}", std::process::id());
    let url = place::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    // Of what is encrypted the proxy cannot tell what it is.
    let (proxy, url) = Proxy::before(&(url + "?ssl-mode=DISABLED")).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let open = async |schema| SqlStore::<D>::connect_with(&url, schema, options).await.unwrap();
    let expected = [
        // Begin, the user, the key, commit.
        ("insert_user", 4),
        ("find_user", 1),
        ("update_user", 1),
        ("insert_key", 1),
        ("find_key", 1),
        ("find_user_keys", 1),
        ("insert_session", 1),
        // Insert, then end the older session, on MariaDB this one where the proof no longer holds.
        ("start_session", 2),
        ("find_session_and_user", 1),
        ("find_session", 1),
        ("find_user_sessions", 1),
        ("renew_session", 1),
        ("rename_session", 1),
        ("delete_session", 1),
        ("delete_user_sessions", 1),
        ("delete_dead_sessions", 1),
        ("set_password_hash", 1),
        // Begin, lock, claim in two, look twice, delete, commit.
        ("delete_key", 8),
        ("delete_user", 1),
        ("signing in", 3),
        ("authenticating", 1),
    ];
    assert_eq!(costs(open, || proxy.trips()).await, expected);
}

#[tokio::test]
async fn every_call_of_the_store_and_signing_in() {
    assert_costs::<MySql>("trips").await;
}

#[tokio::test]
async fn the_same_with_the_statements_of_mysql() {
    assert_costs::<AsMySql>("trips_as_mysql").await;
}
