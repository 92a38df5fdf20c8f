//! A database written down as text, and made again from it.

use crate::client::{Client, Kind, USER};
use crate::error::{During, Error};
use crate::programs::run;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::net::TcpStream;
use std::process::Command;

/// Returns everything in a database as text from which [`load`] makes it again.
///
/// The address is that of a server of this crate's with a database: `postgres://…/shop`. The text holds plain statements, as
/// `pg_dump` and `mariadb-dump` write them. Of a Redis it holds one command a line, with each word in quotes.
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
/// What the client says, for instance that there is no such database.
pub fn dump(url: &str) -> Result<String, Error> {
    let (client, database) = parse(url)?;
    let text = match client.kind {
        Kind::Postgres => run(&mut client.pg_dump(database)?)?,
        Kind::MariaDb => run(&mut client.mariadb_dump(database)?)?,
        Kind::Redis => run(client.redis_cli(database)?.args(["EVAL", include_str!("dump.lua"), "0"]))?,
    };
    let is_plain = |line: &&str| !FOR_CLIENTS.iter().any(|it| line.starts_with(it));
    Ok(text.split_inclusive('\n').filter(is_plain).collect())
}

/// Runs the statements or commands of a text on the server, in the database that the address names.
///
/// # Errors
///
/// What the server says of the first statement that fails.
pub fn load(url: &str, text: &str) -> Result<(), Error> {
    let (client, database) = parse(url)?;
    match client.kind {
        Kind::Postgres => feed(client.psql(database)?.args(["-f", "-"]), text),
        Kind::MariaDb => feed(&mut client.mariadb(database)?, text),
        Kind::Redis => send(&client, database, text),
    }
}

/// What the two programs tell their own clients, and no server knows.
const FOR_CLIENTS: [&str; 3] = [r"\restrict ", r"\unrestrict ", r"/*M!999999\- "];

/// The server and the database of an address that [`Client::url`] made.
fn parse(url: &str) -> Result<(Client, &str), Error> {
    let split = || {
        let (scheme, rest) = url.split_once("://")?;
        let (account, place) = rest.split_once('@')?;
        let (host, database) = place.split_once('/')?;
        let port = host.rsplit_once(':')?.1.parse().ok()?;
        let (user, password) = account.split_once(':')?;
        let kind = match (scheme, user) {
            ("postgres", USER) => Kind::Postgres,
            ("mysql", USER) => Kind::MariaDb,
            ("redis", "") => Kind::Redis,
            _ => return None,
        };
        Some((Client { kind, port, password: password.to_owned(), ca: None }, database))
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

/// Redis reads such lines itself.
fn send(client: &Client, database: &str, text: &str) -> Result<(), Error> {
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
    fn an_address_is_taken_apart_and_another_is_refused_without_its_password() {
        let (client, database) = parse("mysql://lucerna:secret@127.0.0.1:15712/shop").unwrap();
        assert!(matches!(client.kind, Kind::MariaDb) && client.port == 15712 && database == "shop");
        assert_eq!(client.url(database), "mysql://lucerna:secret@127.0.0.1:15712/shop");
        for url in ["", "mysql://root:secret@127.0.0.1:1/a", "redis://:secret@127.0.0.1:x/0"] {
            let error = parse(url).err().unwrap().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
