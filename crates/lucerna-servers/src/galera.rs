//! Starting a Galera cluster of three MariaDB servers.

use crate::error::{During, Error};
use crate::programs::find;
use crate::random::{free_ports, password, retried};
use crate::server::{Server, ServerMode, Setup, new_directory};
use crate::{mariadb, wait};
use std::fs;
use std::time::Duration;
use tempfile::TempDir;

const NODES: usize = 3;
/// The time limit for the nodes to agree.
const AGREEING: Duration = Duration::from_secs(60);

/// A cluster of three MariaDB servers: each accepts writes and replicates them to the others.
#[derive(Debug)]
pub struct Galera {
    nodes: Vec<Server>,
}

impl Galera {
    /// Starts a durable cluster that expels a node after two seconds of silence.
    ///
    /// # Errors
    ///
    /// If a package is not installed, or the nodes do not agree within a minute.
    pub fn start() -> Result<Self, Error> {
        Self::start_as(ServerMode::DURABLE)
    }

    pub(crate) fn start_as(mode: ServerMode) -> Result<Self, Error> {
        retried(|| launch(mode))
    }

    /// Returns the nodes. Each can be killed and restarted as any other server, and joins the others then. The node
    /// from which it copies the data accepts no writes for a second or two. A cluster whose nodes have all ended
    /// cannot be started again.
    #[must_use]
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// Returns the addresses of a database on all nodes.
    #[must_use]
    pub fn urls(&self, database: &str) -> Vec<String> {
        self.nodes.iter().map(|it| it.url(database)).collect()
    }

    /// Waits until every node is in sync with the others.
    ///
    /// # Errors
    ///
    /// If the nodes are not in sync within a minute.
    pub fn wait_until_whole(&self) -> Result<(), Error> {
        let whole = || self.nodes.iter().all(|it| size(it) == Some(NODES));
        wait::until(AGREEING, || whole().then_some(())).ok_or_else(|| {
            let sizes: Vec<_> = self.nodes.iter().map(size).collect();
            Error::new(format!("waited {AGREEING:?} for {NODES} nodes, each sees {sizes:?}"))
        })
    }

    /// Starts a node and waits until the first node sees it. Two nodes that join at once take seconds to agree. The
    /// node copies its data while the next one starts.
    fn add(&mut self, setup: Setup) -> Result<(), Error> {
        match self.nodes.first() {
            None => self.nodes.push(setup.start(&["--wsrep-new-cluster".to_owned()])?),
            Some(first) => {
                let node = setup.spawn(&[])?;
                let members = self.nodes.len() + 1;
                // A node that did not join is reported later, with its log.
                wait::until(AGREEING, || (size(first) == Some(members) || node.has_ended()).then_some(()));
                self.nodes.push(node);
            }
        }
        Ok(())
    }
}

/// Returns the number of nodes that this one sees, if it is part of the cluster.
fn size(node: &Server) -> Option<usize> {
    let status = node.ask("SHOW STATUS WHERE Variable_name IN ('wsrep_cluster_size', 'wsrep_ready')").ok()?;
    let value = |name: &str| status.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix('\t'));
    (value("wsrep_ready") == Some("ON")).then(|| value("wsrep_cluster_size")?.parse().ok())?
}

fn launch(mode: ServerMode) -> Result<Galera, Error> {
    let password = password()?;
    let ports: [u16; 4 * NODES] = free_ports()?;
    let (ports, _) = ports.as_chunks::<4>();
    let group: Vec<_> = ports.iter().map(|[_, port, _, _]| format!("127.0.0.1:{port}")).collect();
    let group = group.join(",");
    let mut cluster = Galera { nodes: Vec::new() };
    for ports in ports {
        let directory = directory(&password, cluster.nodes.is_empty())?;
        let setup = mariadb::setup(directory, ports[0], &password, mode, &arguments(*ports, &group, mode)?)?;
        cluster.add(setup)?;
    }
    cluster.nodes.iter().try_for_each(Server::wait_until_ready)?;
    cluster.wait_until_whole()?;
    Ok(cluster)
}

/// Creates the directory of a node. Only the first gets tables and accounts; the others copy them from it.
fn directory(password: &str, first: bool) -> Result<TempDir, Error> {
    let directory = new_directory("galera")?;
    if first {
        mariadb::install(directory.path(), password)?;
    } else {
        let data = directory.path().join("data");
        fs::create_dir(&data).during(format_args!("making {}", data.display()))?;
    }
    Ok(directory)
}

fn arguments(
    [_, group_port, increments, state]: [u16; 4],
    group: &str,
    mode: ServerMode,
) -> Result<Vec<String>, Error> {
    let library = find("libgalera_smm.so")?;
    let silence = if mode.patient { "" } else { SHORT_SILENCE };
    Ok(vec![
        "--wsrep-on=ON".to_owned(),
        format!("--wsrep-provider={}", library.display()),
        format!("--wsrep-cluster-address=gcomm://{group}"),
        "--wsrep-cluster-name=lucerna".to_owned(),
        format!("--wsrep-node-address=127.0.0.1:{group_port}"),
        format!("--wsrep-sst-receive-address=127.0.0.1:{state}"),
        "--wsrep-sst-method=rsync".to_owned(),
        format!(
            "--wsrep-provider-options=base_port={group_port};gmcast.listen_addr=tcp://127.0.0.1:{group_port};\
             ist.recv_addr=127.0.0.1:{increments};gcache.size=16M{silence}"
        ),
        "--binlog-format=ROW".to_owned(),
        "--innodb-autoinc-lock-mode=2".to_owned(),
    ])
}

/// The nodes expel a node after two seconds of silence. Galera's default is five.
const SHORT_SILENCE: &str = ";evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.inactive_check_period=PT0.2S";
