//! When a connection has to be encrypted.

use std::net::IpAddr;

/// Whether connections to this host must be encrypted and the host verified: unless it is this machine, or the URL says
/// something of its own about it.
#[doc(hidden)]
#[must_use]
pub fn needs_tls(url: &str, host: &str) -> bool {
    let says =
        url.split(['?', '&']).skip(1).any(|it| it.starts_with("sslmode=") || it.starts_with("ssl-mode="));
    !says && !is_loopback(host)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // A path is that of a socket.
    host == "localhost" || host.starts_with('/') || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_trusted_without_being_asked() {
        for host in ["localhost", "127.0.0.1", "::1", "[::1]", "/run/postgresql"] {
            assert!(!needs_tls("mysql://host/app", host), "{host}");
        }
        for host in ["db.example.com", "10.0.0.1", "localhost.example.com"] {
            assert!(needs_tls("mysql://u:ssl-mode=@host/app?charset=utf8mb4", host), "{host}");
            assert!(!needs_tls("mysql://host/app?charset=utf8mb4&ssl-mode=REQUIRED", host), "{host}");
            assert!(!needs_tls("postgres://host/app?sslmode=require", host), "{host}");
        }
    }
}
