//! The caller of a request: an IP address and a user agent.

use crate::{RequestHead, SecretHash};
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

/// The longest user agent that is kept, in bytes.
const LONGEST_AGENT: usize = 255;

/// The caller of a request, for events and rate limits. It is cheap to clone, and empty if there is no request.
///
/// ```
/// use lucerna_core::Client;
///
/// let client = Client::new("192.0.2.7".parse().ok(), Some("curl/8.5"));
/// assert_eq!(client.user_agent(), Some("curl/8.5"));
/// assert!(Client::default().address().is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client(Option<Arc<ClientInfo>>);

#[derive(Debug, PartialEq, Eq)]
struct ClientInfo {
    address: Option<IpAddr>,
    agent: Option<String>,
    devices: Vec<SecretHash>,
}

impl Client {
    /// Creates a caller with this address and user agent. The user agent is cut at 255 bytes and loses control
    /// characters.
    #[must_use]
    pub fn new(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        Self::with_devices(address, user_agent, Vec::new())
    }

    /// Creates a caller whose browser sent the secrets of these devices.
    pub(crate) fn with_devices(
        address: Option<IpAddr>,
        user_agent: Option<&str>,
        devices: Vec<SecretHash>,
    ) -> Self {
        let address = address.map(|it| it.to_canonical());
        Self(Some(Arc::new(ClientInfo { address, agent: user_agent.map(shorten), devices })))
    }

    /// Returns true for the caller of a request, also if nothing is known of it.
    pub(crate) fn is_of_request(&self) -> bool {
        self.0.is_some()
    }

    /// Returns the caller's address. An IPv4 address mapped into IPv6 becomes IPv4.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.0.as_ref()?.address
    }

    /// Returns the caller's user agent.
    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.0.as_ref()?.agent.as_deref()
    }

    /// Returns the devices that the caller's browser may be, by the hashes of its secrets. They may be unknown.
    pub(crate) fn devices(&self) -> &[SecretHash] {
        self.0.as_ref().map_or(&[], |it| &it.devices)
    }
}

fn shorten(agent: &str) -> String {
    let mut kept: String = agent.chars().filter(|it| !it.is_control()).take(LONGEST_AGENT).collect();
    while kept.len() > LONGEST_AGENT {
        kept.pop();
    }
    kept
}

/// The proxies whose forwarded headers are trusted. By default there are none and these headers are ignored, since any
/// client can send them (`SECURITY.md`, section "Host, proxy and address").
///
/// The client's address is the rightmost one in `X-Forwarded-For` that is not a trusted proxy's. The client itself may
/// have written everything to the left of it.
///
/// ```
/// use lucerna_core::TrustedProxies;
///
/// let proxies: TrustedProxies = "127.0.0.1, 10.0.0.0/8, fd00::/8".parse()?;
/// assert!(proxies.contains("10.1.2.3".parse().unwrap()));
/// # Ok::<(), lucerna_core::InvalidNetwork>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<AddressBlock>);

impl TrustedProxies {
    /// Returns true if the address is a trusted proxy's.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|it| it.contains(address))
    }

    /// Returns true if the request seems to come through a proxy that is not trusted: it has `X-Forwarded-For`, from this
    /// machine or from a private network.
    pub(crate) fn miss(&self, request: &impl RequestHead) -> bool {
        let is_missed = |peer: IpAddr| is_private(peer) && !self.contains(peer);
        request.peer().is_some_and(is_missed) && request.headers("x-forwarded-for").next().is_some()
    }

    /// Returns the caller of a request whose browser sent the secrets of these devices.
    pub(crate) fn client(&self, request: &impl RequestHead, devices: Vec<SecretHash>) -> Client {
        Client::with_devices(self.address(request), request.user_agent(), devices)
    }

    /// Returns the caller's address: the connection's, or the one that trusted proxies report.
    pub(crate) fn address(&self, request: &impl RequestHead) -> Option<IpAddr> {
        let mut address = request.peer()?;
        if self.0.is_empty() {
            return Some(address);
        }
        let fields: Vec<_> = request.headers("x-forwarded-for").collect();
        let mut hops = fields.iter().rev().flat_map(|it| it.rsplit(|byte| *byte == b','));
        while self.contains(address) {
            let Some(hop) = hops.next() else { break };
            // If a proxy writes an invalid address, the proxy itself is the last known hop.
            let Some(known) = parse_hop(hop) else { break };
            address = known;
        }
        Some(address)
    }
}

/// Returns true for addresses of this machine and of private networks, where proxies are.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => {
            let is_shared = it.octets()[0] == 100 && it.octets()[1] & 0xc0 == 64;
            it.is_loopback() || it.is_private() || it.is_link_local() || is_shared
        }
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
    }
}

/// Parses an address as proxies write it: bare, in brackets, or with a port.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let bare = hop.parse().ok();
    bare.or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|it| it.ip()))
        .or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6))
        .map(|it| it.to_canonical())
}

impl FromStr for TrustedProxies {
    type Err = InvalidNetwork;

    /// Parses addresses and networks (`10.0.0.0/8`), separated by commas.
    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let networks = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        networks.map(AddressBlock::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// The error of parsing [`TrustedProxies`]: a text that is neither an address nor a network.
///
/// ```
/// use lucerna_core::TrustedProxies;
///
/// let error = "10.0.0.0/33".parse::<TrustedProxies>().unwrap_err();
/// assert_eq!(error.to_string(), "\"10.0.0.0/33\" is not an address or a network: write it as 10.0.0.1 or 10.0.0.0/8");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidNetwork(String);

crate::debug_as_display!(InvalidNetwork);

impl std::fmt::Display for InvalidNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not an address or a network: write it as 10.0.0.1 or 10.0.0.0/8", self.0)
    }
}

