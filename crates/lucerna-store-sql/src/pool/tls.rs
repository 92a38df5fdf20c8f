//! The rule for connections that have to be encrypted.

use std::net::IpAddr;

/// Returns true if connections to this host must be encrypted and verified. Exceptions are hosts on this machine and
/// URLs with an option for TLS.
#[doc(hidden)]
#[must_use]
pub fn needs_tls(url: &str, host: &str) -> bool {
    let says =
        url.split(['?', '&']).skip(1).any(|it| it.starts_with("sslmode=") || it.starts_with("ssl-mode="));
    !says && !is_loopback(host)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // A path names a socket.
    host == "localhost" || host.starts_with('/') || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_hosts_and_explicit_urls_go_without_tls() {
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
