//! The limits of connections, by environment variables.

use crate::open_files::OpenFiles;
use crate::start_error::StartError;
use std::time::Duration;

/// The largest number of connections by default: each may take 256 KiB of memory.
const MOST_CONNECTIONS: usize = 4096;

/// The longest limit that can be configured, in seconds.
const DAY: u64 = 24 * 60 * 60;

/// The limits of the server: its time for clients, and its number of connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerLimits {
    pub(crate) clients: ClientTimeouts,
    pub(crate) connections: ConnectionLimits,
    /// `REQUEST_TIMEOUT`: for a request, from its head to the answer, including the arrival of its body. Default: 15 seconds.
    pub(crate) request: Duration,
    /// `SHUTDOWN_TIMEOUT`: for requests in flight, after the shutdown signal. Default: 20 seconds.
    pub(crate) shutdown: Duration,
}

/// The longest times that the server waits for a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientTimeouts {
    /// `HEAD_TIMEOUT`: for the whole head of a request, from its first byte, and for the first of a new connection.
    /// Default: 10 seconds.
    pub(crate) head: Duration,
    /// `KEEP_ALIVE_TIMEOUT`: for the next request, from the end of an answer. Default: 75 seconds, more than the 60 of
    /// nginx, so that the proxy is the one that closes.
    pub(crate) keep_alive: Duration,
    /// `WRITE_TIMEOUT`: for the client to take all answers, from when it has to read to get more. Default: 30 seconds.
    pub(crate) write: Duration,
}

/// The largest numbers of connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    /// `MAX_CONNECTIONS`: in all. Default: 4096, or as many as the files that the process may open leave.
    pub(crate) in_all: usize,
    /// `MAX_CONNECTIONS_PER_ADDRESS`: for one IPv4 address or one /64 of IPv6. Trusted proxies have no such limit, since
    /// they speak for many. Default: a quarter of all.
    pub(crate) per_address: usize,
}

impl ServerLimits {
    pub(crate) fn parse(
        variable: impl Fn(&'static str) -> Result<Option<String>, StartError>,
    ) -> Result<Self, StartError> {
        let seconds = |name, default| {
            variable(name)?.map_or(Ok(Duration::from_secs(default)), |it| parse_seconds(name, it))
        };
        let (clients, request, shutdown) = (
            ClientTimeouts {
                head: seconds("HEAD_TIMEOUT", 10)?,
                keep_alive: seconds("KEEP_ALIVE_TIMEOUT", 75)?,
                write: seconds("WRITE_TIMEOUT", 30)?,
            },
            seconds("REQUEST_TIMEOUT", 15)?,
            seconds("SHUTDOWN_TIMEOUT", 20)?,
        );
        let files = OpenFiles::of_process();
        let number = |name, most, default| {
            variable(name)?.map_or(Ok(default), |it| parse_number(name, it, most, files))
        };
        let most = files.for_connections();
        let in_all = number("MAX_CONNECTIONS", most, most.min(MOST_CONNECTIONS))?;
        let share = (in_all / 4).max(1);
        let per_address = number("MAX_CONNECTIONS_PER_ADDRESS", most, share)?;
        Ok(Self { clients, connections: ConnectionLimits { in_all, per_address }, request, shutdown })
    }
}

fn parse_seconds(name: &'static str, text: String) -> Result<Duration, StartError> {
    let seconds = text.parse().ok().filter(|it| (1..=DAY).contains(it));
    let advice = "must be a whole number of seconds, from 1 to 86400, such as 30";
    seconds.map(Duration::from_secs).ok_or(StartError { name, value: Some(text), advice: advice.into() })
}

fn parse_number(
    name: &'static str,
    text: String,
    most: usize,
    files: OpenFiles,
) -> Result<usize, StartError> {
    let number = text.parse().ok().filter(|it| (1..=most).contains(it));
    number.ok_or_else(|| StartError {
        name,
        value: Some(text),
        advice: format!("must be a whole number from 1 to {most}, such as {most}{files}").into(),
    })
}