impl std::error::Error for InvalidNetwork {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AddressBlock {
    address: IpAddr,
    bits: u32,
}

impl AddressBlock {
    fn parse(text: &str) -> Result<Self, InvalidNetwork> {
        let invalid = || InvalidNetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| invalid())?)),
            None => (text, None),
        };
        let address = address.parse::<IpAddr>().map_err(|_| invalid())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        match address.to_canonical() {
            _ if bits > longest => Err(invalid()),
            // An IPv4 network inside IPv6: callers' addresses are compared as IPv4.
            own @ IpAddr::V4(_) if address.is_ipv6() && bits >= 96 => {
                Ok(Self { address: own, bits: bits - 96 })
            }
            _ => Ok(Self { address, bits }),
        }
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct ForwardedRequest<'a>(&'a str, &'a [&'a str]);

    impl RequestHead for ForwardedRequest<'_> {
        fn method(&self) -> &str {
            "GET"
        }

        fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
            let all = if name == "x-forwarded-for" { self.1 } else { &[] };
            all.iter().map(|it| it.as_bytes())
        }

        fn peer(&self) -> Option<IpAddr> {
            self.0.parse().ok()
        }
    }

    fn client_address(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        proxies.address(&ForwardedRequest(peer, forwarded)).unwrap().to_string()
    }

    #[test]
    fn rt_024_without_trusted_proxies_forwarded_headers_are_ignored() {
        assert_eq!(client_address("", "192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(client_address("10.0.0.0/8", "192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
    }

    #[test]
    fn rt_024_the_rightmost_untrusted_address_is_the_clients() {
        let proxies = "127.0.0.1, 10.0.0.0/8";
        assert_eq!(
            client_address(proxies, "127.0.0.1", &["203.0.113.9, 198.51.100.1, 10.1.1.1"]),
            "198.51.100.1"
        );
        assert_eq!(
            client_address(proxies, "127.0.0.1", &["203.0.113.9", "198.51.100.1", "10.1.1.1"]),
            "198.51.100.1"
        );
        assert_eq!(client_address(proxies, "127.0.0.1", &["10.2.2.2, 10.1.1.1"]), "10.2.2.2");
        assert_eq!(client_address(proxies, "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn rt_024_a_proxy_that_is_not_trusted_is_noticed() {
        let missed = |proxies: &str, peer: &str, forwarded: &[&str]| {
            proxies.parse::<TrustedProxies>().unwrap().miss(&ForwardedRequest(peer, forwarded))
        };
        for peer in
            ["127.0.0.1", "::1", "10.0.0.1", "172.17.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "fe80::1"]
        {
            assert!(missed("", peer, &["198.51.100.1"]), "{peer}");
            assert!(!missed("", peer, &[]) && !missed(peer, peer, &["198.51.100.1"]), "{peer}");
        }
        for peer in ["192.0.2.7", "100.128.0.1", "172.32.0.1", "2001:db8::1"] {
            assert!(!missed("", peer, &["198.51.100.1"]), "{peer}");
        }
        assert!(
            missed("127.0.0.1", "172.17.0.1", &["198.51.100.1"]) && missed("", "::ffff:10.0.0.1", &["a"])
        );
    }

    #[test]
    fn rt_026_an_invalid_hop_ends_the_chain() {
        for junk in
            ["198.51.100.1, unknown", "198.51.100.1, ", "198.51.100.1, _hidden", "198.51.100.1, 1.2.3"]
        {
            assert_eq!(client_address("127.0.0.1", "127.0.0.1", &[junk]), "127.0.0.1", "{junk}");
        }
    }

    #[test]
    fn rt_025_ipv6_addresses_are_canonical_and_may_have_ports() {
        assert_eq!(client_address("127.0.0.1", "::ffff:127.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
        assert_eq!(client_address("::1", "::1", &["2001:DB8:0:0::1"]), "2001:db8::1");
        assert_eq!(client_address("::1", "::1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client_address("::1", "::1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(client_address("::1", "::1", &["198.51.100.1:80"]), "198.51.100.1");
    }

    #[test]
    fn a_network_contains_the_addresses_with_its_prefix() {
        let contains = |network: &str, address: &str| {
            network.parse::<TrustedProxies>().unwrap().contains(address.parse().unwrap())
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("0.0.0.0/0", "8.8.8.8") && !contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("2001:db8::/32", "2001:db8:1::1") && !contains("2001:db8::/32", "2001:db9::1"));
        for mapped in ["::ffff:10.0.0.0/104", "::ffff:a00:0/104"] {
            assert!(contains(mapped, "10.255.0.1") && contains(mapped, "::ffff:10.0.0.1"), "{mapped}");
            assert!(!contains(mapped, "11.0.0.1"), "{mapped}");
        }
        assert!(contains("::ffff:10.0.0.1", "10.0.0.1") && !contains("::ffff:10.0.0.1", "10.0.0.2"));
        assert!(!contains("::/0", "10.0.0.1") && contains("::/0", "2001:db8::1"));
        for wrong in ["10.0.0.0/33", "::/129", "ten", "10.0.0.0/-1", "10.0.0.0/a"] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_user_agent_is_shortened_and_loses_control_characters() {
        let agent = format!("a\r\nb\u{1b}{}", "é".repeat(300));
        let client = Client::new(None, Some(&agent));
        let kept = client.user_agent().unwrap();
        assert!(kept.starts_with("abé") && kept.len() <= LONGEST_AGENT && !kept.contains('\n'));
    }
}
