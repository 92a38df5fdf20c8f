//! Round trips of each call to the server, on MariaDB and with MySQL's statements.

use crate::as_mysql::AsMySql;
use crate::test_database;
use lucerna_servers::Proxy;
use lucerna_store_mysql::{MySqlDriver, PoolOptions};
use lucerna_store_sql::{Driver, SqlStore};
use lucerna_testkit::costs;

async fn assert_costs<D: Driver>(name: &str, record: u64) {
    let name = format!("{name}_{}", std::process::id());
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    // The proxy cannot read encrypted traffic.
    let (proxy, url) = Proxy::before(&(url + "?ssl-mode=DISABLED")).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let open = async |schema| SqlStore::<D>::open_with(&url, schema, options).await.unwrap();
    let expected = [
        // Begin, the user, the key, commit.
        ("insert_user", 4),
        ("find_user", 1),
        ("update_user", 1),
        ("find_user_by", 1),
        ("list_users", 1),
        ("count_users", 1),
        ("insert_key", 1),
        // Begin, lock, insert and delete the claim, copy, commit.
        ("copy_key", 6),
        ("find_key", 1),
        ("find_user_keys", 1),
        ("insert_session", 1),
        // Insert the session, then end the older one. On MariaDB, the second ends the new one if its proof no longer
        // holds.
        ("start_session", 2),
        ("find_session_and_user", 1),
        ("find_session", 1),
        ("find_user_sessions", 1),
        ("renew_session", 1),
        ("rename_session", 1),
        // Begin, lock, insert and delete the claim, check the proof, set the password, end sessions, check that the new
        // id is unused, rename, commit. On a cluster, one more ends the sessions that other nodes started meanwhile.
        ("change_credential", 10),
        ("delete_session", 1),
        ("delete_user_sessions", 1),
        ("delete_dead_sessions", 1),
        // Begin, lock, insert and delete the claim, set, commit.
        ("set_password", 6),
        // Begin, find the user, rename, update the user, commit.
        ("rename_key", 5),
        // Begin, lock, insert and delete the claim, find the key, find another key, delete, commit.
        ("delete_key", 8),
        ("delete_user", 1),
        ("insert_record", 1),
        ("find_records", 1),
        // Begin, both writes, commit.
        ("write_records", 4),
        ("delete_records", 1),
        ("insert_record, passing", 1),
        ("find_records, passing", 1),
        // MySQL: begin, write, read, commit.
        ("add_to_record, passing", record),
        ("update_record, passing", 1),
        // MySQL: begin, read and lock, delete, commit.
        ("take_record, passing", record),
        ("delete_records, passing", 1),
        // One for each table.
        ("delete_expired_records", 5),
        ("signing in", 4),
        ("authenticating", 1),
    ];
    assert_eq!(costs(open, || proxy.trips()).await, expected);
}

#[tokio::test]
async fn round_trips_of_every_call_and_of_signing_in() {
    assert_costs::<MySqlDriver>("trips", 1).await;
}

#[tokio::test]
async fn round_trips_with_the_statements_of_mysql() {
    assert_costs::<AsMySql>("trips_as_mysql", 4).await;
}
