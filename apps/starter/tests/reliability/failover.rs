//! A master of a Redis Cluster that is killed, so that its replica takes over.

use crate::kit::eventually;
use crate::load::under_load;
use crate::session_aging::SessionAging;
use lucerna_servers::RedisCluster;
use std::time::Instant;

#[test]
fn a_master_of_a_redis_cluster_is_killed() {
    let cluster = RedisCluster::start().unwrap();
    let sessions = url(&cluster);
    under_load("Redis Cluster, a master killed", &[("SESSION_URL", &sessions)], |load| {
        let staying = load.staying();
        cluster.age();
        let victim = *cluster.masters().unwrap().first().unwrap();
        cluster.nodes()[victim].kill().unwrap();
        eventually("a replica takes over", || {
            let masters = cluster.masters().ok()?;
            (masters.len() == 3 && !masters.contains(&victim)).then_some(())
        });
        // Changes wait for a replica: the restarted node becomes the new master's.
        cluster.nodes()[victim].restart().unwrap();
        cluster.wait_until_whole().unwrap();
        load.recovers_from(Instant::now());
        load.wait_for_renewals(&staying, |of| cluster.due(of));
    });
}

/// Returns `redis+cluster://:…@127.0.0.1:1,127.0.0.1:2,…?replicas=1`. All nodes have the same password.
fn url(cluster: &RedisCluster) -> String {
    let hosts: Vec<_> = cluster.nodes().iter().map(|it| format!("127.0.0.1:{}", it.port())).collect();
    let first = cluster.urls().swap_remove(0);
    let user = first.strip_prefix("redis://").unwrap().split('@').next().unwrap();
    format!("redis+cluster://{user}@{}?replicas=1", hosts.join(","))
}
