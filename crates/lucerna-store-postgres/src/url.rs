//! The URL of a PostgreSQL database.

use lucerna_core::{KnownOptions, UrlOptions, is_this_machine};
use sqlx::Error;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The options that sqlx knows. It would log any other with its value, and continue.
const KNOWN: KnownOptions = &[
    &["sslmode", "ssl-mode"],
    &["sslrootcert", "ssl-root-cert", "ssl-ca"],
    &["sslcert", "ssl-cert"],
    &["sslkey", "ssl-key"],
    &["host", "hostaddr"],
    &["port"],
    &["dbname"],
    &["user"],
    &["password"],
    &["application_name"],
    &["options"],
    // The way to choose a schema.
    &["options[search_path]", "options[…]"],
    &["statement-cache-capacity"],
];

const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// The sentence about a cache without room. sqlx would then leave each statement on the server, under another name.
const NO_CACHE: &str = "its option `statement-cache-capacity` is 0: remove it, since the store finds a connection pooler \
     by itself";

/// Parses a URL. `environment` is the value of `PGSSLMODE`, which counts if the URL has no `sslmode`.
pub(crate) fn options(url: &str, environment: Option<&str>) -> Result<PgConnectOptions, Error> {
    let url = url.trim();
    let given = UrlOptions::parse(url, KNOWN).map_err(|it| Error::Configuration(it.into()))?;
    let in_url = given.value("sslmode").map(|it| ("its option `sslmode`", it));
    let mode = in_url.or(environment.filter(|it| !it.is_empty()).map(|it| ("the variable PGSSLMODE", it)));
    if let Some((name, _)) = mode.filter(|(_, it)| !MODES.contains(&&*it.to_ascii_lowercase())) {
        return Err(Error::Configuration(format!("{name} is none of {}", MODES.join(", ")).into()));
    }
    if given.value("statement-cache-capacity").is_some_and(|it| it.parse() == Ok(0)) {
        return Err(Error::Configuration(NO_CACHE.into()));
    }
    let options: PgConnectOptions = with_host(url).parse()?;
    let is_open = mode.is_some() || options.get_socket().is_some() || is_this_machine(options.get_host());
    Ok(if is_open { options } else { options.ssl_mode(PgSslMode::VerifyFull) })
}

/// Adds the default host to a URL that has a user and no host, as libpq does. sqlx refuses such a URL.
fn with_host(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((user, port)) if port.is_empty() || port.starts_with(':') => {
            let host = PgConnectOptions::new_without_pgpass().get_host().replace('/', "%2F");
            format!("{scheme}://{user}@{host}{port}{tail}")
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str, environment: Option<&str>) -> String {
        format!("{:?}", options(url, environment).unwrap().get_ssl_mode())
    }

    fn refused(url: &str, environment: Option<&str>) -> String {
        let error = options(url, environment).err().unwrap();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn remote_servers_are_verified_unless_the_url_or_the_environment_says_otherwise() {
        let remote = "postgres://db.example.com/app";
        assert_eq!(mode(remote, None), "VerifyFull");
        assert_eq!(mode(remote, Some("")), "VerifyFull");
        assert_eq!(mode("postgres://app@localhost/app?host=db.example.com", None), "VerifyFull");
        assert_eq!(mode("postgres://db.example.com/app?sslmode=require", Some("disable")), "Require");
        assert_eq!(mode("postgres://db.example.com/app?ssl%2Dmode=Disable", None), "Disable");
        assert_ne!(mode(remote, Some("require")), "VerifyFull");
        for local in [
            "postgres://localhost/app",
            "postgres://127.0.0.1/app",
            "postgres://[::1]/app",
            "postgres:///app?host=/run",
        ] {
            assert_ne!(mode(local, None), "VerifyFull", "{local}");
        }
    }

    #[test]
    fn a_url_without_a_host_names_a_socket() {
        for url in [
            "postgres://app:p%40@/shop?host=/run/pg&port=7",
            "postgres://app:p%40@:7/shop?host=/run/pg",
            "postgres://app:p%40@:7/shop?host=%2Frun%2Fpg\r\n",
        ] {
            let options = options(url, None).unwrap();
            assert_eq!(options.get_socket().unwrap().to_str(), Some("/run/pg"), "{url}");
            assert_eq!((options.get_username(), options.get_database()), ("app", Some("shop")));
            assert_eq!(options.get_port(), 7, "{url}");
        }
        let usual = PgConnectOptions::new_without_pgpass();
        let options = options("postgres://app@/shop", None).unwrap();
        assert_eq!(options.get_host(), usual.get_host());
    }

    #[test]
    fn a_wrong_option_is_refused_without_its_value() {
        assert!(refused("postgres://h/d?sslpassword=hunter2", None).contains("`sslpassword` is unknown"));
        assert!(refused("postgres://h/d?schema=hunter2", None).contains("options[search_path]"));
        assert!(refused("postgres://h/d?sslmode=hunter2", None).contains("none of disable, allow"));
        assert!(refused("postgres://h/d?port=hunter2", None).contains("invalid digit"));
        assert!(refused("postgres://h/d?hostaddr=hunter2", None).contains("IP address"));
        assert!(refused("postgres://h/d", Some("require\r")).contains("PGSSLMODE"));
        assert!(refused("postgres://h/d?statement-cache-capacity=00", None).contains("by itself"));
        assert!(options("postgres://h/d?statement-cache-capacity=1", None).is_ok());
        options("postgres://h/d?options[search_path]=auth&application_name=shop", None).unwrap();
    }
}
