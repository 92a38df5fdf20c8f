//! Round trips of each call to the server.

use crate::test_schema;
use lucerna_servers::Proxy;
use lucerna_store_postgres::{PoolOptions, PostgresStore};
use lucerna_testkit::costs;

#[tokio::test]
async fn round_trips_of_every_call_and_of_signing_in() {
    let directory = tempfile::tempdir().unwrap();
    let (proxy, url) = Proxy::before(&test_schema::url(directory.path()).await).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let open = async |schema| PostgresStore::open_with(&url, schema, options).await.unwrap();
    let expected = [
        ("insert_user", 1),
        ("find_user", 1),
        ("update_user", 1),
        ("find_user_by", 1),
        ("list_users", 1),
        ("count_users", 1),
        ("insert_key", 1),
        // Begin, lock, copy, commit.
        ("copy_key", 4),
        ("find_key", 1),
        ("find_user_keys", 1),
        ("insert_session", 1),
        ("start_session", 1),
        ("find_session_and_user", 1),
        ("find_session", 1),
        ("find_user_sessions", 1),
        ("renew_session", 1),
        ("rename_session", 1),
        // Begin, lock, check the proof, set the password, end sessions, check that the new id is unused, rename,
        // commit.
        ("change_credential", 8),
        ("delete_session", 1),
        ("delete_user_sessions", 1),
        ("delete_dead_sessions", 1),
        // Begin, lock, set, commit.
        ("set_password", 4),
        // Begin, find the user, rename, update the user, commit.
        ("rename_key", 5),
        // Begin, lock, find the key, find another key, delete, commit.
        ("delete_key", 6),
        ("delete_user", 1),
        ("insert_record", 1),
        ("find_records", 1),
        // Begin, both writes, commit.
        ("write_records", 4),
        ("delete_records", 1),
        ("insert_record, passing", 1),
        ("find_records, passing", 1),
        ("add_to_record, passing", 1),
        ("update_record, passing", 1),
        ("take_record, passing", 1),
        ("delete_records, passing", 1),
        // One for each table.
        //
        ("delete_expired_records", 5),
        // Find the key, find the known device, start the session.
        ("signing in", 3),
        ("authenticating", 1),
    ];
    assert_eq!(costs(open, || proxy.trips()).await, expected);
}
