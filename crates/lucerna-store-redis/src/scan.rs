//! A scan over all keys that match a pattern, by pages and nodes.

use crate::RedisStore;
use crate::connection::RedisConnection;
use crate::error::broken;
use lucerna_core::StoreError;
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo, SingleNodeRoutingInfo};
use redis::{Cmd, FromRedisValue, Value, cmd, from_redis_value};

/// The number of keys that Redis examines in one step, before it serves other clients.
const STEP: u32 = 1000;

/// The remaining keys of a scan.
#[doc(hidden)]
#[derive(Debug)]
pub struct Scan {
    pattern: String,
    /// The remaining nodes, each with its cursor. `None` stands for the only Redis.
    left: Vec<(Option<SingleNodeRoutingInfo>, u64)>,
}

impl RedisStore {
    pub(crate) async fn scan(&self, pattern: String) -> Result<Scan, StoreError> {
        if !matches!(self.commands.reads, RedisConnection::Cluster(_)) {
            return Ok(Scan { pattern, left: vec![(None, 0)] });
        }
        let every = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
        let Value::Map(answers) = self.route(cmd("PING"), every).await? else {
            return Err(broken("the cluster did not list the replies of its nodes"));
        };
        let nodes = answers.into_iter().map(|(node, _)| Ok((Some(node_named(node)?), 0)));
        Ok(Scan { pattern, left: nodes.collect::<Result<_, StoreError>>()? })
    }

    /// Returns the next keys, possibly none, or `None` at the end. A key that exists during the whole scan is returned
    /// at least once.
    pub(crate) async fn next_page<K: FromRedisValue>(
        &self,
        scan: &mut Scan,
    ) -> Result<Option<Vec<K>>, StoreError> {
        let Some((node, cursor)) = scan.left.pop() else { return Ok(None) };
        let mut command = cmd("SCAN");
        command.arg(cursor).arg("MATCH").arg(&scan.pattern).arg("COUNT").arg(STEP);
        let answer = match node.clone() {
            Some(node) => self.route(command, RoutingInfo::SingleNode(node)).await?,
            None => self.commands.command(&command).await?,
        };
        let page = from_redis_value::<(u64, Vec<K>)>(answer);
        let (cursor, keys) = page.map_err(|_| broken("SCAN did not answer with keys"))?;
        if cursor != 0 {
            scan.left.push((node, cursor));
        }
        Ok(Some(keys))
    }

    async fn route(&self, command: Cmd, route: RoutingInfo) -> Result<Value, StoreError> {
        match self.commands.reads.clone() {
            RedisConnection::Cluster(mut cluster) => {
                self.commands.in_time(cluster.route_command(command, route)).await
            }
            RedisConnection::One(_) => self.commands.command(&command).await,
        }
    }
}

fn node_named(name: Value) -> Result<SingleNodeRoutingInfo, StoreError> {
    let name = from_redis_value::<String>(name).ok();
    let address = name.as_deref().and_then(|it| it.rsplit_once(':'));
    let (host, port) = address.ok_or_else(|| broken("a node of the cluster has no address"))?;
    let port = port.parse().map_err(|_| broken("a node of the cluster has no port"))?;
    Ok(SingleNodeRoutingInfo::ByAddress { host: host.to_owned(), port })
}
