//! Ports and passwords that nobody else has.

use crate::error::{During, Error};
use std::net::{Ipv4Addr, TcpListener};

/// Below the ports that Linux gives to outgoing connections: one of those could take the port of a server that is
/// down, or a client could even connect to itself there.
const PORTS: std::ops::Range<u16> = 10_000..32_000;

const ATTEMPTS: usize = 5;

/// 128 bits in hexadecimal, so that it needs no escaping in an address, a file or SQL.
pub(crate) fn password() -> Result<String, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).during("asking for randomness")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bits)))
}

/// Different ports on which nothing listens at the moment.
pub(crate) fn free_ports<const N: usize>() -> Result<[u16; N], Error> {
    // Held together, so that none is found twice.
    let mut held = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        let (found, listener) = listen()?;
        *port = found;
        held.push(listener);
    }
    Ok(ports)
}

/// Starts again with other ports if somebody was quicker to take one.
pub(crate) fn retried<T>(start: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    let taken = |it: &Result<T, Error>| it.as_ref().is_err_and(Error::is_taken_port);
    let mut outcome = start();
    for _ in 1..ATTEMPTS {
        if !taken(&outcome) {
            break;
        }
        outcome = start();
    }
    outcome
}

fn listen() -> Result<(u16, TcpListener), Error> {
    for _ in 0..1000 {
        let mut bits = [0; 2];
        getrandom::fill(&mut bits).during("asking for randomness")?;
        let port = PORTS.start + u16::from_ne_bytes(bits) % (PORTS.end - PORTS.start);
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok((port, listener));
        }
    }
    Err(Error::new(format!("no free port in {PORTS:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn ports_are_different_and_free() {
        let bind = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port));
        // A server that starts at the same time may take one, as it may from every user of `free_ports`.
        let listeners = retried(|| {
            let ports: [u16; 20] = free_ports()?;
            ports.iter().map(bind).collect::<Result<Vec<_>, _>>().during("listening")
        })
        .unwrap();
        assert_eq!(listeners.len(), 20);
    }

    #[test]
    fn a_taken_port_is_tried_again_and_nothing_else_is() {
        let attempts = Cell::new(0);
        let fail = |message: &'static str| {
            attempts.set(0);
            let outcome: Result<(), _> = retried(|| {
                attempts.set(attempts.get() + 1);
                Err(Error::new(message))
            });
            assert_eq!(outcome, Err(Error::new(message)));
            attempts.get()
        };
        assert_eq!(fail("bind: Address already in use"), ATTEMPTS);
        assert_eq!(fail("no such file"), 1);
    }
}
