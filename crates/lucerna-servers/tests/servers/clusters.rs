//! Tests of the clusters: failover, and the return of a node.

use crate::eventually;
use lucerna_servers::{Galera, RedisCluster};

#[test]
fn a_replica_takes_over_and_the_old_master_comes_back() {
    let cluster = RedisCluster::start().unwrap();
    assert_eq!(cluster.masters().unwrap(), [0, 1, 2]);
    assert_eq!(cluster.urls().len(), 6);
    let info = cluster.nodes()[0].ask("CLUSTER INFO").unwrap();
    assert!(info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:6"), "{info}");
    // The slot of this key is 12182, of the third master.
    assert_eq!(cluster.nodes()[2].ask("SET foo 7").unwrap(), "OK");
    eventually("its replica has it", || cluster.nodes()[5].ask("DBSIZE").is_ok_and(|it| it == "1"));

    cluster.nodes()[2].kill().unwrap();
    eventually("node 5 is a master", || cluster.masters().is_ok_and(|it| it == [0, 1, 5]));
    eventually("node 5 answers", || cluster.nodes()[5].ask("GET foo").is_ok_and(|it| it == "7"));

    cluster.nodes()[2].restart().unwrap();
    cluster.wait_until_whole().unwrap();
    assert_eq!(cluster.masters().unwrap(), [0, 1, 5]);
}

#[test]
fn two_nodes_go_on_without_the_third_and_it_joins_again() {
    let cluster = Galera::start().unwrap();
    let [first, second, third] = cluster.nodes() else { panic!("not three nodes") };
    assert_eq!(cluster.urls("lucerna").len(), 3);
    first.ask("CREATE TABLE lucerna.t (number int PRIMARY KEY)").unwrap();
    second.ask("INSERT INTO lucerna.t VALUES (7)").unwrap();

    // The first node, which founded the cluster, can fail too.
    for (node, number) in [(third, 8), (first, 9)] {
        node.kill().unwrap();
        let insert = format!("INSERT INTO lucerna.t VALUES ({number})");
        eventually("the others go on", || second.ask(&insert).is_ok());
        node.restart().unwrap();
        cluster.wait_until_whole().unwrap();
    }
    for node in cluster.nodes() {
        let rows = "SET wsrep_sync_wait = 1; SELECT number FROM lucerna.t ORDER BY number";
        assert_eq!(node.ask(rows).unwrap(), "7\n8\n9");
    }
}
