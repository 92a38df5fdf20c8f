//! The network of a client: the unit in which addresses are counted.

use std::net::{IpAddr, Ipv6Addr};

/// An IPv4 address, or the first 64 bits of an IPv6 address, of which one customer has all the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientNetwork(IpAddr);

impl ClientNetwork {
    /// An IPv4 address that is mapped into IPv6 counts as IPv4.
    pub(crate) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
            address @ IpAddr::V4(_) => address,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ipv4_counts_alone_and_64_bits_of_ipv6_together() {
        let same =
            |a: &str, b: &str| ClientNetwork::of(a.parse().unwrap()) == ClientNetwork::of(b.parse().unwrap());
        assert!(same("192.0.2.7", "::ffff:192.0.2.7") && !same("192.0.2.7", "192.0.2.8"));
        assert!(same("2001:db8::1", "2001:db8::ffff:1:2:3") && !same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(!same("::ffff:192.0.2.7", "::ffff:192.0.2.8"));
    }
}
