//! The network of a client: the unit in which addresses are counted.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// An IPv4 address, or the first 64 bits of an IPv6 address, since one customer has all the rest of them.
///
/// ```
/// use lucerna_throttle::Network;
///
/// let network = Network::of("2001:db8::1:2:3".parse().unwrap());
/// assert_eq!(network.to_string(), "2001:db8::/64");
/// assert_eq!(Network::of("::ffff:192.0.2.7".parse().unwrap()).to_string(), "192.0.2.7");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// Returns the network of an address. An IPv4 address that is mapped into IPv6 counts as IPv4.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// Writes `192.0.2.7` or `2001:db8::/64`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_025_an_address_of_ipv4_counts_alone_and_64_bits_of_ipv6_together() {
        let same = |a: &str, b: &str| Network::of(a.parse().unwrap()) == Network::of(b.parse().unwrap());
        assert!(same("192.0.2.7", "::ffff:192.0.2.7") && !same("192.0.2.7", "192.0.2.8"));
        assert!(same("2001:db8::1", "2001:db8::ffff:1:2:3") && !same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(!same("::ffff:192.0.2.7", "::ffff:192.0.2.8"));
    }
}
