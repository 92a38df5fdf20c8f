//! Starting a Redis Cluster of three masters with one replica each.

use crate::error::Error;
use crate::random::{free_ports, password, retried};
use crate::server::{Server, ServerMode};
use crate::{redis, wait};
use std::time::Duration;

/// The time limit for the nodes to agree.
const AGREEING: Duration = Duration::from_secs(60);

const NODES: usize = 6;
/// The hash slots of the masters, which are the first nodes.
const SLOTS: [(u16, u16); 3] = [(0, 5460), (5461, 10922), (10923, 16383)];

/// A cluster of six Redis servers. At the start, the first three are masters and the others their replicas.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Server>,
}

impl RedisCluster {
    /// Starts a durable cluster that replaces a master after a second of silence.
    ///
    /// # Errors
    ///
    /// If Redis is not installed, or the nodes do not agree within a minute.
    pub fn start() -> Result<Self, Error> {
        Self::start_as(ServerMode::DURABLE)
    }

    pub(crate) fn start_as(mode: ServerMode) -> Result<Self, Error> {
        let cluster = retried(|| launch(mode))?;
        cluster.introduce()?;
        cluster.wait_until(|it| it.each_knows_all(), "the nodes to know each other")?;
        cluster.assign_replicas()?;
        cluster.wait_until_whole()?;
        Ok(cluster)
    }

    /// Returns the nodes. Each can be killed and restarted as any other server.
    #[must_use]
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// Returns the addresses of all nodes.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(|it| it.url("")).collect()
    }

    /// Returns the indices of the nodes that are masters and have not failed, according to the first node that
    /// answers.
    ///
    /// # Errors
    ///
    /// If no node answers.
    pub fn masters(&self) -> Result<Vec<usize>, Error> {
        let answers = self.nodes.iter().map(|it| it.ask("CLUSTER NODES"));
        let lines = answers.reduce(|before, it| before.or(it)).unwrap_or_else(|| Ok(String::new()))?;
        let ports: Vec<_> = lines.lines().filter_map(port_of_master).collect();
        let masters = self.nodes.iter().enumerate().filter(|(_, it)| ports.contains(&it.port()));
        Ok(masters.map(|(index, _)| index).collect())
    }

    /// Waits until every node answers and reports a healthy cluster, with a synced replica for each of three masters.
    ///
    /// # Errors
    ///
    /// If the cluster is not healthy within a minute.
    pub fn wait_until_whole(&self) -> Result<(), Error> {
        self.wait_until(Self::is_whole, "every node to be healthy")
    }

    fn is_whole(&self) -> bool {
        let healthy = |it: &Server| has_line(it, "CLUSTER INFO", "cluster_state:ok");
        let in_sync = |it: &&Server| has_line(it, "INFO replication", "master_link_status:up");
        self.nodes.iter().all(healthy) && self.nodes.iter().filter(in_sync).count() == NODES - SLOTS.len()
    }

    fn each_knows_all(&self) -> bool {
        // During a handshake a node has a preliminary name.
        let knows_all = |it: &Server| {
            let lines = it.ask("CLUSTER NODES").unwrap_or_default();
            lines.lines().count() == NODES && !lines.contains("handshake")
        };
        self.nodes.iter().all(knows_all)
    }

    fn introduce(&self) -> Result<(), Error> {
        for (epoch, node) in (1..).zip(&self.nodes) {
            node.ask(&format!("CLUSTER SET-CONFIG-EPOCH {epoch}"))?;
        }
        for (node, (first, last)) in self.nodes.iter().zip(SLOTS) {
            node.ask(&format!("CLUSTER ADDSLOTSRANGE {first} {last}"))?;
        }
        // Every node meets every other directly, which is faster than gossip.
        for (met, node) in self.nodes.iter().enumerate() {
            for other in self.nodes.iter().skip(met + 1) {
                node.ask(&format!("CLUSTER MEET 127.0.0.1 {} {}", other.port(), bus_port(other)?))?;
            }
        }
        Ok(())
    }

    fn assign_replicas(&self) -> Result<(), Error> {
        let replicas = self.nodes.iter().skip(SLOTS.len());
        for (master, replica) in self.nodes.iter().zip(replicas) {
            replica.ask(&format!("CLUSTER REPLICATE {}", master.ask("CLUSTER MYID")?))?;
        }
        Ok(())
    }

    fn wait_until(&self, holds: impl Fn(&Self) -> bool, what: &str) -> Result<(), Error> {
        let state = || self.nodes.iter().find_map(|it| it.ask("CLUSTER NODES").ok()).unwrap_or_default();
        wait::until(AGREEING, || holds(self).then_some(()))
            .ok_or_else(|| Error::new(format!("waited {AGREEING:?} for {what}:\n{}", state())))
    }
}

fn launch(mode: ServerMode) -> Result<RedisCluster, Error> {
    let password = password()?;
    let ports: [u16; 2 * NODES] = free_ports()?;
    let timeout = if mode.patient { 15_000 } else { 1000 };
    let (pairs, _) = ports.as_chunks::<2>();
    let nodes = pairs.iter().map(|[port, bus]| {
        let settings = format!(
            "cluster-enabled yes\ncluster-port {bus}\ncluster-node-timeout {timeout}\n\
             cluster-replica-validity-factor 0\nrepl-diskless-sync-delay 0"
        );
        redis::setup(*port, &password, mode, &settings)?.spawn(&[])
    });
    let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
    nodes.iter().try_for_each(Server::wait_until_ready)?;
    Ok(RedisCluster { nodes })
}

fn bus_port(node: &Server) -> Result<String, Error> {
    // `CONFIG GET` prints the name and the value.
    let answer = node.ask("CONFIG GET cluster-port")?;
    Ok(answer.lines().last().unwrap_or_default().to_owned())
}

fn has_line(node: &Server, question: &str, line: &str) -> bool {
    node.ask(question).is_ok_and(|it| it.lines().any(|it| it.trim_end() == line))
}

/// Returns the port of a healthy master from a line `id address:port@bus flags master …`.
fn port_of_master(line: &str) -> Option<u16> {
    let mut words = line.split(' ').skip(1);
    let (address, flags) = (words.next()?, words.next()?);
    let is_master = flags.split(',').any(|it| it == "master") && !flags.split(',').any(|it| it == "fail");
    let (_, port) = address.split_once('@')?.0.rsplit_once(':')?;
    is_master.then(|| port.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_master_is_not_a_master() {
        let line = |flags: &str| format!("07c3 127.0.0.1:30004@31004,host {flags} - 0 1 4 connected 0-5460");
        assert_eq!(port_of_master(&line("myself,master")), Some(30004));
        assert_eq!(port_of_master(&line("master,fail?")), Some(30004));
        assert_eq!(port_of_master(&line("master,fail")), None);
        assert_eq!(port_of_master(&line("slave")), None);
        assert_eq!(port_of_master(""), None);
    }
}
