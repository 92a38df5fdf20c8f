//! The URL of a MySQL or MariaDB database.

use lucerna_core::{KnownOptions, UrlOptions, is_this_machine};
use sqlx::Error;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

/// The options that sqlx knows. It would ignore any other.
const KNOWN: KnownOptions = &[
    &["ssl-mode", "sslmode"],
    &["ssl-ca", "sslca"],
    &["ssl-cert", "sslcert"],
    &["ssl-key", "sslkey"],
    &["socket"],
    &["charset"],
    &["collation"],
    &["time-zone", "timezone"],
    &["statement-cache-capacity"],
];

const MODES: [&str; 5] = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];

pub(crate) fn options(url: &str) -> Result<MySqlConnectOptions, Error> {
    let url = url.trim();
    let given = UrlOptions::parse(url, KNOWN).map_err(|it| Error::Configuration(it.into()))?;
    let mode = given.value("ssl-mode");
    if mode.is_some_and(|it| !MODES.contains(&&*it.to_ascii_uppercase())) {
        let text = format!("its option `ssl-mode` is none of {}", MODES.join(", "));
        return Err(Error::Configuration(text.into()));
    }
    let options: MySqlConnectOptions = with_host(url).parse()?;
    let is_open = mode.is_some() || options.get_socket().is_some() || is_this_machine(options.get_host());
    Ok(if is_open { options } else { options.ssl_mode(MySqlSslMode::VerifyIdentity) })
}

/// Adds a host to a URL that has a user and no host, which sqlx refuses. `?socket=` needs none.
fn with_host(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((user, "")) => format!("{scheme}://{user}@localhost{tail}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        let error = options(url).err().unwrap();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn remote_servers_are_verified_unless_the_url_says_otherwise() {
        let mode = |url: &str| options(url).map(|it| it.get_ssl_mode());
        for verified in ["mysql://u:p@db.example.com/app", "mysql://db/app?ssl-ca=ca.pem"] {
            assert!(matches!(mode(verified), Ok(MySqlSslMode::VerifyIdentity)), "{verified}");
        }
        for open in ["mysql://localhost/app", "mysql://[::1]/app", "mysql://db/app?socket=run/mysqld.sock"] {
            assert!(matches!(mode(open), Ok(MySqlSslMode::Preferred)), "{open}");
        }
        assert!(matches!(mode("mysql://db/app?ssl-mode=DISABLED"), Ok(MySqlSslMode::Disabled)));
        assert!(mode("db.example.com").is_err());
    }

    #[test]
    fn a_url_with_a_socket_needs_no_host() {
        let options = options("mysql://app:p@/shop?socket=/run/mysqld.sock\r\n").unwrap();
        assert_eq!(options.get_socket().unwrap().to_str(), Some("/run/mysqld.sock"));
        assert_eq!((options.get_username(), options.get_database()), ("app", Some("shop")));
    }

    #[test]
    fn a_wrong_option_is_refused_without_its_value() {
        assert!(refused("mysql://h/d?sslpassword=hunter2").contains("`sslpassword` is unknown"));
        assert!(refused("mysql://h/d?useSSL=hunter2").contains("ssl-mode, ssl-ca"));
        assert!(refused("mysql://h/d?ssl%2Dmode=hunter2").contains("none of DISABLED"));
    }
}
