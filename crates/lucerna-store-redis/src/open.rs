//! The URL of a store, and the connections that it names.

use crate::connection::RedisConnection;
use crate::single::SingleRedis;
use crate::{RedisOpenError, RedisOptions};
use lucerna_core::{KnownOptions, UrlOptions, is_this_machine};
use redis::aio::ConnectionManagerConfig;
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::io::tcp::TcpSettings;
use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisResult, TlsCertificates};
use std::time::Duration;

/// A parsed URL.
pub(crate) struct RedisUrl {
    pub(crate) address: Address,
    /// The number of replicas that a change waits for, as in `redis://host/?replicas=1`.
    pub(crate) replicas: Option<u32>,
}

/// The servers of a URL.
pub(crate) enum Address {
    One(Box<ConnectionInfo>),
    Cluster(Vec<ConnectionInfo>),
}

const KNOWN: KnownOptions = &[&["replicas"], &["protocol"], &["danger_plaintext"]];

/// The options of a socket, whose URL has no other place for them.
const KNOWN_OF_SOCKETS: KnownOptions = &[&["replicas"], &["protocol"], &["db"], &["user"], &["pass"]];

impl RedisUrl {
    /// Parses a URL. An unencrypted connection to another machine is refused, unless it is allowed here or by the URL.
    pub(crate) fn parse(url: &str, allows_plaintext: bool) -> Result<Self, RedisOpenError> {
        let url = url.trim();
        let (scheme, rest) =
            url.split_once("://").ok_or_else(|| refused("it has no scheme, such as redis://"))?;
        if rest.contains('#') {
            return Err(refused(
                "it has a fragment, which is not supported: certificates are always verified",
            ));
        }
        let known = if scheme.ends_with("unix") { KNOWN_OF_SOCKETS } else { KNOWN };
        let given = UrlOptions::parse(url, known).map_err(RedisOpenError::Url)?;
        let address = Address::parse(url, scheme, rest)?;
        if !plaintext(&given)?.unwrap_or(allows_plaintext) {
            address.refuse_plaintext()?;
        }
        let replicas = given.value("replicas").map(str::parse).transpose();
        Ok(Self { address, replicas: replicas.map_err(|_| refused("its `replicas` is not a number"))? })
    }
}

impl Address {
    fn parse(url: &str, scheme: &str, rest: &str) -> Result<Self, RedisOpenError> {
        if scheme.starts_with("rediss") {
            choose_cryptography();
        }
        match scheme {
            "redis" | "rediss" | "redis+unix" | "unix" => Ok(Self::One(node(url)?.into())),
            "redis+cluster" => nodes("redis", rest).map(Self::Cluster),
            "rediss+cluster" => nodes("rediss", rest).map(Self::Cluster),
            _ => Err(refused("its scheme is not redis, rediss, redis+cluster, rediss+cluster or redis+unix")),
        }
    }

