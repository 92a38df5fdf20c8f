//! Dumping a database to text, and loading it again.

use crate::client::{CliClient, ServerKind, USER};
use crate::error::{During, Error};
use crate::programs::run;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::net::TcpStream;
use std::process::Command;

/// Returns everything in a database as text that [`load`] accepts.
///
/// The address belongs to a server of this crate and names a database: `postgres://…/shop`. The text holds plain
/// statements, as `pg_dump` and `mariadb-dump` write them. For Redis it holds one command a line, with each word in
/// quotes.
///
/// ```
/// use lucerna_servers::{Redis, dump, load};
///
/// let (one, other) = (Redis::start()?, Redis::start()?);
/// one.ask("SET greeting hello")?;
/// load(&other.url("0"), &dump(&one.url("0"))?)?;
/// assert_eq!(other.ask("GET greeting")?, "hello");
/// # Ok::<(), lucerna_servers::Error>(())
/// ```
///
/// # Errors
///
/// The message of the command-line client, for instance that the database does not exist.
pub fn dump(url: &str) -> Result<String, Error> {
    let (client, database) = parse(url)?;
    let text = match client.kind {
        ServerKind::Postgres => run(&mut client.pg_dump(database)?)?,
        ServerKind::MariaDb => run(&mut client.mariadb_dump(database)?)?,
        ServerKind::Redis => run(client.redis_cli(database)?.args(["EVAL", include_str!("dump.lua"), "0"]))?,
    };
    let is_plain = |line: &&str| !FOR_CLIENTS.iter().any(|it| line.starts_with(it));
    Ok(text.split_inclusive('\n').filter(is_plain).collect())
}

/// Runs the statements or commands of a dump on the server, in the database that the address names.
///
/// # Errors
///
/// The server's message about the first statement that fails.
pub fn load(url: &str, text: &str) -> Result<(), Error> {
    let (client, database) = parse(url)?;
    match client.kind {
        ServerKind::Postgres => feed(client.psql(database)?.args(["-f", "-"]), text),
        ServerKind::MariaDb => feed(&mut client.mariadb(database)?, text),
        ServerKind::Redis => send(&client, database, text),
    }
}

/// Lines that `pg_dump` and `mariadb-dump` write for their own clients, and that no server understands.
const FOR_CLIENTS: [&str; 3] = [r"\restrict ", r"\unrestrict ", r"/*M!999999\- "];

/// Parses an address that [`CliClient::url`] made into the server and the database.
pub(crate) fn parse(url: &str) -> Result<(CliClient, &str), Error> {
    let split = || {
        let (scheme, rest) = url.split_once("://")?;
        let (account, location) = rest.split_once('@')?;
        let (host, database) = location.split_once('/')?;
        let port = host.rsplit_once(':')?.1.parse().ok()?;
        let (user, password) = account.split_once(':')?;
        let kind = match (scheme, user) {
            ("postgres", USER) => ServerKind::Postgres,
            ("mysql", USER) => ServerKind::MariaDb,
            ("redis", "") => ServerKind::Redis,
            _ => return None,
        };
        Some((CliClient { kind, port, password: password.to_owned(), ca: None }, database))
    };
    split().ok_or_else(|| Error::new("this is not the address of a test server's database"))
}

/// Runs a client with the text as its input.
fn feed(client: &mut Command, text: &str) -> Result<(), Error> {
    let written = || -> std::io::Result<File> {
        let mut file = tempfile::tempfile()?;
        file.write_all(text.as_bytes())?;
        file.rewind()?;
        Ok(file)
    };
    run(client.stdin(written().during("writing a temporary file")?)).map(drop)
}

/// Sends the commands as they are, since Redis accepts commands as lines of text.
fn send(client: &CliClient, database: &str, text: &str) -> Result<(), Error> {
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", client.port))?;
        write!(stream, "AUTH {}\r\nSELECT {database}\r\n{text}QUIT\r\n", client.password)?;
        let mut answers = String::new();
        stream.read_to_string(&mut answers)?;
        Ok(answers)
    };
    let answers = asked().during("sending commands to Redis")?;
    match answers.lines().find(|it| it.starts_with('-')) {
        Some(refusal) => Err(Error::new(refusal)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_address_is_parsed_and_an_error_does_not_reveal_the_password() {
        let (client, database) = parse("mysql://lucerna:secret@127.0.0.1:15712/shop").unwrap();
        assert!(matches!(client.kind, ServerKind::MariaDb) && client.port == 15712 && database == "shop");
        assert_eq!(client.url(database), "mysql://lucerna:secret@127.0.0.1:15712/shop");
        for url in ["", "mysql://root:secret@127.0.0.1:1/a", "redis://:secret@127.0.0.1:x/0"] {
            let error = parse(url).err().unwrap().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
