//! A Galera cluster of three MariaDB servers.

use crate::error::Error;
use crate::programs::find;
use crate::random::{free_ports, password, retried};
use crate::server::{Mode, Server, new_directory};
use crate::{mariadb, wait};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const NODES: usize = 3;
/// How long the nodes may take to agree.
const AGREEING: Duration = Duration::from_secs(60);

/// Three MariaDB servers that are one: each takes writes, and each has all that the others acknowledged.
#[derive(Debug)]
pub struct Galera {
    nodes: Vec<Server>,
}

impl Galera {
    /// Starts one on which what is committed survives a crash, and which goes on without a node that is silent for two
    /// seconds.
    ///
    /// # Errors
    ///
    /// If something is not installed, or the nodes do not agree within a minute.
    pub fn start() -> Result<Self, Error> {
        Self::start_as(Mode::DURABLE)
    }

    pub(crate) fn start_as(mode: Mode) -> Result<Self, Error> {
        retried(|| launch(mode))
    }

    /// All of them; one is killed and started again as any other server is, and joins the others then. A cluster of
    /// which no node is left cannot be started again.
    #[must_use]
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// The addresses of a database on all nodes.
    #[must_use]
    pub fn urls(&self, database: &str) -> Vec<String> {
        self.nodes.iter().map(|it| it.url(database)).collect()
    }

    /// Waits until every node is in step with the others.
    ///
    /// # Errors
    ///
    /// If that is not so within a minute.
    pub fn wait_until_whole(&self) -> Result<(), Error> {
        let whole = || self.nodes.iter().all(|it| size(it) == Some(NODES));
        wait::until(AGREEING, || whole().then_some(())).ok_or_else(|| {
            let sizes: Vec<_> = self.nodes.iter().map(size).collect();
            Error::new(format!("waited {AGREEING:?} for {NODES} nodes, each sees {sizes:?}"))
        })
    }
}

/// How many nodes this one sees, if it takes part.
fn size(node: &Server) -> Option<usize> {
    let status = node.ask("SHOW STATUS WHERE Variable_name IN ('wsrep_cluster_size', 'wsrep_ready')").ok()?;
    let value = |name: &str| status.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix('\t'));
    (value("wsrep_ready") == Some("ON")).then(|| value("wsrep_cluster_size")?.parse().ok())?
}

fn launch(mode: Mode) -> Result<Galera, Error> {
    let password = password()?;
    let places = directories(&password)?;
    let ports: [u16; 4 * NODES] = free_ports()?;
    let (ports, _) = ports.as_chunks::<4>();
    let group: Vec<_> = ports.iter().map(|[_, port, _, _]| format!("127.0.0.1:{port}")).collect();
    let group = group.join(",");
    let mut nodes = Vec::new();
    for (place, ports) in places.into_iter().zip(ports) {
        let setup = mariadb::setup(place, ports[0], &password, mode, &arguments(*ports, &group, mode)?)?;
        let first = nodes.is_empty().then(|| "--wsrep-new-cluster".to_owned());
        nodes.push(setup.start(first.as_slice())?);
    }
    let cluster = Galera { nodes };
    cluster.wait_until_whole()?;
    Ok(cluster)
}

/// The system tables are made once and copied.
fn directories(password: &str) -> Result<Vec<TempDir>, Error> {
    let places = (0..NODES).map(|_| new_directory("galera")).collect::<Result<Vec<_>, _>>()?;
    let (first, others) = places.split_first().ok_or_else(|| Error::new("a cluster without nodes"))?;
    mariadb::install(first.path(), password)?;
    for other in others {
        crate::programs::run(Command::new("cp").arg("-a").arg(first.path().join("data")).arg(other.path()))?;
    }
    Ok(places)
}

fn arguments([_, group_port, increments, state]: [u16; 4], group: &str, mode: Mode) -> Result<Vec<String>, Error> {
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

/// After two seconds without a word the others agree to go on alone. Galera's own limit is five.
const SHORT_SILENCE: &str =
    ";evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.inactive_check_period=PT0.2S";