    fn refuse_plaintext(&self) -> Result<(), RedisOpenError> {
        let nodes = match self {
            Self::One(node) => std::slice::from_ref(&**node),
            Self::Cluster(nodes) => nodes,
        };
        let remote = nodes.iter().find_map(|it| match it.addr() {
            ConnectionAddr::Tcp(host, _) if !is_this_machine(host) => Some(host),
            _ => None,
        });
        remote.map_or(Ok(()), |host| {
            Err(RedisOpenError::Url(format!(
                "the connection to {host} would not be encrypted, and others on its network could read the password: \
                 use rediss://, or add ?danger_plaintext=true if the network is your own"
            )))
        })
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

/// Returns what the URL says of connections without encryption. It has precedence over the options of the store.
fn plaintext(given: &UrlOptions) -> Result<Option<bool>, RedisOpenError> {
    match given.value("danger_plaintext") {
        None => Ok(None),
        Some("false") => Ok(Some(false)),
        Some("true") => Ok(Some(true)),
        Some(_) => Err(refused("its `danger_plaintext` is neither true nor false")),
    }
}

fn refused(problem: &str) -> RedisOpenError {
    RedisOpenError::Url(problem.to_owned())
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
    url.into_connection_info().map_err(|_| refused("it cannot be parsed"))
}

async fn one(node: &ConnectionInfo, options: &RedisOptions) -> RedisResult<SingleRedis> {
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
    SingleRedis::connect(client, config).await
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
        match RedisUrl::parse(url, true).unwrap().address {
            Address::One(it) => vec![it.addr().to_string()],
            Address::Cluster(nodes) => nodes.iter().map(|it| it.addr().to_string()).collect(),
        }
    }

    fn problem(url: &str) -> String {
        let error = RedisUrl::parse(url, false).err().unwrap();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        assert!(matches!(error, RedisOpenError::Url(_)));
        error.to_string()
    }

    #[test]
    fn a_url_names_one_redis_or_the_nodes_of_a_cluster() {
        assert_eq!(hosts("redis://localhost:7000/2"), ["localhost:7000"]);
        assert_eq!(hosts("redis+cluster://u:p@a:1,b:2,[::1]:3"), ["a:1", "b:2", "::1:3"]);
        assert_eq!(hosts("rediss+cluster://a:1/?protocol=resp3"), ["a:1"]);
        assert_eq!(hosts("redis+unix:///run/redis.sock?db=1&pass=p%40ss\r\n"), ["/run/redis.sock"]);
        assert_eq!(hosts("unix:///run/redis.sock"), ["/run/redis.sock"]);
    }

    #[test]
    fn the_url_has_precedence_over_the_options_of_the_store() {
        assert!(RedisUrl::parse("redis://db?danger_plaintext=true", false).is_ok());
        for url in ["redis://db?danger_plaintext=false", "redis://db?danger_plaintext=perhaps"] {
            assert!(RedisUrl::parse(url, true).is_err(), "{url}");
        }
    }

    #[test]
    fn a_url_can_set_the_number_of_replicas() {
        let replicas = |url| RedisUrl::parse(url, true).map(|it| it.replicas);
        assert_eq!(replicas("redis://:p@a:1/0").unwrap(), None);
        assert_eq!(replicas("redis+cluster://a:1,b:2?protocol=resp3&replicas=2").unwrap(), Some(2));
        assert_eq!(hosts("redis+cluster://a:1,b:2/?replicas=1"), ["a:1", "b:2"]);
        assert!(problem("redis://127.0.0.1/?replicas=secret").contains("not a number"));
    }

    #[test]
    fn every_node_of_a_cluster_url_has_the_password() {
        let url = RedisUrl::parse("redis+cluster://u:p%40ss@a:1,b:2", true).unwrap();
        let Address::Cluster(nodes) = url.address else { panic!("the URL does not name a cluster") };
        assert!(nodes.iter().all(|it| it.redis_settings().password() == Some("p@ss")));
    }

    #[test]
    fn errors_of_invalid_urls_do_not_contain_the_password() {
        for url in ["", "localhost", "http://:secret@a", "redis://:secret@a:x", "redis+cluster://:secret@,"] {
            problem(url);
        }
        assert!(problem("rediss://a/#insecure").contains("fragment"));
    }

    #[test]
    fn unknown_options_are_refused_by_name() {
        for url in [
            "rediss://a/?password=secret",
            "redis://a?password=secret",
            "redis+cluster://a:1/?password=secret",
        ] {
            assert!(problem(url).contains("`password` is unknown: the known ones are replicas"), "{url}");
        }
        assert!(problem("redis+unix:///run/r?password=secret").contains("pass"));
        assert!(problem("rediss://a/?protocol=resp3&protocol=resp3").contains("twice"));
    }

    #[test]
    fn plaintext_to_another_machine_is_refused_unless_it_is_asked_for() {
        for url in
            ["redis://:secret@redis", "redis://10.0.0.1", "redis+cluster://:secret@127.0.0.1:1,redis:2"]
        {
            assert!(problem(url).contains("use rediss://, or add ?danger_plaintext=true"), "{url}");
            RedisUrl::parse(url, true).unwrap();
            RedisUrl::parse(&format!("{url}?danger_plaintext=true"), false).unwrap();
            problem(&format!("{url}?danger_plaintext=false"));
        }
        assert!(problem("redis://redis?danger_plaintext=secret").contains("neither true nor false"));
        for url in
            ["redis://localhost", "redis://[::1]", "rediss://redis", "rediss+cluster://redis:1", "unix:///r"]
        {
            RedisUrl::parse(url, false).unwrap();
        }
    }
}
