//! Random free ports and random passwords.

use crate::error::{During, Error};
use std::net::{Ipv4Addr, TcpListener};

/// The ports for servers, below those that Linux gives to outgoing connections. An outgoing connection could
/// otherwise take the port of a server that is down, or a client could connect to itself.
const PORTS: std::ops::Range<u16> = 10_000..32_000;

const ATTEMPTS: usize = 5;

/// Returns 128 random bits in hexadecimal, which need no escaping in an address, a file or SQL.
pub(crate) fn password() -> Result<String, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).during("asking for randomness")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bits)))
}

/// Returns different ports on which no program listens at the moment.
pub(crate) fn free_ports<const N: usize>() -> Result<[u16; N], Error> {
    // All listeners stay open until the end, so that no port is chosen twice.
    let mut listeners = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        let (free, listener) = listen()?;
        *port = free;
        listeners.push(listener);
    }
    Ok(ports)
}

/// Starts again with other ports if another program has taken one.
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
    fn only_a_taken_port_leads_to_a_retry() {
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
