//! The connection to one Redis or to a cluster, with the same interface.

use crate::single::SingleRedis;
use redis::aio::ConnectionLike;
use redis::cluster_async::ClusterConnection;
use redis::{Cmd, Pipeline, RedisFuture, Value};

/// A connection that reconnects automatically. Clones share it.
#[derive(Clone)]
pub(crate) enum RedisConnection {
    One(SingleRedis),
    Cluster(ClusterConnection),
}

impl ConnectionLike for RedisConnection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::One(it) => Box::pin(async move {
                let (number, mut manager) = it.current();
                let answer = manager.req_packed_command(command).await;
                it.note(number, &answer);
                answer
            }),
            Self::Cluster(it) => it.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::One(it) => Box::pin(async move {
                let (number, mut manager) = it.current();
                let answers = manager.req_packed_commands(commands, offset, count).await;
                it.note(number, &answers);
                answers
            }),
            Self::Cluster(it) => it.req_packed_commands(commands, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::One(it) => it.current().1.get_db(),
            Self::Cluster(it) => it.get_db(),
        }
    }
}
