//! The store's contract, on one Redis and on a cluster of three primaries and three replicas.

use lucerna_core::{Schema, Split, Store};
use lucerna_store_memory::MemoryStore;
use lucerna_store_redis::{RedisOptions, RedisStore};
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;

mod one {
    lucerna_testkit::store_contract!(async |schema: Schema, place| {
        crate::contract::split(&crate::contract::one(), MemoryStore::new(schema), place).await
    });
    lucerna_testkit::reopen_contract!(async |schema, place| crate::contract::reopened(
        &crate::contract::one(),
        schema,
        place
    )
    .await);
    use super::*;
}

mod cluster {
    lucerna_testkit::store_contract!(async |schema: Schema, place| {
        crate::contract::split(&crate::contract::cluster(), MemoryStore::new(schema), place).await
    });
    lucerna_testkit::reopen_contract!(async |schema, place| crate::contract::reopened(
        &crate::contract::cluster(),
        schema,
        place
    )
    .await);
    use super::*;
}

fn one() -> String {
    lucerna_servers::redis().unwrap()
}

fn cluster() -> String {
    cluster_url(&lucerna_servers::redis_cluster().unwrap())
}

/// Returns the URL of a cluster: that of the first node with the hosts of the others.
fn cluster_url(nodes: &[String]) -> String {
    let host = |url: &String| url.rsplit_once('@').unwrap().1.trim_end_matches('/').to_owned();
    let (user, _) = nodes[0].rsplit_once('@').unwrap();
    let hosts: Vec<_> = nodes.iter().map(host).collect();
    format!("{}@{}", user.replacen("redis://", "redis+cluster://", 1), hosts.join(","))
}

/// Opens a store whose sessions have a prefix for this test case.
async fn split<U: Store>(url: &str, users: U, place: &Path) -> Split<U, RedisStore> {
    let mut options = RedisOptions::default();
    options.prefix = format!("{}:", place.file_name().unwrap().to_str().unwrap());
    let sessions = RedisStore::open_with(url, users.schema().clone(), options).await.unwrap();
    Split::new(users, sessions)
}

async fn reopened(url: &str, schema: Schema, place: &Path) -> Split<SqliteStore, RedisStore> {
    split(url, SqliteStore::open(place.join("app.db"), schema).unwrap(), place).await
}
