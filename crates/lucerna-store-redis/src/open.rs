//! The URL of a store, and the connections that it names.

use crate::connection::RedisConnection;
use crate::{RedisOpenError, RedisOptions};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::io::tcp::TcpSettings;
use redis::{Client, ConnectionInfo, IntoConnectionInfo, RedisResult, TlsCertificates};
use std::time::Duration;

/// A parsed URL.
pub(crate) enum Address {
    One(Box<ConnectionInfo>),
    Cluster(Vec<ConnectionInfo>),
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, RedisOpenError> {
        let (scheme, rest) =
            url.split_once("://").ok_or(RedisOpenError::Url("it has no scheme, such as redis://"))?;
        if rest.contains('#') {
            return Err(RedisOpenError::Url(
                "it has a fragment, which is not supported: certificates are always verified",
            ));
        }
        if scheme.starts_with("rediss") {
            choose_cryptography();
        }
        match scheme {
            "redis" | "rediss" => Ok(Self::One(node(url)?.into())),
            "redis+cluster" => nodes("redis", rest).map(Self::Cluster),
            "rediss+cluster" => nodes("rediss", rest).map(Self::Cluster),
            _ => Err(RedisOpenError::Url("its scheme is not redis, rediss, redis+cluster or rediss+cluster")),
        }
    }

    pub(crate) async fn connect(&self, options: &RedisOptions) -> Result<RedisConnection, RedisOpenError> {
        let connecting = async {
            match self {
                Self::One(node) => one(node, options).await.map(RedisConnection::One),
                Self::Cluster(nodes) => cluster(nodes, options).await.map(RedisConnection::Cluster),
            }
        };
        let in_time = tokio::time::timeout(options.timeout, connecting).await;
        in_time
            .map_err(|_| RedisOpenError::Connection("it did not answer in time".into()))?
            .map_err(RedisOpenError::from)
    }
}

/// Returns the number of replicas in the URL, as in `redis://host/?replicas=1`.
pub(crate) fn replicas(url: &str) -> Result<Option<u32>, RedisOpenError> {
    let query = url.split_once('?').map_or("", |(_, it)| it);
    let number = query.split('&').find_map(|it| it.strip_prefix("replicas="));
    let number = number.map(str::parse).transpose();
    number.map_err(|_| RedisOpenError::Url("its `replicas` is not a number"))
}

/// Parses the URL of a cluster, which names several nodes: `user:password@host:port,host:port/?protocol=resp3`.
fn nodes(scheme: &str, rest: &str) -> Result<Vec<ConnectionInfo>, RedisOpenError> {
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let at = if user.is_empty() { "" } else { "@" };
    hosts.split(',').map(|host| node(&format!("{scheme}://{user}{at}{host}{path}"))).collect()
}

fn node(url: &str) -> Result<ConnectionInfo, RedisOpenError> {
    // The driver's error is dropped, since it might quote the password.
    url.into_connection_info().map_err(|_| RedisOpenError::Url("it cannot be parsed"))
}

async fn one(node: &ConnectionInfo, options: &RedisOptions) -> RedisResult<ConnectionManager> {
    let node = node.clone().set_tcp_settings(tcp_settings(options.timeout));
    let client = match certificates(options) {
        Some(certificates) => Client::build_with_tls(node, certificates)?,
        None => Client::open(node)?,
    };
    // There are few attempts in quick succession, since a visitor waits for them. The next call tries again.
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(3)
        .set_min_delay(Duration::from_millis(50))
        .set_max_delay(Duration::from_millis(500))
        .set_connection_timeout(Some(options.timeout))
        .set_response_timeout(Some(options.timeout));
    ConnectionManager::new_with_config(client, config).await
}

async fn cluster(nodes: &[ConnectionInfo], options: &RedisOptions) -> RedisResult<ClusterConnection> {
    let mut client = ClusterClientBuilder::new(nodes.to_vec())
        .tcp_settings(tcp_settings(options.timeout))
        .connection_timeout(options.timeout)
        .response_timeout(options.timeout);
    if let Some(certificates) = certificates(options) {
        client = client.certs(certificates);
    }
    client.build()?.get_async_connection().await
}

fn certificates(options: &RedisOptions) -> Option<TlsCertificates> {
    let root_cert = Some(options.authorities.clone()?);
    Some(TlsCertificates { client_tls: None, root_cert })
}

/// Returns TCP settings that detect a dead peer after the timeout. TCP's default takes about 15 minutes.
#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "only Linux has the option"))]
fn tcp_settings(timeout: Duration) -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(timeout);
    settings
}

/// Installs a cryptography provider if the application has not chosen one. Without one, rustls panics.
fn choose_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have installed one at the same time, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(url: &str) -> Vec<String> {
        match Address::parse(url).unwrap() {
            Address::One(it) => vec![it.addr().to_string()],
            Address::Cluster(nodes) => nodes.iter().map(|it| it.addr().to_string()).collect(),
        }
    }

    #[test]
    fn a_url_names_one_redis_or_the_nodes_of_a_cluster() {
        assert_eq!(hosts("redis://localhost:7000/2"), ["localhost:7000"]);
        assert_eq!(hosts("redis+cluster://u:p@a:1,b:2,[::1]:3"), ["a:1", "b:2", "::1:3"]);
        assert_eq!(hosts("rediss+cluster://a:1/?protocol=resp3"), ["a:1"]);
    }

    #[test]
    fn a_url_can_set_the_number_of_replicas() {
        assert_eq!(replicas("redis://:p@a:1/0").unwrap(), None);
        assert_eq!(replicas("redis+cluster://a:1,b:2?protocol=resp3&replicas=2").unwrap(), Some(2));
        assert_eq!(hosts("redis+cluster://a:1,b:2/?replicas=1"), ["a:1", "b:2"]);
        assert!(matches!(replicas("redis://a/?replicas=some"), Err(RedisOpenError::Url(_))));
    }

    #[test]
    fn every_node_of_a_cluster_url_has_the_password() {
        let Address::Cluster(nodes) = Address::parse("redis+cluster://u:p%40ss@a:1,b:2").unwrap() else {
            panic!("the URL does not name a cluster")
        };
        assert!(nodes.iter().all(|it| it.redis_settings().password() == Some("p@ss")));
    }

    #[test]
    fn errors_of_invalid_urls_do_not_contain_the_password() {
        for url in ["", "localhost", "http://:secret@a", "redis://:secret@a:x", "redis+cluster://:secret@,"] {
            let error = Address::parse(url).err().unwrap();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
        assert!(matches!(Address::parse("rediss://a/#insecure"), Err(RedisOpenError::Url(_))));
    }
}
