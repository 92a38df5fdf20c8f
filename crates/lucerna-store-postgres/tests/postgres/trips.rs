//! What each call costs, in round trips to the server.

use crate::place;
use lucerna_servers::Proxy;
use lucerna_store_postgres::{PoolOptions, PostgresStore};
use lucerna_testkit::costs;

#[tokio::test]
async fn every_call_of_the_store_and_signing_in() {
    let directory = tempfile::tempdir().unwrap();
    let (proxy, url) = Proxy::before(&place::url(directory.path()).await).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let open = async |schema| PostgresStore::connect_with(&url, schema, options).await.unwrap();
    let expected = [
        ("insert_user", 1),
        ("find_user", 1),
        ("update_user", 1),
        ("insert_key", 1),
        ("find_key", 1),
        ("find_user_keys", 1),
        ("insert_session", 1),
        ("start_session", 1),
        ("find_session_and_user", 1),
        ("find_session", 1),
        ("find_user_sessions", 1),
        ("renew_session", 1),
        ("rename_session", 1),
        ("delete_session", 1),
        ("delete_user_sessions", 1),
        ("delete_dead_sessions", 1),
        ("set_password_hash", 1),
        // Begin, lock, look twice, delete, commit.
        ("delete_key", 6),
        ("delete_user", 1),
        ("signing in", 2),
        ("authenticating", 1),
    ];
    assert_eq!(costs(open, || proxy.trips()).await, expected);
}
